package org.mirrorflow.djl;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.mirrorflow.io.InputException;

/**
 * How the learning rate changes over a training of known length: a map from the part that is done,
 * 0 to 1, to a factor on the rate. With a warm-up it rises on a straight line over the first part
 * (Goyal et al. 2017, arXiv 1706.02677).
 *
 * @param shape what comes after the warm-up
 * @param drops parts of the training at which the factor of {@link Shape#STEP} falls to a tenth
 * @param warmUp part of the training over which the rate rises, 0 for none
 */
public record Schedule(Shape shape, List<Double> drops, double warmUp) {
  /** The rate as it is. */
  public static final Schedule CONSTANT = new Schedule(Shape.CONSTANT, List.of(), 0);

  /** A straight line to 0. */
  public static final Schedule LINEAR = new Schedule(Shape.LINEAR, List.of(), 0);

  /** Half a cosine to 0. */
  public static final Schedule COSINE = new Schedule(Shape.COSINE, List.of(), 0);

  private static final double DROP = 0.1;
  private static final String WARM_UP = "warmup:";

  /** A curve. */
  public enum Shape {
    /** The rate as it is. */
    CONSTANT,
    /** 1 − u: a straight line to 0. */
    LINEAR,
    /** (1 + cos πu)/2 (Loshchilov and Hutter 2017, arXiv 1608.03983, without restarts). */
    COSINE,
    /** A tenth after every drop (He et al. 2016, arXiv 1512.03385). */
    STEP;

    private String spec() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Checks the parts.
   *
   * @param shape not null
   * @param drops ascending parts between 0 and 1, copied; at least one for {@link Shape#STEP}, none
   *     for others
   * @param warmUp 0 or more, below 1
   * @throws InputException if they are not so
   */
  public Schedule {
    drops = List.copyOf(drops);
    boolean ordered = (shape == Shape.STEP) != drops.isEmpty();
    double before = 0;
    for (double drop : drops) {
      ordered &= drop > before && drop < 1;
      before = drop;
    }
    if (!ordered || !(warmUp >= 0 && warmUp < 1)) {
      throw wrong(shape.spec() + " " + drops + ", warm-up " + warmUp, null);
    }
  }

  /**
   * Reads {@code constant}, {@code linear}, {@code cosine} or {@code step:0.5,0.75}, each with
   * {@code warmup:0.05+} before it or not.
   *
   * @param spec one of these
   * @return the schedule
   * @throws InputException if it is none of them
   */
  public static Schedule parse(String spec) {
    String text = spec.strip();
    try {
      double warmUp = 0;
      int plus = text.indexOf('+');
      if (text.startsWith(WARM_UP) && plus > 0) {
        warmUp = Double.parseDouble(text.substring(WARM_UP.length(), plus));
        text = text.substring(plus + 1);
      }
      int colon = text.indexOf(':');
      String word = colon < 0 ? text : text.substring(0, colon);
      Shape shape =
          Arrays.stream(Shape.values())
              .filter(s -> s.spec().equals(word))
              .findFirst()
              .orElseThrow(() -> wrong(spec, null));
      List<Double> drops =
          colon < 0
              ? List.of()
              : Arrays.stream(text.substring(colon + 1).split(",", -1))
                  .map(Double::valueOf)
                  .toList();
      return new Schedule(shape, drops, warmUp);
    } catch (NumberFormatException e) {
      throw wrong(spec, e);
    }
  }

  private static InputException wrong(String spec, Exception cause) {
    return new InputException(
        "--schedule " + spec,
        "out of range",
        "constant, linear, cosine or step:0.5,0.75 (ascending shares of the steps), with or"
            + " without warmup:0.05+ before it",
        "change the option",
        cause);
  }

  /**
   * {@return factor on the learning rate}
   *
   * @param done part of all steps that lies behind, 0 ≤ done &lt; 1
   */
  public double factor(double done) {
    double curve =
        switch (shape) {
          case CONSTANT -> 1;
          case LINEAR -> 1 - done;
          case COSINE -> 0.5 * (1 + Math.cos(Math.PI * done));
          case STEP -> Math.pow(DROP, (double) drops.stream().filter(drop -> done >= drop).count());
        };
    return done < warmUp ? curve * done / warmUp : curve;
  }

  /** {@return the text that parses to this} */
  public String spec() {
    String parts = drops.stream().map(String::valueOf).collect(Collectors.joining(","));
    return (warmUp > 0 ? WARM_UP + warmUp + "+" : "")
        + shape.spec()
        + (parts.isEmpty() ? "" : ":" + parts);
  }
}
