package org.mirrorflow.lab.board;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.horizon.HorizonAnswer;
import org.mirrorflow.lab.horizon.HorizonReport;
import org.mirrorflow.lab.page.ComparisonPage;
import org.mirrorflow.lab.page.FlowPage;
import org.mirrorflow.lab.page.Overlay;
import org.mirrorflow.lab.report.Figure;
import org.mirrorflow.lab.report.PageParts;
import org.mirrorflow.lab.run.RunOption;
import org.mirrorflow.lab.run.RunOptions;
import org.mirrorflow.lab.run.RunSpec;
import org.mirrorflow.lab.run.Trajectory;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.map.MirrorMap;

/** What the board can be asked, without HTTP. */
final class Desk {
  private static final int MOST_COMPARED = 50;
  private static final int MOST_MAPS = 8;
  private static final int LONGEST_MAP = 200;

  /** What a form may set, besides the maps. */
  private static final List<RunOption<?>> FORM =
      List.of(
          RunOptions.DATA,
          RunOptions.MODEL,
          RunOptions.UNTIL_LOG_LOSS,
          RunOptions.INIT_SCALE,
          RunOptions.SEED);

  private final Shelf shelf;
  private final Runner runner;

  /** Horizons that are computed at a time. */
  private final Semaphore horizons = new Semaphore(2);

  Desk(Shelf shelf, Runner runner) {
    this.shelf = shelf;
    this.runner = runner;
  }

  /** The table of runs, last changed first. */
  List<Map<String, Object>> runs() {
    return shelf.entries().values().stream().map(this::row).toList();
  }

