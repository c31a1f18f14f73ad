package org.mirrorflow.lab.study;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.mirrorflow.data.ImageSet;
import org.mirrorflow.lab.report.Axis;
import org.mirrorflow.lab.report.Chart;
import org.mirrorflow.lab.report.Table;

/**
 * Channels of convolutional networks that are trained on CIFAR-10, where it is on this machine.
 *
 * @param seed of the first start
 * @param folder data folder, null for the one that the environment names
 */
record CifarChapter(long seed, Path folder) implements StudyChapter {
  private static final String CHANNELS = "Channels that take part on CIFAR-10";
  private static final String MODEL = "chain:c8-m-c16-m-m";
  private static final double START = 1;
  private static final int EPOCHS = 40;
  private static final int HELD = 500;

  /** With fewer images all accuracies are near that of guessing. */
  private static final int FEWEST = 500;

  /** From sparse to dense; the elastic net, whose limit is that of the Euclidean map, is last. */
  private static final Map<String, String> MAPS = maps();

  private static final List<String> INDEX =
      List.of("hyperbolic", "p = 1.5", "euclidean", "p = 3", "cosh");

  private static final List<String> ORDERED = List.of("hyperbolic", "euclidean", "cosh");

  private static Map<String, String> maps() {
    Map<String, String> maps = new LinkedHashMap<>();
    maps.put("hyperbolic", "hyperbolic:beta=1e-3");
    maps.put("p = 1.5", "p:1.5");
    maps.put("euclidean", "euclidean");
    maps.put("p = 3", "p:3");
    maps.put("cosh", "cosh:s=0.05");
    maps.put("elastic net", "enet:lambda=0.1");
    return maps;
  }

  @Override
  public String id() {
    return "cifar";
  }

  @Override
  public List<String> cites() {
    return List.of("cifar-10", "enet");
  }

  private static int images(StudySize size) {
    return size.images() * 5 / 2;
  }

  private boolean tested(StudySize size) {
    Path home = ImageSet.folder(folder, System::getenv).resolve(ImageSet.CIFAR_10.spec());
    return images(size) >= FEWEST && Files.isDirectory(home);
  }

  private List<ChannelsOf> starts(StudySize size, String map) {
    int images = images(size);
    String dir = folder == null ? "" : ",dir=" + folder;
    String data = ImageSet.CIFAR_10.spec() + ":n=" + (images + HELD) + dir;
    return IntStream.range(0, Math.max(1, size.convolutions() / 2))
        .mapToObj(k -> new ChannelsOf(data, images, HELD, MODEL, map, START, EPOCHS, seed + k))
        .toList();
  }

  @Override
  public List<Work<?>> work(StudySize size) {
    List<Work<?>> work = new ArrayList<>();
    if (tested(size)) {
      MAPS.values().forEach(map -> work.addAll(starts(size, map)));
    }
    return work;
  }

  @Override
  public Findings conclude(StudySize size, FinishedRuns runs) {
    Map<String, List<ChannelsOf.Result>> all = new LinkedHashMap<>();
    if (tested(size)) {
      MAPS.forEach(
          (label, map) -> all.put(label, starts(size, map).stream().map(runs::get).toList()));
    }
    CsvText csv =
        new CsvText("map", "start", "layer", "channels", "active", "share", "needed", "accuracy");
    all.forEach((label, results) -> rows(csv, label, results));
    return findings(
        size,
        "Convolutions on CIFAR-10",
        "Do convolutional networks that are trained in small batches on colour images use few or"
            + " many channels, in the order of the index?",
        "The share of channels that take part rises with the index: hyperbolic, p = 1.5,"
            + " Euclidean, p = 3, cosh. The elastic net is near the Euclidean map, its limit.",
        List.of(judge(all)),
        all.isEmpty() ? List.of() : List.of(chart(all)),
        all.isEmpty() ? List.of() : List.of(table(size, all)),
        all.isEmpty() ? Map.of() : Map.of("cifar.csv", csv.toString()));
  }

