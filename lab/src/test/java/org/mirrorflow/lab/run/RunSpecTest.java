package org.mirrorflow.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
        new RunSpec(
            "a \"b\"\n\\ü\uD83D\uDE00.csv",
            List.of(),
            "m",
            "x|y",
            "logistic",
            -1e308,
            Long.MAX_VALUE,
            0.1,
            1e308,
            -1,
            "c d.npz",
            "auto"));
    for (RunSpec spec : specs) {
      folder.writeSpec(spec);
      assertThat(folder.readSpec()).isEqualTo(spec);
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
    assertThatThrownBy(() -> Tiny.SPEC.withTolerance(tolerance))
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
    assertThat(progress.get(0)).matches("log loss [0-9.e-]+");
  }

  private static FlowRun run(List<String> progress) {
    int before = progress.size();
    return FlowRun.inMemory(
        RunSpec.of("synthetic:xor,n=8,d=2", "dense:8", "p:2.5").startingAt(1.5, 0).until(1),
        (fraction, text) -> {
          if (progress.size() == before) {
            progress.add(text);
          }
        },
        Tiny.NEVER);
  }
}
