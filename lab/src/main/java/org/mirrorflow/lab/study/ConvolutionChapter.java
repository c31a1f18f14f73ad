package org.mirrorflow.lab.study;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.mirrorflow.data.ImageSet;
import org.mirrorflow.data.Transform;
import org.mirrorflow.lab.report.Axis;
import org.mirrorflow.lab.report.Chart;
import org.mirrorflow.lab.report.Figure;
import org.mirrorflow.lab.report.Series;
import org.mirrorflow.lab.report.Table;
import org.mirrorflow.lab.run.FlowRun;
import org.mirrorflow.lab.run.RunSpec;
import org.mirrorflow.lab.run.Trajectory;

/**
 * Convolutions on handwritten digits, and on MNIST where it is on this machine: a channel is a
 * neuron.
 *
 * @param seed of the first start
 * @param folder data folder, null for the one that the environment names
 */
record ConvolutionChapter(long seed, Path folder) implements StudyChapter {
  private static final String DRIFTS = "Drift of layers and channels";
  private static final String MARGINS = "Margin of convolutions along training";
  private static final String GAPS = "KKT gap of convolutions along training";
  private static final String CHANNELS = "Channels that take part";
  private static final String ON_IMAGES = "Channels that take part on larger images";
  private static final double START = 1;
  private static final double MOST_DRIFT = 1e-3;
  private static final double RANK = 0.9;
  private static final int KERNEL = 3;

  /** Fewer images than this show nothing. */
  private static final int FEWEST = 50;

  /** A network with its name in figures. */
  private record Net(String label, String model) {}

  private static final List<Net> NETS =
      List.of(new Net("depth 3", "conv:4-8"), new Net("depth 4", "conv:4-8-8"));

  /** From sparse to dense, as Σ c^r over strengths c is the sparser the smaller the index. */
  private static final List<StudyMap> MAPS = StudyMap.ALL;

  /** Those whose potentials are homogeneous, so that the smoothed margin cannot fall. */
  private static final List<String> HOMOGENEOUS = List.of("p = 1.5", "euclidean", "p = 3");

  private static final List<String> ORDERED = List.of("hyperbolic", "euclidean", "cosh");

  /** With one start the first alone. */
  private static List<Net> nets(StudySize size) {
    return size.convolutions() == 1 ? NETS.subList(0, 1) : NETS;
  }

  @Override
  public String id() {
    return "convolutions";
  }

  @Override
  public List<RunSpec> runs(StudySize size) {
    List<RunSpec> runs = new ArrayList<>();
    nets(size).forEach(net -> MAPS.forEach(map -> runs.addAll(starts(size, net, map))));
    if (onImages(size)) {
      ordered().forEach(map -> runs.add(images(size, map)));
    }
    return runs;
  }

  private List<RunSpec> starts(StudySize size, Net net, StudyMap map) {
    return Stream.iterate(0, k -> k < size.convolutions(), k -> k + 1)
        .map(
            k ->
                RunSpec.of("digits:3,8,n=" + size.convolutionImages(), net.model, map.spec())
                    .with(Transform.UNIT_NORM)
                    .startingAt(START, seed + k)
                    .until(size.convolutionsLogLoss()))
        .toList();
  }

  private static List<StudyMap> ordered() {
    return MAPS.stream().filter(map -> ORDERED.contains(map.label())).toList();
  }

  private static int count(StudySize size) {
    return size.images() / 20;
  }

  private boolean onImages(StudySize size) {
    return count(size) >= FEWEST
        && !ImagesChapter.present(folder, List.of(ImageSet.MNIST)).isEmpty();
  }

  /** Down to a mean loss of a tenth. */
  private RunSpec images(StudySize size, StudyMap map) {
    String dir = folder == null ? "" : ",dir=" + folder;
    return RunSpec.of("mnist:n=" + count(size) + dir, NETS.get(0).model, map.spec())
        .with(Transform.UNIT_NORM)
        .startingAt(START, seed)
        .until(Math.max(Math.log(count(size) / 10.0), size.convolutionsLogLoss()));
  }

  @Override
  public List<RunSpec> certified(StudySize size) {
    return runs(size);
  }

