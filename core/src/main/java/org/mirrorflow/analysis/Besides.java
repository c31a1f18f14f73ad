package org.mirrorflow.analysis;

import java.util.List;
import org.mirrorflow.certificate.Certificate;

/**
 * The measurements at one point of a run that were made on {@linkplain Asked request}.
 *
 * @param testAccuracy share of the samples held out that are classified; NaN without any
 * @param testLogLoss log of the mean loss over them; NaN without any
 * @param gauges one for each gauge that was asked for, in that order
 * @since 0.2.0
 */
public record Besides(double testAccuracy, double testLogLoss, List<InGauge> gauges) {
  /** Nothing was asked for. */
  public static final Besides NOTHING = new Besides(Double.NaN, Double.NaN, List.of());

  /**
   * A point in a gauge.
   *
   * @param gauge its specification
   * @param margin margins relative to the gauge
   * @param certificate KKT gap in the gauge; null where none was asked for
   */
  public record InGauge(String gauge, MarginSummary margin, Certificate certificate) {

    /** Of a point that classifies all samples. */
    boolean certified() {
      return certificate != null && certificate.status().bounded();
    }
  }

  /**
   * Copies the list.
   *
   * @param testAccuracy share of the samples held out that are classified
   * @param testLogLoss log of the mean loss over them
   * @param gauges copied
   */
  public Besides {
    gauges = List.copyOf(gauges);
  }
}
