package org.mirrorflow.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mirrorflow.lab.run.MapTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mirrorflow maps}: the known maps with their horizons. */
@Command(
    name = "maps",
    description = "List the mirror maps, their parameters, limit gauges and regimes.",
    footer = {"", "Example:", "  mirrorflow maps --json"})
final class MapsCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Override
  public Integer call() {
    List<MapTable.Row> rows = MapTable.rows();
    common.answer(Map.of("maps", rows), () -> describe(rows));
    return 0;
  }

  private void describe(List<MapTable.Row> rows) {
    common
        .out()
        .printf(
            Locale.ROOT,
            "%-28s %-34s %-9s %s%n",
            "map",
            "gradient of the potential",
            "gauge",
            "regime");
    for (MapTable.Row row : rows) {
      common
          .out()
          .printf(
              Locale.ROOT,
              "%-28s %-34s %-9s %s%n",
              row.name(),
              row.formula(),
              row.gauge(),
              row.regime());
    }
  }
}