  @Override
  public Findings conclude(StudySize size, FinishedRuns runs) {
    Map<String, List<ConvolutionReading>> readings = new LinkedHashMap<>();
    Map<String, Map<String, double[]>> shares = new LinkedHashMap<>();
    Map<String, FlowRun> shown = new LinkedHashMap<>();
    CsvText csv =
        new CsvText(
            "net", "map", "seed", "drift_layers", "drift_channels", "kkt", "active", "share");
    for (Net net : nets(size)) {
      for (StudyMap map : MAPS) {
        List<FlowRun> all = starts(size, net, map).stream().map(runs::get).toList();
        List<ConvolutionReading> read = all.stream().map(ConvolutionReading::of).toList();
        readings.put(net.label + ", " + map.label(), read);
        shares
            .computeIfAbsent(net.label, l -> new LinkedHashMap<>())
            .put(map.label(), read.stream().mapToDouble(ConvolutionReading::share).toArray());
        if (net.equals(NETS.get(0))) {
          shown.put(map.label(), all.get(0));
        }
        for (int k = 0; k < all.size(); k++) {
          ConvolutionReading r = read.get(k);
          csv.row(
              net.model,
              map.label(),
              seed + k,
              r.layers(),
              r.channels(),
              r.gap(),
              r.active(),
              r.share());
        }
      }
    }
    Map<String, Double> onImages = new LinkedHashMap<>();
    if (onImages(size)) {
      ordered()
          .forEach(
              map ->
                  onImages.put(
                      map.label(), ConvolutionReading.of(runs.get(images(size, map))).share()));
    }
    Map<String, Trajectory> trajectories = Curves.map(shown, FlowRun::trajectory);
    List<Figure> figures =
        new ArrayList<>(
            List.of(drifts(readings), margins(trajectories), gaps(trajectories), channels(shares)));
    ordered().forEach(map -> figures.add(kernels(map.label(), shown.get(map.label()))));
    if (!onImages.isEmpty()) {
      figures.add(imagesChart(onImages));
    }
    return findings(
        size,
        "Convolutions",
        "Do balance, margin, KKT points and the order of the maps carry over to convolutions with"
            + " shared weights and maxima?",
        "A channel is a neuron: D(w) − D(a) of every channel is conserved, w its kernels and a all"
            + " kernels that read it. The order of the channels that take part is that of the index:"
            + " hyperbolic, p = 1.5, Euclidean, p = 3, cosh.",
        List.of(
            judgeBalance(readings),
            judgeMargin(readings),
            judgeGaps(readings),
            judgeOrder(shares),
            judgeImages(onImages)),
        figures,
        List.of(table(size, readings)),
        Map.of("convolutions.csv", csv.toString()));
  }

  /** Holds when no invariant of a layer or a channel drifts by more than a thousandth of D. */
  static ClaimResult judgeBalance(Map<String, List<ConvolutionReading>> readings) {
    double layers = Numbers.largest(Numbers.all(readings), ConvolutionReading::layers);
    double channels = Numbers.largest(Numbers.all(readings), ConvolutionReading::channels);
    return new ClaimResult(
        "convolutions-balance",
        "Are layers and channels of convolutions balanced under every map?",
        layers < MOST_DRIFT && channels < MOST_DRIFT,
        DRIFTS,
        "largest drift of layers "
            + Numbers.text(layers)
            + ", of channels "
            + Numbers.text(channels),
        "0 for the flow; below " + Numbers.text(MOST_DRIFT) + " at the default tolerance");
  }

  /** Holds when the margin grows in every flow, and never falls where the potential says so. */
  static ClaimResult judgeMargin(Map<String, List<ConvolutionReading>> readings) {
    List<ConvolutionReading> homogeneous =
        readings.entrySet().stream()
            .filter(e -> HOMOGENEOUS.stream().anyMatch(e.getKey()::endsWith))
            .flatMap(e -> e.getValue().stream())
            .toList();
    double fall = Numbers.largest(homogeneous, ConvolutionReading::decrease);
    double growth = Numbers.least(Numbers.all(readings), ConvolutionReading::growth);
    return GrowingMargin.judge(
        "convolutions-margin",
        "Does the margin of convolutions grow, and never fall under homogeneous potentials?",
        MARGINS,
        fall,
        growth);
  }

  /** Holds when κ is smaller at every decade of log(1/ℒ) than at the one before. */
  static ClaimResult judgeGaps(Map<String, List<ConvolutionReading>> readings) {
    double worst = Numbers.largest(Numbers.all(readings), ConvolutionReading::steepest);
    double late = Numbers.largest(Numbers.all(readings), ConvolutionReading::gap);
    return new ClaimResult(
        "convolutions-kkt",
        "Does the KKT gap of convolutions fall from decade to decade?",
        worst < 1,
        GAPS,
        "κ over that one decade of log(1/ℒ) earlier at most "
            + Numbers.text(worst)
            + "; largest at the end "
            + Numbers.text(late),
        "below 1 at every decade, kinks and ties free");
  }

