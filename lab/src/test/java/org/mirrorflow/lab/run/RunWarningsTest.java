package org.mirrorflow.lab.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.flow.Outcome;

/** What is said before the first step, and what beside the numbers of the end. */
class RunWarningsTest {
  @TempDir private Path folder;

  private RunSpec spec(String csv, String model, long steps) throws IOException {
    Path file = folder.resolve("data.csv");
    Files.writeString(file, csv);
    return RunSpec.of(file.toString(), model, "euclidean")
        .with(RunOptions.MAX_STEPS, steps)
        .until(-5);
  }

  /** The warnings in the order in which they came, with a line where the first step was. */
  private static List<String> said(RunSpec spec) {
    List<String> lines = new ArrayList<>();
    Progress progress =
        new Progress() {
          @Override
          public void report(double fraction, String text) {
            if (!lines.contains("step")) {
              lines.add("step");
            }
          }

          @Override
          public void warn(String text) {
            lines.add(text);
          }
        };
    FlowRun run = RunSession.begin(spec, RunEnvironment.alone(progress, () -> false));
    for (String line : lines) {
      assertThat(line.equals("step") || run.result().warnings().contains(line)).isTrue();
    }
    return lines;
  }

  @Test
  void linearDataThatAreNotSeparableAreNamedBeforeTheFirstStep() throws IOException {
    String xor = "a,b,label\n1,1,1\n-1,-1,1\n1,-1,-1\n-1,1,-1\n";
    List<String> lines = said(spec(xor, "linear", 10));
    assertThat(lines.get(0))
        .contains("no linear model", "samples ", "column of ones", "hidden layer")
        .doesNotContain("wider");
    assertThat(said(spec(xor, "dense:8", 10))).doesNotContain(lines.get(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"linear", "dense:8"})
  void contradictionsAreNamedForAnyModel(String model) throws IOException {
    assertThat(said(spec("a,b,label\n1,2,1\n3,1,-1\n1,2,-1\n", model, 5)).get(0))
        .contains("samples 0 and 2 are equal");
    assertThat(said(spec("a,b,label\n1,2,1\n3,1,-1\n2,4,-1\n", model, 5)).get(0))
        .contains("samples 0 and 2 are multiples");
    assertThat(said(spec("a,b,label\n1,2,1\n0,0,-1\n3,1,-1\n", model, 5)).get(0))
        .contains("sample 1 is zero in all features");
  }

  /** No other seed and no wider layer helps there. */
  @ParameterizedTest
  @CsvSource({
    "dense:8, '1,2,1\n3,1,-1\n2,4,-1', multiples of each other",
    "dense:8, '1,2,1\n3,1,-1\n1,2,-1', equal but of different classes",
    "linear, '1,1,1\n-1,-1,1\n1,-1,-1\n-1,1,-1', no linear model",
  })
  void theEndOfAFlowThatCannotClassifyNamesTheSamples(String model, String rows, String cause)
      throws IOException {
    RunSpec spec = spec("a,b,label\n" + rows + "\n", model, 2000);
    Ending ending =
        Ending.of(RunSession.begin(spec, RunEnvironment.alone(Progress.SILENT, () -> false)));
    assertThat(ending.meaning()).contains("no weights classify all samples", cause);
    assertThat(ending.remedy()).doesNotContain("seed", "wider");
  }

  @Test
  void aDirectionThatHasNotSettledIsNoSuccessWithoutAWord() throws IOException {
    int unsettled = 0;
    for (int seed = 0; seed < 30; seed++) {
      RunSpec spec = spec("a,b,label\n1e6,0,1\n0,1e6,-1\n", "linear", 20_000);
      FlowRun run =
          RunSession.begin(
              spec.startingAt(0.1, seed), RunEnvironment.alone(Progress.SILENT, () -> false));
      boolean early =
          run.flow().outcome() == Outcome.LOSS_TARGET_REACHED
              && run.result().certificate().kktGap() > 1;
      unsettled += early ? 1 : 0;
      assertThat(
              run.result().warnings().stream()
                  .anyMatch(
                      w ->
                          w.contains("direction has not settled")
                              && w.contains("--unit-norm")
                              && w.contains("--standardize")))
          .isEqualTo(early);
    }
    assertThat(unsettled).isPositive();
  }

  @Test
  void largeGapsAtTheTargetAreNamedAndSmallOnesNot() throws IOException {
    var data = spec("a,b,label\n1e6,2,1\n3,1e4,-1\n", "linear", 1).loadData();
    assertThat(RunWarnings.after(Outcome.LOSS_TARGET_REACHED, 1.65, data).get(0))
        .contains("1.65", "--unit-norm", "--standardize", "1.00e+06");
    assertThat(RunWarnings.after(Outcome.LOSS_TARGET_REACHED, 0.3, data)).isEmpty();
    assertThat(RunWarnings.after(Outcome.LOSS_TARGET_REACHED, null, data)).isEmpty();
    assertThat(RunWarnings.after(Outcome.STEP_LIMIT, 300.0, data)).isEmpty();
  }
}
