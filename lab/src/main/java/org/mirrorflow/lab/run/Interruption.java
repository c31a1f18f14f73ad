package org.mirrorflow.lab.run;

/** Work was asked to stop before there was an answer; what is done so far may be kept. */
public final class Interruption extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String remedy;

  /**
   * An interruption.
   *
   * @param known what is done and where it is kept
   * @param remedy how to go on
   */
  public Interruption(String known, String remedy) {
    super(known);
    this.remedy = remedy;
  }

  /** {@return what is done and where it is kept} */
  public String known() {
    return getMessage();
  }

  /** {@return how to go on} */
  public String remedy() {
    return remedy;
  }
}
