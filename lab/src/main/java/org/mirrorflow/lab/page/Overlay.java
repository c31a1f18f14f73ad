package org.mirrorflow.lab.page;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mirrorflow.lab.report.Chart;
import org.mirrorflow.lab.report.Series;
import org.mirrorflow.lab.run.RunFolder;
import org.mirrorflow.lab.run.Trajectory;

/**
 * Curves of runs over each other. Those of one name are one curve: the mean, with a band around it.
 *
 * @param curves marks by the names of the curves
 * @param kinds of the curves by their names: those of one kind share a colour; a curve without one
 *     has a colour of its own
 * @param seedsAlone names of the curves whose flows differ in their seed alone: three or more of
 *     them have an interval as their band, others the range
 */
public record Overlay(
    Map<String, List<Trajectory>> curves, Map<String, String> kinds, Set<String> seedsAlone) {

  /**
   * Curves with a colour each.
   *
   * @param curves marks by the names of the curves
   */
  public Overlay(Map<String, List<Trajectory>> curves) {
    this(curves, Map.of(), Set.of());
  }

  /** {@return headings of the charts that can be asked for, in their order} */
  public static List<String> titles() {
    return MarkChart.OF_RUNS.stream().map(MarkChart::title).toList();
  }

  /**
   * {@return names for flows that say in what they differ; where that leaves two alike, also their
   * folders}
   *
   * @param folders of flows, also of such that go on
   * @throws org.mirrorflow.io.InputException if one holds no flow
   */
  public static Map<Path, String> names(List<Path> folders) {
    List<Compared> flows =
        folders.stream()
            .map(folder -> Compared.named(folder, new RunFolder(folder).readSpec()))
            .toList();
    Map<Path, String> names = new LinkedHashMap<>();
    Compared.byName(flows, false)
        .forEach(
            (name, alike) ->
                alike.forEach(
                    flow ->
                        names.put(
                            flow.folder(),
                            alike.size() == 1
                                ? name
                                : name + " (" + flow.folder().getFileName() + ")")));
    return names;
  }

  /**
   * {@return a chart; empty if no curve has such marks}
   *
   * @param title one of {@link #titles}
   */
  public Optional<Chart> chart(String title) {
    return MarkChart.OF_RUNS.stream()
        .filter(chart -> chart.title().equals(title))
        .findFirst()
        .flatMap(this::chart);
  }

  Optional<Chart> chart(MarkChart chart) {
    List<Series> series = new ArrayList<>();
    Map<String, String> first = new HashMap<>();
    Bands bands = new Bands();
    curves.forEach(
        (name, marks) -> {
          List<Series> own = marks.stream().flatMap(t -> chart.first(name, t).stream()).toList();
          if (!own.isEmpty()) {
            boolean seeds = seedsAlone.contains(name);
            new Pooled(name, seeds)
                .of(own)
                .map(s -> s.like(first.computeIfAbsent(kinds.getOrDefault(name, name), k -> name)))
                .ifPresent(
                    s -> {
                      series.add(s);
                      bands.add(own.size(), Spread.of(own.size(), seeds));
                    });
          }
        });
    return chart.overlay(series, bands.said());
  }
}
