package org.mirrorflow.lab.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.mirrorflow.flow.Outcome;
import org.mirrorflow.lab.report.Table;
import org.mirrorflow.lab.run.RunResult;

/**
 * What the flows of one name came to: the mean of each number with what is around it.
 *
 * @param groups flows by what they are called
 */
record EndsByCurve(Map<String, List<Compared>> groups) {
  private static final Map<String, Function<RunResult, Number>> NUMBERS = numbers();

  private static Map<String, Function<RunResult, Number>> numbers() {
    Map<String, Function<RunResult, Number>> numbers = new LinkedHashMap<>();
    numbers.put("steps", r -> r.end().steps());
    numbers.put("Q-margin", r -> r.margin().qMargin());
    numbers.put("KKT gap", r -> r.certificate().kktGap());
    numbers.put("active neurons", r -> r.features().activeNeurons());
    numbers.put("participation ratio", r -> r.features().participationRatio());
    numbers.put("accuracy", RunResult::accuracy);
    return numbers;
  }

  Table table() {
    List<String> columns = new ArrayList<>(List.of("curve", "flows", "succeeded"));
    columns.addAll(NUMBERS.keySet());
    List<List<String>> rows = new ArrayList<>();
    groups.forEach((name, flows) -> rows.add(row(name, flows)));
    return new Table(
        "Means of the ends",
        columns,
        rows,
        "The mean over the flows of a curve that have ended. In brackets: the "
            + Spread.INTERVAL
            + " where three or more differ in their seed alone, otherwise the least and the"
            + " largest.");
  }

  private static List<String> row(String name, List<Compared> flows) {
    List<RunResult> ended = flows.stream().map(Compared::result).flatMap(Optional::stream).toList();
    long good = ended.stream().filter(r -> Outcome.valueOf(r.end().outcome()).success()).count();
    List<String> row = new ArrayList<>(List.of(name, "" + flows.size(), "" + good));
    boolean seedsAlone = Compared.seedsAlone(flows);
    NUMBERS.values().forEach(number -> row.add(mean(ended, number, seedsAlone)));
    return row;
  }

  private static String mean(
      List<RunResult> ended, Function<RunResult, Number> number, boolean seedsAlone) {
    double[] values =
        ended.stream()
            .map(number)
            .filter(Objects::nonNull)
            .mapToDouble(Number::doubleValue)
            .toArray();
    if (values.length == 0) {
      return "–";
    }
    Spread.Around around = Spread.of(values.length, seedsAlone).around(values);
    return "%s [%s, %s]"
        .formatted(
            Cells.brief(around.mean()), Cells.brief(around.low()), Cells.brief(around.high()));
  }
}
