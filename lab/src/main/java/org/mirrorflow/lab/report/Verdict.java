package org.mirrorflow.lab.report;

/** What a run says about a claim. */
public enum Verdict {
  /** The measurement agrees with the prediction within the tolerance that the chapter states. */
  HOLDS("holds", "✓"),
  /** The measurement contradicts the prediction. */
  FAILS("fails", "✗"),
  /** No run of this study speaks for or against the claim. */
  NOT_TESTED("not tested", "–");

  private final String label;
  private final String sign;

  Verdict(String label, String sign) {
    this.label = label;
    this.sign = sign;
  }

  /** {@return the verdict in words} */
  public String label() {
    return label;
  }

  String sign() {
    return sign;
  }

  String cssClass() {
    return label.replace(' ', '-');
  }
}
