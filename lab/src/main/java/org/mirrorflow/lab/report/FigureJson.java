package org.mirrorflow.lab.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.io.Serial;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.stream.IntStream;

/**
 * Figures as JSON that may stand inside a script element.
 *
 * <p>Numbers carry nine significant digits, more than a screen resolves even after a zoom of a
 * million; JSON has no NaN or infinity, and both become null, which leaves a gap.
 */
final class FigureJson {
  private static final MathContext DIGITS = new MathContext(9);

  /** Those powers of ten that are doubles. */
  private static final double[] POWERS =
      IntStream.rangeClosed(0, 22).mapToDouble(k -> Double.parseDouble("1e" + k)).toArray();

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .addModule(new SimpleModule().addSerializer(double[].class, new Numbers()))
          .build();

  private FigureJson() {}

  /** The figure; no {@code <} remains, so that no element can be opened or closed. */
  static String of(Figure figure) throws JsonProcessingException {
    return JSON.writeValueAsString(figure.entries()).replace("<", "\\u003c");
  }

  /**
   * To nine significant digits. Where the last of them stands behind the point and the power of ten
   * is a double, one product and one quotient do it.
   */
  static double rounded(double v) {
    int places = DIGITS.getPrecision() - 1 - (int) Math.floor(Math.log10(Math.abs(v)));
    if (places >= 0 && places < POWERS.length) {
      return Math.rint(v * POWERS[places]) / POWERS[places];
    }
    return new BigDecimal(v).round(DIGITS).doubleValue();
  }

  private static final class Numbers extends StdSerializer<double[]> {
    @Serial private static final long serialVersionUID = 1L;

    Numbers() {
      super(double[].class);
    }

    @Override
    public void serialize(double[] values, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeStartArray();
      for (double v : values) {
        if (Double.isFinite(v)) {
          json.writeNumber(shortest(v));
        } else {
          json.writeNull();
        }
      }
      json.writeEndArray();
    }

    private static String shortest(double v) {
      String plain = Double.toString(rounded(v));
      return plain.endsWith(".0") ? plain.substring(0, plain.length() - 2) : plain;
    }
  }
}
