package org.mirrorflow.lab.run;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.data.Split;
import org.mirrorflow.io.InputException;

/**
 * Samples on which a run is tested: other data, or a part of the data that is not trained on.
 *
 * @param spec {@code split:SHARE,seed=N}, or a data specification
 */
record HeldOut(String spec) {
  private static final Pattern SPLIT = Pattern.compile("split:([^,]*)(?:,seed=(-?\\d{1,18}))?");

  private boolean split() {
    return spec.startsWith("split:");
  }

  /** The one text with this meaning. */
  String canonical() {
    return split() ? "split:" + share() + ",seed=" + seed() : DataSpec.parse(spec).spec();
  }

  private Matcher matched() {
    Matcher split = SPLIT.matcher(spec);
    if (!split.matches()) {
      throw refused();
    }
    return split;
  }

  private double share() {
    try {
      double share = Double.parseDouble(matched().group(1));
      if (share > 0 && share < 1) {
        return share;
      }
    } catch (NumberFormatException e) {
      throw refused();
    }
    throw refused();
  }

  private long seed() {
    String seed = matched().group(2);
    return seed == null ? 0 : Long.parseLong(seed);
  }

  private InputException refused() {
    return new InputException(
        "--test " + spec,
        "no split",
        "split:SHARE or split:SHARE,seed=N, the share above 0 and below 1",
        "for example split:0.25,seed=0");
  }

  /** What is trained on and what is held out. */
  Split of(Dataset data) {
    if (split()) {
      return Split.of(data, share(), Integer.MAX_VALUE, seed());
    }
    Dataset other = DataSpec.load(spec);
    if (other.features() != data.features() || other.classes() > data.classes()) {
      throw new InputException(
          "--test " + spec,
          other.features() + " features and " + other.classes() + " classes",
          data.features() + " and " + data.classes() + ", as in the training data",
          "name samples of the same kind");
    }
    return new Split(
        data,
        new Dataset(
            other.name(),
            other.inputs(),
            other.labels(),
            data.features(),
            data.classes(),
            data.outputs(),
            data.image()));
  }
}