  private Map<String, Object> row(Shelf.Entry entry) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("id", entry.id());
    row.put("kind", entry.seen().kind());
    row.put("state", state(entry));
    row.putAll(entry.seen().columns());
    row.put("changed", entry.changed());
    row.put("page", Files.isRegularFile(entry.folder().resolve(FlowPage.FILE)));
    Optional<Runner.Report> report = runner.report(entry.folder());
    row.put("ours", report.filter(r -> r.state().compareTo(Runner.State.ENDED) < 0).isPresent());
    report
        .filter(r -> r.state() != Runner.State.ENDED)
        .ifPresent(r -> row.put("outcome", r.text()));
    return row;
  }

  /** One word. */
  private String state(Shelf.Entry entry) {
    Runner.State known =
        runner.report(entry.folder()).map(Runner.Report::state).orElse(Runner.State.ENDED);
    return switch (known) {
      case WAITING -> "waiting";
      case RUNNING -> "running";
      case FAILED -> "failed";
      case ENDED -> {
        if (entry.running()) {
          yield "running";
        }
        yield entry.seen().success().map(good -> good ? "finished" : "failed").orElse("stopped");
      }
    };
  }

  /** The chart of a heading over these runs, as JSON; empty if they have no such marks. */
  Optional<String> chart(List<String> ids, String title) {
    List<Shelf.Entry> entries = ids.stream().flatMap(id -> shelf.entry(id).stream()).toList();
    Map<Path, String> names = new LinkedHashMap<>();
    List<Path> flows =
        entries.stream()
            .filter(entry -> entry.seen().kind().equals(FlowKind.NAME))
            .map(Shelf.Entry::folder)
            .toList();
    if (!flows.isEmpty()) {
      names.putAll(Overlay.names(flows));
    }
    Map<String, List<Trajectory>> curves = new LinkedHashMap<>();
    for (Shelf.Entry entry : entries) {
      curves
          .computeIfAbsent(names.getOrDefault(entry.folder(), entry.id()), n -> new ArrayList<>())
          .add(entry.seen().trajectory());
    }
    return new Overlay(curves).chart(title).map(PageParts::json);
  }

  /** The page of a run; empty if it has none. */
  Optional<byte[]> page(String id) throws IOException {
    Optional<Path> file =
        shelf
            .entry(id)
            .map(entry -> entry.folder().resolve(FlowPage.FILE))
            .filter(Files::isRegularFile);
    return file.isPresent() ? Optional.of(Files.readAllBytes(file.get())) : Optional.empty();
  }

  /** The file of a cell, by the link of the sweep's page; empty if there is none. */
  Optional<byte[]> cell(String id, String link) throws IOException {
    Optional<Path> file =
        shelf.entry(id).flatMap(entry -> SweepKind.cell(entry.folder(), link)).filter(shelf::own);
    return file.isPresent() ? Optional.of(Files.readAllBytes(file.get())) : Optional.empty();
  }

  /** The comparison of flows, as HTML. */
  String comparison(List<String> ids) throws IOException {
    List<Path> folders =
        ids.stream()
            .limit(MOST_COMPARED)
            .flatMap(id -> shelf.entry(id).stream())
            .filter(entry -> entry.seen().kind().equals(FlowKind.NAME))
            .map(Shelf.Entry::folder)
            .toList();
    return ComparisonPage.of(folders).html();
  }

  /** Starts a flow for every map; their ids. */
  List<String> start(JsonNode form) {
    List<String> maps = new ArrayList<>();
    form.path("maps").forEach(map -> maps.add(map.asText()));
    if (maps.isEmpty() || maps.size() > MOST_MAPS) {
      throw new InputException(
          "maps",
          maps.size() + " of them",
          "1 to " + MOST_MAPS,
          "choose 1 to " + MOST_MAPS + " maps");
    }
    Map<RunOption<?>, Object> values = new LinkedHashMap<>();
    for (RunOption<?> option : FORM) {
      String text = form.path(option.key()).asText("");
      if (!text.isBlank()) {
        values.put(option, option.parse(text.strip()));
      }
    }
    List<RunSpec> specs = new ArrayList<>();
    for (String map : maps) {
      values.put(RunOptions.MAP, map.strip());
      specs.add(new RunSpec(List.of(), values));
    }
    List<String> ids = new ArrayList<>();
    runner.start(specs).forEach(folder -> ids.add(folder.getFileName().toString()));
    shelf.refresh();
    return ids;
  }

  /** Asks a flow to stop. */
  void stop(String id) {
    boolean asked = shelf.entry(id).map(entry -> runner.stop(entry.folder())).orElse(false);
    if (!asked) {
      throw new InputException(
          "stop " + id, "no flow that this board runs", "one that it started", "end it elsewhere");
    }
  }

  /** Goes on with a flow that was stopped. */
  void resume(String id) {
    Shelf.Entry entry =
        shelf
            .entry(id)
            .filter(e -> e.seen().kind().equals(FlowKind.NAME) && state(e).equals("stopped"))
            .orElseThrow(
                () ->
                    new InputException(
                        "resume " + id,
                        "no flow to go on with",
                        "one that was stopped",
                        "start one"));
    runner.resume(entry.folder());
    shelf.refresh();
  }

  /** What a potential tends to, with figures; null while others are computed. */
  Map<String, Object> horizon(String text) {
    if (text.length() > LONGEST_MAP) {
      throw new InputException(
          "map", text.length() + " letters", LONGEST_MAP + " at most", "shorten it");
    }
    List<MirrorMap> maps = MapSpec.parse(text).perLayer();
    if (maps.size() != 1) {
      throw new InputException("map " + text, "several maps", "one map", "type one of them");
    }
    if (!horizons.tryAcquire()) {
      return Map.of();
    }
    try {
      return horizon(maps.get(0));
    } finally {
      horizons.release();
    }
  }

  private static Map<String, Object> horizon(MirrorMap map) {
    HorizonAnswer answer = HorizonAnswer.of(map, new double[] {3, -1, 0.5}, new double[] {1}, 2, 1);
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("map", answer.map());
    told.put("limit", answer.limit() == null ? "none" : answer.limit().gauge());
    told.put("regime", answer.regime());
    told.put("deviation", answer.regimeFormula());
    told.put("estimated", answer.estimated());
    told.put("warnings", answer.warnings());
    List<JsonNode> figures = new ArrayList<>();
    for (Figure figure : HorizonReport.figures(map)) {
      try {
        figures.add(Reply.JSON.readTree(PageParts.json(figure)));
      } catch (IOException e) {
        throw new IllegalStateException("a figure is JSON", e);
      }
    }
    told.put("figures", figures);
    return told;
  }
}