  private void rows(CsvText csv, String label, List<ChannelsOf.Result> results) {
    for (int k = 0; k < results.size(); k++) {
      ChannelsOf.Result r = results.get(k);
      for (int layer = 0; layer < r.widths().size(); layer++) {
        csv.row(
            label,
            seed + k,
            layer + 1,
            r.widths().get(layer),
            r.active().get(layer),
            r.shares().get(layer),
            r.needed().get(layer),
            r.accuracy());
      }
    }
  }

  /** Holds when the mean share of channels rises from hyperbolic over Euclidean to cosh. */
  static ClaimResult judge(Map<String, List<ChannelsOf.Result>> all) {
    Map<String, Double> shares = new LinkedHashMap<>();
    INDEX.stream()
        .filter(all::containsKey)
        .forEach(
            label -> shares.put(label, Numbers.mean(all.get(label), ChannelsOf.Result::share)));
    double before = Double.NEGATIVE_INFINITY;
    boolean holds = true;
    for (String label : ORDERED) {
      double share = shares.getOrDefault(label, Double.NaN);
      holds &= share > before;
      before = share;
    }
    return new ClaimResult(
        "features-cifar",
        "Is the order of sparse and dense maps the same for convolutions on CIFAR-10?",
        all.isEmpty() ? null : holds,
        all.isEmpty() ? "" : CHANNELS,
        all.isEmpty()
            ? "skipped: cifar-10 is not on this machine, or the study is the quick one"
            : "share of channels that take part, "
                + shares.entrySet().stream()
                    .map(e -> e.getKey() + ": " + Numbers.text(e.getValue()))
                    .collect(Collectors.joining(", ")),
        "hyperbolic < euclidean < cosh");
  }

  private static Chart chart(Map<String, List<ChannelsOf.Result>> all) {
    int layers = all.values().iterator().next().get(0).widths().size();
    return new Chart(
        CHANNELS,
        Axis.categories("map", List.copyOf(all.keySet())),
        Axis.linear("channels that take part").in("share of the layer"),
        IntStream.range(0, layers)
            .mapToObj(
                layer ->
                    Intervals.bars(
                        "layer " + (layer + 1),
                        Curves.map(
                            all,
                            results ->
                                results.stream()
                                    .mapToDouble(r -> r.shares().get(layer))
                                    .toArray())))
            .toList(),
        "Participation ratio of the channels' strengths over their number; "
            + Interval.WORDS
            + ".");
  }

  private static Table table(StudySize size, Map<String, List<ChannelsOf.Result>> all) {
    List<List<String>> rows = new ArrayList<>();
    ChannelsOf.Result any = all.values().iterator().next().get(0);
    all.forEach((label, results) -> results.forEach(r -> rows.add(row(label, r))));
    return new Table(
        "Convolutional networks on CIFAR-10",
        List.of(
            "map",
            "gradient step c",
            "accuracy, trained on",
            "accuracy, held out",
            "active channels, of " + each(any.widths()),
            "channels for 99 %",
            "weights left, of " + any.weights(),
            "their accuracy, held out"),
        rows,
        "%s, %d images in batches of 25, %d epochs, %d images held out: a share of 0.4 has a standard"
                .formatted(MODEL, images(size), EPOCHS, HELD)
            + " error of %s, guessing has the accuracy 0.1. Of three rates per map that with the best"
                .formatted(Numbers.text(Math.sqrt(0.4 * 0.6 / HELD)))
            + " accuracy on the held-out images counts, so this accuracy is a little too good. The"
            + " weights left are those of the channels that each layer needs, the other whole, to"
            + " keep 99 % of the accuracy.");
  }

  private static List<String> row(String label, ChannelsOf.Result r) {
    return List.of(
        label,
        Numbers.text(r.step()),
        Numbers.text(r.trained()),
        Numbers.text(r.accuracy()),
        each(r.active()),
        each(r.needed()),
        String.valueOf(r.weightsLeft()),
        Numbers.text(r.accuracyLeft()));
  }

  /** A number per layer. */
  private static String each(List<Integer> counts) {
    return counts.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }
}
