package org.mirrorflow.cli;

/** Sets the system properties that Deep Java Library reads when it starts. */
final class DjlSettings {
  private DjlSettings() {}

  /** No fetching of models or natives, no reports of usage; what is set already stays. */
  static void apply() {
    setUnlessSet("ai.djl.offline", "true");
    setUnlessSet("OPT_OUT_TRACKING", "true");
  }

  private static void setUnlessSet(String name, String value) {
    if (System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }
}