  /**
   * Holds when at every depth the means rise with the index, two neighbours out of order at most,
   * and hyperbolic lies below Euclidean and Euclidean below cosh.
   */
  static ClaimResult judgeOrder(Map<String, Map<String, double[]>> shares) {
    boolean holds = !shares.isEmpty();
    List<String> measured = new ArrayList<>();
    double[] place = Stream.iterate(0, i -> i + 1).limit(MAPS.size()).mapToDouble(i -> i).toArray();
    for (Map.Entry<String, Map<String, double[]>> net : shares.entrySet()) {
      Map<String, Double> means = Curves.map(net.getValue(), values -> Interval.of(values).mean());
      double[] inOrder =
          MAPS.stream().mapToDouble(m -> means.getOrDefault(m.label(), Double.NaN)).toArray();
      holds &= Numbers.rankCorrelation(place, inOrder) >= RANK && rising(means);
      List<String> words = new ArrayList<>();
      means.forEach((label, mean) -> words.add(label + " " + Numbers.text(mean)));
      measured.add(net.getKey() + ": " + String.join(", ", words));
    }
    return new ClaimResult(
        "convolutions-channels",
        "Do more channels take part from map to map, in the order of the index?",
        holds,
        CHANNELS,
        "share of channels, " + String.join("; ", measured),
        "hyperbolic, p = 1.5, euclidean, p = 3, cosh with a rank correlation of at least "
            + RANK
            + "; hyperbolic < euclidean < cosh");
  }

  private static boolean rising(Map<String, Double> shares) {
    double before = Double.NEGATIVE_INFINITY;
    boolean rising = true;
    for (String label : ORDERED) {
      double share = shares.getOrDefault(label, Double.NaN);
      rising &= share > before;
      before = share;
    }
    return rising;
  }

  /** Holds when the order is the same on MNIST; not tested without it. */
  static ClaimResult judgeImages(Map<String, Double> shares) {
    List<String> measured = new ArrayList<>();
    shares.forEach((label, share) -> measured.add(label + " " + Numbers.text(share)));
    return new ClaimResult(
        "convolutions-images",
        "Is the order of sparse and dense maps the same for convolutions on larger images?",
        shares.isEmpty() ? null : rising(shares),
        shares.isEmpty() ? "" : ON_IMAGES,
        shares.isEmpty()
            ? "skipped: mnist is not on this machine, or the study is not the full one"
            : "share of channels on mnist, " + String.join(", ", measured),
        "hyperbolic < euclidean < cosh");
  }

  private static Chart drifts(Map<String, List<ConvolutionReading>> readings) {
    Map<String, double[]> layers = Curves.numbers(readings, ConvolutionReading::layers);
    Map<String, double[]> channels = Curves.numbers(readings, ConvolutionReading::channels);
    return new Chart(
        DRIFTS,
        Intervals.names("network and map", layers),
        Axis.log("largest drift").in("share of D"),
        List.of(Intervals.points("layers", layers), Intervals.points("channels", channels)),
        "All points lie below 10⁻³: shared weights and maxima change nothing in what is conserved.");
  }

  private static Chart margins(Map<String, Trajectory> shown) {
    return new Chart(
        MARGINS,
        Curves.DECAY,
        Axis.linear("smoothed margin / its last value").in("share"),
        Curves.each(
            shown, (label, t) -> Curves.line(label, t, "smoothedMargin", Curves::relativeToLast)),
        "Depth 3, one start: every curve rises.");
  }

  private static Chart gaps(Map<String, Trajectory> shown) {
    return new Chart(
        GAPS,
        Curves.DECAY,
        Axis.log("KKT gap κ").in("share of the margin"),
        Curves.each(shown, (label, t) -> Curves.line(label, t, "kktGap")),
        "Depth 3, one start: fast where the limit gauge is reached exactly, slow for hyperbolic entropy"
            + " and cosh, whose scale is still finite.");
  }

  private static Chart channels(Map<String, Map<String, double[]>> shares) {
    List<Series> series = new ArrayList<>();
    shares.forEach((net, byMap) -> series.add(Intervals.bars(net, byMap)));
    return new Chart(
        CHANNELS,
        Axis.categories("map", MAPS.stream().map(StudyMap::label).toList()),
        Axis.linear("channels that take part").in("share, mean over layers"),
        series,
        "From left to right more channels share the work, at every depth.");
  }

  private static Chart imagesChart(Map<String, Double> shares) {
    return new Chart(
        ON_IMAGES,
        Axis.categories("map", List.copyOf(shares.keySet())),
        Axis.linear("channels that take part").in("share, mean over layers"),
        List.of(
            Series.bars(
                "mnist", shares.values().stream().mapToDouble(Double::doubleValue).toArray())),
        "The same order as on the small digits.");
  }

  private static Figure kernels(String label, FlowRun run) {
    return StrongestNeurons.of(run)
        .images(
            "First-layer kernels, " + label,
            KERNEL,
            "Kernels of 3 × 3 weights at depth 3, with the strength of their channel relative to the"
                + " strongest.");
  }

  private static Table table(StudySize size, Map<String, List<ConvolutionReading>> readings) {
    return new Table(
        "Convolutions on digits 3 and 8",
        List.of("network and map", "active channels", "share that takes part", "κ at the end"),
        Intervals.rows(
            readings,
            List.of(
                ConvolutionReading::active, ConvolutionReading::share, ConvolutionReading::gap)),
        size.convolutionImages()
            + " images; of 12 channels at depth 3 and 20 at depth 4. Means over random starts with "
            + Interval.WORDS
            + ".");
  }
}
