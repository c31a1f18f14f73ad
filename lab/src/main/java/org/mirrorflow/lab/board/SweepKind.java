package org.mirrorflow.lab.board;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.mirrorflow.lab.run.Trajectory;

/** Folders of {@code sweep --out}: how many cells have ended, and when. */
final class SweepKind implements RunKind {
  private static final String CELLS = "cells";

  /** More are not counted. */
  private static final int MOST = 20_000;

  private static final double MINUTE = 60_000;

  /** How the page of a sweep names the file of a cell. */
  private static final Pattern LINK = Pattern.compile("cells/[0-9a-f]{2}/[0-9a-f]+\\.json");

  /** The file that the page of a sweep links to; empty for what is no such link. */
  static Optional<Path> cell(Path sweep, String link) {
    return LINK.matcher(link).matches() ? Optional.of(sweep.resolve(link)) : Optional.empty();
  }

  @Override
  public Optional<Seen> see(Path folder) {
    Path cells = folder.resolve(CELLS);
    if (!Files.isDirectory(cells)) {
      return Optional.empty();
    }
    long[] times = times(cells);
    List<double[]> rows = new ArrayList<>();
    for (int k = 0; k < times.length; k++) {
      rows.add(new double[] {(times[k] - times[0]) / MINUTE, k + 1});
    }
    Map<String, Object> columns = new LinkedHashMap<>();
    columns.put("outcome", times.length + (times.length == MOST ? " cells or more" : " cells"));
    boolean stored = Files.exists(folder.resolve("runs.duckdb"));
    return Optional.of(
        new Seen(
            "sweep",
            columns,
            stored ? Optional.of(true) : Optional.empty(),
            new Trajectory(List.of("minutes", "cells"), rows)));
  }

  /** When the cells ended, first to last; a cell that goes this moment is left out. */
  private static long[] times(Path cells) {
    try (Stream<Path> files = Files.walk(cells, 2)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".json"))
          .limit(MOST)
          .mapToLong(file -> file.toFile().lastModified())
          .filter(time -> time > 0)
          .sorted()
          .toArray();
    } catch (IOException | UncheckedIOException e) {
      return new long[0];
    }
  }
}
