package org.mirrorflow.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.data.Transform;
import org.mirrorflow.io.InputException;

final class RunSpecTest {

  @Test
  void everySpecificationSurvivesItsFile(@TempDir Path path) {
    RunFolder folder = new RunFolder(path);
    List<RunSpec> specs = new ArrayList<>(List.of(Tiny.SPEC));
    specs.add(Tiny.SPEC.with(Transform.UNIT_NORM, Transform.STANDARDIZE));
    specs.add(
        Tiny.SPEC.until(Double.NEGATIVE_INFINITY).startingAt(Double.MIN_VALUE, Long.MIN_VALUE));
    specs.add(
        RunSpec.of("a \"b\"\n\\ü\uD83D\uDE00.csv", "m", "x|y")
            .with(RunOptions.LOSS, "logistic")
            .until(-1e308)
            .with(RunOptions.MAX_STEPS, Long.MAX_VALUE)
            .with(RunOptions.TOLERANCE, 0.1)
            .startingAt(1e308, -1)
            .with(RunOptions.INIT, "c d.npz"));
    for (RunSpec spec : specs) {
      folder.writeSpec(spec);
      assertThat(folder.readSpec()).isEqualTo(spec);
    }
  }

  @Test
  void aFileHoldsEveryValueByItsKey(@TempDir Path path) throws IOException {
    new RunFolder(path)
        .writeSpec(Tiny.SPEC.with(Transform.UNIT_NORM).with(RunOptions.INIT, "w.npz"));
    Path file = path.resolve("run.json");
    assertThat(Files.readString(file))
        .isEqualTo(
            """
            {
              "data" : "synthetic:xor,n=8,d=2",
              "transforms" : [ "UNIT_NORM" ],
              "model" : "dense:8",
              "map" : "euclidean",
              "untilLogLoss" : -5.0,
              "maxSteps" : 10000000,
              "tolerance" : 3.0E-4,
              "initScale" : 1.0,
              "seed" : 0,
              "init" : "w.npz",
              "integrator" : "auto",
              "marks" : 8
            }""");
    Files.writeString(file, "{\"data\": \"a\", \"model\": \"b\", \"map\": \"c\"}");
    assertThat(new RunFolder(path).readSpec()).isEqualTo(RunSpec.of("a", "b", "c"));
    for (String bad :
        List.of("\"more\": 1", "\"transforms\": 3", "\"seed\": 0.5", "\"init\": []")) {
      Files.writeString(file, "{\"data\": \"a\", \"model\": \"b\", \"map\": \"c\", " + bad + "}");
      assertThatThrownBy(() -> new RunFolder(path).readSpec()).isInstanceOf(InputException.class);
    }
  }

  @Test
  void optionsHaveNamesOfTheirOwnAndDefaultsInRange() {
    assertThat(RunOptions.ALL).extracting(RunOption::name).doesNotHaveDuplicates();
    RunSpec spec = RunSpec.of("a", "b", "c");
    for (RunOption<?> option : RunOptions.ALL) {
      assertThat(option.meaning()).isNotBlank();
      assertThat(option.required() || option.byDefault() == spec.get(option)).isTrue();
    }
  }

  @Test
  void onlyTheEndMayDifferInAContinuation() {
    assertThat(Tiny.SPEC.until(-7).continues(Tiny.SPEC)).isTrue();
    assertThat(Tiny.SPEC.continues(Tiny.SPEC.until(-7))).isTrue();
    assertThat(Tiny.SPEC.startingAt(1, 1).continues(Tiny.SPEC)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void aScaleThatIsNoneIsRefused(double scale) {
    assertThatThrownBy(() -> Tiny.SPEC.startingAt(scale, 0))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--init-scale " + scale);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 1.5, Double.NaN, Double.POSITIVE_INFINITY})
  void aToleranceThatIsNoneIsRefused(double tolerance) {
    assertThatThrownBy(() -> Tiny.SPEC.with(RunOptions.TOLERANCE, tolerance))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--tolerance " + tolerance);
  }

  @Test
  void wordsAndNumbersAreTheSameInEveryLocale() {
    Locale before = Locale.getDefault();
    List<String> progress = new ArrayList<>();
    try {
      FlowRun here = run(progress);
      for (String tag : List.of("de-DE", "tr-TR", "ar-EG-u-nu-arab", "hi-IN-u-nu-deva")) {
        Locale.setDefault(Locale.forLanguageTag(tag));
        FlowRun there = run(progress);
        assertThat(there.spec().command()).isEqualTo(here.spec().command());
        assertThat(there.trajectory().csv()).isEqualTo(here.trajectory().csv());
        assertThat(there.result().margin().gauge()).isEqualTo(here.result().margin().gauge());
        assertThat(MapTable.rows().toString()).isASCII();
      }
    } finally {
      Locale.setDefault(before);
    }
    assertThat(progress).hasSize(5).allMatch(progress.get(0)::equals);
    assertThat(progress.get(0))
        .matches(
            "log loss [0-9.e-]+, least margin [0-9.e-]+, "
                + "100 % of the samples carry weight, explicit steps");
  }

  private static FlowRun run(List<String> progress) {
    int before = progress.size();
    return RunSession.begin(
        RunSpec.of("synthetic:xor,n=8,d=2", "dense:8", "p:2.5").startingAt(1.5, 0).until(1),
        RunEnvironment.alone(
            (fraction, text) -> {
              if (progress.size() == before) {
                progress.add(text);
              }
            },
            Tiny.NEVER));
  }
}
