package org.mirrorflow.lab.page;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.mirrorflow.io.InputException;
import org.mirrorflow.io.Tensor;
import org.mirrorflow.lab.run.RunFolder;
import org.mirrorflow.lab.run.RunOption;
import org.mirrorflow.lab.run.RunOptions;
import org.mirrorflow.lab.run.RunResult;
import org.mirrorflow.lab.run.RunSpec;
import org.mirrorflow.lab.run.Trajectory;
import org.mirrorflow.lab.sweep.CellFiles;
import org.mirrorflow.lab.sweep.CellResult;

/**
 * One of several flows that are looked at together.
 *
 * @param folder where it is kept; the file of its result for a cell of a sweep
 * @param spec what was asked
 * @param trajectory its marks
 * @param result the numbers of its end; empty while it goes on
 * @param weights of its end by the names of the layers; none while it goes on, or in a sweep
 */
record Compared(
    Path folder,
    RunSpec spec,
    Trajectory trajectory,
    Optional<RunResult> result,
    Map<String, Tensor> weights) {

  /** What the store of a sweep is called, which may be named in place of its folder. */
  private static final String STORE = "runs.duckdb";

  /** What is measured besides, which makes no other flow. */
  private static final Set<RunOption<?>> MEASURED = Set.of(RunOptions.GAUGES, RunOptions.MARKS);

  /** Flows in the order of their settings; numbers by size. */
  private static final Comparator<Compared> BY_SETTINGS =
      RunOptions.ALL.stream()
          .filter(option -> !option.end())
          .map(Compared::by)
          .reduce(Comparator::thenComparing)
          .orElseThrow();

  private static Comparator<Compared> by(RunOption<?> option) {
    return option.type() == String.class
        ? Comparator.comparing(flow -> Objects.toString(flow.spec.get(option), ""))
        : Comparator.comparingDouble(flow -> ((Number) flow.spec.get(option)).doubleValue());
  }

  /** The flow of a folder, or the flows of a sweep, by its folder or its store. */
  static List<Compared> at(Path place) {
    Path folder = place.endsWith(STORE) ? place.toAbsolutePath().getParent() : place;
    CellFiles cells = new CellFiles(folder);
    Set<String> ids = cells.ids();
    if (ids.isEmpty()) {
      return List.of(read(folder));
    }
    return ids.stream().map(id -> of(cells.file(id), cells.read(id))).sorted(BY_SETTINGS).toList();
  }

  private static Compared of(Path file, CellResult cell) {
    return new Compared(
        file, cell.cell().spec(), cell.trajectory(), Optional.of(cell.result()), Map.of());
  }

  static Compared read(Path folder) {
    RunFolder run = new RunFolder(folder);
    if (!run.begun()) {
      throw new InputException(
          folder.toString(),
          "no run in it",
          "a folder of flow --out or sweep --out",
          "name another folder");
    }
    return new Compared(
        folder, run.readSpec(), run.readTrajectory(), run.readResult(), run.readWeights());
  }

  /** What is asked of a flow, to name it; nothing else is read. */
  static Compared named(Path folder, RunSpec spec) {
    Trajectory none = new Trajectory(List.of(), List.of());
    return new Compared(folder, spec, none, Optional.empty(), Map.of());
  }

  /** The flows by names that say in what they differ, apart from the seed if {@code pooled}. */
  static Map<String, List<Compared>> byName(List<Compared> flows, boolean pooled) {
    List<RunOption<?>> differing = new ArrayList<>();
    for (RunOption<?> option : RunOptions.ALL) {
      boolean pools = pooled && option.equals(RunOptions.SEED);
      boolean told = !pools && !option.end() && !MEASURED.contains(option);
      if (told && distinct(flows, spec -> spec.get(option)) > 1) {
        differing.add(option);
      }
    }
    boolean repeated = pooled && flows.size() > 1 && distinct(flows, RunSpec::seed) == flows.size();
    return by(differing.isEmpty() && repeated ? List.of(RunOptions.MAP) : differing, flows);
  }

  /** Whether no two of these flows share a seed and they differ in nothing else. */
  static boolean seedsAlone(List<Compared> flows) {
    boolean oneSetting =
        RunOptions.ALL.stream()
            .filter(option -> !option.equals(RunOptions.SEED) && !MEASURED.contains(option))
            .allMatch(option -> distinct(flows, spec -> spec.get(option)) == 1);
    return oneSetting
        && distinct(flows, RunSpec::transforms) == 1
        && distinct(flows, RunSpec::seed) == flows.size();
  }

  private static long distinct(List<Compared> flows, Function<RunSpec, Object> of) {
    return flows.stream().map(flow -> of.apply(flow.spec)).distinct().count();
  }

  /** The flows by names that say what these options are; by their folders without options. */
  static Map<String, List<Compared>> by(List<RunOption<?>> options, List<Compared> flows) {
    Map<String, List<Compared>> named = new LinkedHashMap<>();
    for (Compared flow : flows) {
      named.computeIfAbsent(flow.name(options), name -> new ArrayList<>()).add(flow);
    }
    return named;
  }

  private String name(List<RunOption<?>> options) {
    List<String> words = new ArrayList<>();
    for (RunOption<?> option : options) {
      Object value = spec.get(option);
      boolean named = option.type() == String.class;
      words.add(named ? Objects.toString(value, "no " + option.name()) : option + " " + value);
    }
    return words.isEmpty() ? folder.getFileName().toString() : String.join(", ", words);
  }

  /** Degrees between the weights of two flows; NaN unless both have ended with the same layers. */
  double angle(Compared other) {
    if (weights.isEmpty() || !weights.keySet().equals(other.weights.keySet())) {
      return Double.NaN;
    }
    double[] a = flat();
    double[] b = other.flat();
    if (a.length != b.length) {
      return Double.NaN;
    }
    double scaleA = Arrays.stream(a).map(Math::abs).max().orElse(1);
    double scaleB = Arrays.stream(b).map(Math::abs).max().orElse(1);
    double sum = 0;
    double difference = 0;
    double squareA = 0;
    double squareB = 0;
    for (int j = 0; j < a.length; j++) {
      squareA += (a[j] / scaleA) * (a[j] / scaleA);
      squareB += (b[j] / scaleB) * (b[j] / scaleB);
    }
    // 2 atan2(|u - v|, |u + v|) of the unit vectors keeps the digits of small angles.
    for (int j = 0; j < a.length; j++) {
      double u = a[j] / scaleA / Math.sqrt(squareA);
      double v = b[j] / scaleB / Math.sqrt(squareB);
      difference += (u - v) * (u - v);
      sum += (u + v) * (u + v);
    }
    return Math.toDegrees(2 * Math.atan2(Math.sqrt(difference), Math.sqrt(sum)));
  }

  private double[] flat() {
    return weights.values().stream().flatMapToDouble(t -> Arrays.stream(t.data())).toArray();
  }
}
