package org.mirrorflow.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.page.SweepPage;
import org.mirrorflow.lab.store.StoreQuery;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mirrorflow runs}: questions to the store of a sweep. */
@Command(
    name = "runs",
    description = "Query the results of a sweep in SQL: tables runs, marks, features, gauges.",
    footer = {
      "",
      "A query:",
      "  \"SELECT map, avg(q_margin) FROM runs GROUP BY map ORDER BY map\"",
      "DESCRIBE runs names the columns.",
      "",
      "Example:",
      "  mirrorflow runs --export runs.parquet"
    })
final class RunsCommand implements Callable<Integer> {
  private static final String OVERVIEW =
      "SELECT data, model, map, init_scale, seed, outcome, steps, log_loss, q_margin,"
          + " active_neurons, accuracy FROM runs ORDER BY data, model, map, init_scale, seed";

  private static final int WIDEST = 40;

  @Mixin private CommonOptions common;

  @Parameters(
      arity = "0..1",
      paramLabel = "SQL",
      description = "Query in DuckDB's dialect (default: an overview of the runs).")
  private String sql;

  @Option(
      names = "--store",
      paramLabel = "DIR",
      description = "Folder of the sweep (default: ${DEFAULT-VALUE}).")
  private Path store = Path.of("sweep");

  @Option(
      names = "--export",
      paramLabel = "FILE",
      description = "Write the result to a .parquet or .csv file (without SQL: the table runs).")
  private Path export;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write a page with charts whose axes you choose.")
  private Path html;

  @Override
  public Integer call() {
    if (html != null) {
      return page();
    }
    StoreQuery query = new StoreQuery(store);
    if (export != null) {
      query.export(sql == null ? "SELECT * FROM runs" : sql, export);
      common.answer(
          Map.of("export", export.toString()), () -> common.out().println("Written: " + export));
      return 0;
    }
    StoreQuery.Answer answer = query.ask(sql == null ? OVERVIEW : sql);
    common.answer(answer, () -> table(answer));
    return 0;
  }

  private int page() {
    if (sql != null || export != null) {
      throw new InputException(
          "--html " + html,
          "given together with a query or --export",
          "--html alone: the page shows all runs",
          "ask for one at a time");
    }
    SweepPage.of(store).save(html, "--html " + html);
    common.answer(Map.of("page", html.toString()), () -> common.line("page", html.toString()));
    return 0;
  }

  private void table(StoreQuery.Answer answer) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(answer.columns());
    answer.rows().forEach(row -> lines.add(row.stream().map(RunsCommand::text).toList()));
    int[] widths = new int[answer.columns().size()];
    for (List<String> line : lines) {
      for (int c = 0; c < widths.length; c++) {
        widths[c] = Math.min(WIDEST, Math.max(widths[c], line.get(c).length()));
      }
    }
    for (List<String> line : lines) {
      StringBuilder text = new StringBuilder();
      for (int c = 0; c < widths.length; c++) {
        text.append(String.format(Locale.ROOT, "%-" + (widths[c] + 2) + "s", line.get(c)));
      }
      common.out().println(text.toString().stripTrailing());
    }
  }

  private static String text(Object value) {
    if (value instanceof Double number) {
      return String.format(Locale.ROOT, "%.6g", number);
    }
    return value == null ? "-" : value.toString();
  }
}
