package org.mirrorflow.lab.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.horizon.Horizon;
import org.mirrorflow.map.MapRegistry;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.map.MirrorMap;

/** The known maps as rows of a table. */
public final class MapTable {
  private MapTable() {}

  /**
   * One map.
   *
   * @param name specification
   * @param formula r'(x)
   * @param gauge limit gauge
   * @param p its index; null for ∞
   * @param regime how fast the gauge is approached
   * @param parameters names, presets and domains of the family
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Row(
      String name,
      String formula,
      String gauge,
      Double p,
      String regime,
      List<Parameter> parameters) {}

  /**
   * A parameter of a family.
   *
   * @param name in specifications
   * @param preset value where none is given; null where it must be given
   * @param domain values that are allowed, in words
   */
  public record Parameter(String name, Double preset, String domain) {}

  /**
   * {@return one row per family with its first example, in the registry's order, those with a kink
   * last}
   */
  public static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    List<MapRegistry.Family> families = new ArrayList<>(MapRegistry.families());
    families.addAll(MapRegistry.kinked());
    for (MapRegistry.Family family : families) {
      MirrorMap map = MapSpec.parse(family.examples().get(0)).perLayer().get(0);
      Horizon horizon = Horizon.of(map.potential());
      GaugeSpec gauge = horizon.limitGauge(map.over());
      rows.add(
          new Row(
              map.spec(),
              family.formula(),
              gauge.spec(),
              RunResult.orNull(horizon.p()),
              horizon.regime().kind().name(),
              family.parameters().stream()
                  .map(
                      p ->
                          new Parameter(
                              p.name(),
                              p.preset().isPresent() ? p.preset().getAsDouble() : null,
                              p.domain()))
                  .toList()));
    }
    return rows;
  }
}
