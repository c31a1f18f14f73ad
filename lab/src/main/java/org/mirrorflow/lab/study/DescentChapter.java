package org.mirrorflow.lab.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mirrorflow.flow.auto.Integrators;
import org.mirrorflow.lab.report.Axis;
import org.mirrorflow.lab.report.Chart;
import org.mirrorflow.lab.report.Series;
import org.mirrorflow.lab.report.Table;
import org.mirrorflow.lab.run.FlowRun;
import org.mirrorflow.lab.run.RunSpec;

/** Does discrete mirror descent follow the flow as its rate falls? */
record DescentChapter(long seed) implements StudyChapter {
  private static final String DESCENT = "How far descent strays from the flow";
  private static final List<String> RULES = List.of("constant", "loss-scaled", "normalised");
  private static final double[] RATES = {0.004, 0.001};
  private static final double LOG_LOSS = -2;

  @Override
  public String id() {
    return "descent";
  }

  @Override
  public List<RunSpec> runs(StudySize size) {
    List<RunSpec> runs = new ArrayList<>();
    RULES.forEach(
        rule -> Arrays.stream(RATES).forEach(rate -> runs.add(descent(size, rule, rate))));
    return runs;
  }

  private RunSpec descent(StudySize size, String rule, double rate) {
    return RunSpec.of(SyntheticRuns.DATA, SyntheticRuns.MODEL, "euclidean")
        .startingAt(1, seed)
        .until(size.far(LOG_LOSS))
        .with(Integrators.DESCENT + ":" + rule + ":" + rate);
  }

  @Override
  public Findings conclude(StudySize size, FinishedRuns runs) {
    Map<String, double[]> drifts = drifts(size, runs);
    CsvText csv = new CsvText("rule", "rate", "drift_of_layers");
    drifts.forEach(
        (rule, d) -> {
          for (int i = 0; i < RATES.length; i++) {
            csv.row(rule, RATES[i], d[i]);
          }
        });
    return findings(
        size,
        "Mirror descent beside the flow",
        "Steps of training are finite. Does what the flow conserves drift in proportion to the"
            + " learning rate, whatever scales the steps?",
        "Steps of first order: drift proportional to the rate.",
        List.of(judgeDescent(drifts)),
        List.of(chart(drifts)),
        List.of(descentTable(size, runs)),
        Map.of("descent.csv", csv.toString()));
  }

  private static Chart chart(Map<String, double[]> drifts) {
    return new Chart(
        DESCENT,
        Axis.log("learning rate").in("units of the rule"),
        Axis.log("largest drift of layers").in("share of D"),
        Curves.each(drifts, (rule, d) -> Series.line(rule, RATES, d)),
        "Lines of slope one: a quarter of the rate, a quarter of the drift. Constant steps stray most,"
            + " as they are largest where the loss is.");
  }

  private Map<String, double[]> drifts(StudySize size, FinishedRuns runs) {
    Map<String, double[]> drifts = new LinkedHashMap<>();
    for (String rule : RULES) {
      drifts.put(
          rule,
          Arrays.stream(RATES)
              .map(
                  rate ->
                      Numbers.orNaN(
                          runs.get(descent(size, rule, rate)).result().balance().balanceDrift()))
              .toArray());
    }
    return drifts;
  }

  /** Holds when the drift of every rule falls with its rate (slope 0.7 to 1.4 in logarithms). */
  static ClaimResult judgeDescent(Map<String, double[]> drifts) {
    List<String> measured = new ArrayList<>();
    boolean holds = !drifts.isEmpty();
    for (Map.Entry<String, double[]> entry : drifts.entrySet()) {
      double slope = Numbers.logSlope(RATES, entry.getValue());
      holds &= slope > 0.7 && slope < 1.4;
      measured.add(entry.getKey() + " rate^" + Numbers.text(slope));
    }
    return new ClaimResult(
        "rates-descent",
        "Does mirror descent converge to the flow as its rate falls?",
        holds,
        DESCENT,
        "drift of the balance laws: " + String.join(", ", measured),
        "proportional to the rate");
  }

  private Table descentTable(StudySize size, FinishedRuns runs) {
    List<List<String>> rows = new ArrayList<>();
    for (String rule : RULES) {
      for (double rate : RATES) {
        FlowRun run = runs.get(descent(size, rule, rate));
        rows.add(
            List.of(
                rule,
                String.valueOf(rate),
                String.valueOf(run.result().end().steps()),
                Numbers.orDash(run.result().end().logLoss()),
                Numbers.orDash(run.result().balance().balanceDrift()),
                Numbers.orDash(run.result().balance().neuronBalanceDrift())));
      }
    }
    return new Table(
        DESCENT,
        List.of("rule", "rate", "steps", "log loss", "drift, layers", "drift, neurons"),
        rows,
        "Euclidean map. The flow conserves these quantities; the discrete steps let"
            + " them drift.");
  }
}
