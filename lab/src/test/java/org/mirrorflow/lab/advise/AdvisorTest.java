package org.mirrorflow.lab.advise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.run.Progress;
import org.mirrorflow.lab.run.RunSpec;
import org.mirrorflow.model.HomogeneousModel;

/** Advice: what it holds out, what it measures, whom it recommends and how sure it is. */
final class AdvisorTest {
  private static final double ENOUGH = 300;

  private static final List<Candidate> FEW =
      List.of(
          Candidate.DEFAULT,
          new Candidate("hyperbolic:beta=0.001", 0.01),
          new Candidate("p:6", 0.1));

  private static Advice advise(Dataset data, String model, Goal goal, long seed) {
    return new Advisor(model, goal, ENOUGH, 2, seed)
        .advise(FEW, data, Progress.SILENT, () -> false);
  }

  private static Dataset smallTeacher() {
    return DataSpec.load("synthetic:teacher,n=40,d=8,k=2,seed=1");
  }

  private static Dataset sparseTeacher() {
    return DataSpec.load("synthetic:teacher,n=100,d=60,k=3,seed=1");
  }

  @Property(tries = 50, seed = "1")
  void partsAreDisjointCompleteAndInProportion(
      @ForAll @DoubleRange(min = 0.05, max = 0.95) double share, @ForAll long seed) {
    Dataset data = DataSpec.load("iris");
    Holdout parts = Holdout.of(data, share, seed);
    assertThat(parts.train().size() + parts.held().size()).isEqualTo(data.size());
    for (int c = 0; c < 3; c++) {
      int label = c;
      long held = Arrays.stream(parts.held().labels()).filter(l -> l == label).count();
      assertThat(held).isEqualTo(Math.max(1, Math.min(49, Math.round(50 * share))));
    }
    assertThat(sum(parts.train()) + sum(parts.held()))
        .isBetween(sum(data) - 1e-9, sum(data) + 1e-9);
    assertThat(Holdout.of(data, share, seed).train().inputs()).isEqualTo(parts.train().inputs());
  }

  private static double sum(Dataset data) {
    return Arrays.stream(data.inputs()).sum();
  }

  @Test
  void fewerSamplesToTrainOnLeaveTheOthersHeldOut() {
    Holdout parts = Holdout.of(DataSpec.load("iris"), 0.2, 30, 1);
    assertThat(parts.train().size()).isEqualTo(30);
    assertThat(parts.held().size()).isEqualTo(30);
  }

  @Test
  void aClassOfOneSampleCannotBeSplit() {
    Dataset data = new Dataset("two", new double[] {1, 2, 3}, new int[] {0, 0, 1}, 1, 2);
    assertThatThrownBy(() -> Holdout.of(data, 0.5, 0)).isInstanceOf(InputException.class);
  }

  /** A linear model whose label is the sign of one feature needs that feature alone. */
  @Test
  void unitsOfALinearModelAreFeatures() {
    double[] inputs = new double[40 * 4];
    int[] labels = new int[40];
    for (int i = 0; i < 40; i++) {
      labels[i] = i % 2;
      inputs[4 * i + 2] = labels[i] == 1 ? 1 : -1;
      inputs[4 * i] = 0.1;
    }
    Dataset data = new Dataset("one", inputs, labels, 4, 2);
    HomogeneousModel model = RunSpec.of("x", "linear", "euclidean").problem(data).model();
    Units units = new Units(model, new double[] {0.2, 0.3, 1, 0.1}, data);
    assertThat(units.count()).isEqualTo(4);
    assertThat(units.accuracy()).isEqualTo(1);
    assertThat(units.neededFor(0.99)).isEqualTo(1);
    assertThat(units.accuracyOfHalf(0)).isBetween(0.4, 1.0);
  }

  @Test
  void aSparseTeacherGetsASparseMapAndItIsMoreThanNoise() {
    Advice advice = advise(sparseTeacher(), "linear", Goal.ACCURACY, 0);
    assertThat(advice.recommended().map()).startsWith("hyperbolic");
    assertThat(advice.merit()).isPositive();
    assertThat(advice.withinNoise()).isFalse();
    assertThat(advice.sentence()).contains("hyperbolic", "more than noise");
    assertThat(advice.candidates()).hasSize(3);
    assertThat(advice.candidates().get(0).map()).isEqualTo(advice.recommended().map());
    assertThat(advice.candidates().stream().filter(Advice.Line::pareto)).isNotEmpty();
    assertThat(advise(sparseTeacher(), "linear", Goal.SPARSE, 0).recommended().map())
        .startsWith("hyperbolic");
  }

  @Test
  void withTimeEnoughTheAnswerDependsOnTheSeedAlone() {
    Advice first = advise(smallTeacher(), "linear", Goal.FAST, 3);
    Advice again = advise(smallTeacher(), "linear", Goal.FAST, 3);
    assertThat(again.candidates()).isEqualTo(first.candidates());
    assertThat(again.merit()).isEqualTo(first.merit());
  }

  /** Labels at random: nothing can be learned, and whoever leads does so by chance. */
  @Tag("slow")
  @Test
  void chanceIsCalledNoise() {
    Dataset data = DataSpec.load("synthetic:teacher,n=120,d=8,k=8,seed=2");
    int[] labels = IntStream.range(0, 120).map(i -> i * 7919 % 13 % 2).toArray();
    Dataset noise = new Dataset("noise", data.inputs(), labels, 8, 2);
    int called = 0;
    for (long seed = 0; seed < 4; seed++) {
      Boolean within = advise(noise, "dense:5", Goal.ACCURACY, seed).withinNoise();
      called += Boolean.FALSE.equals(within) ? 0 : 1;
    }
    assertThat(called).isGreaterThanOrEqualTo(3);
  }

  @Test
  void theBudgetIsKept() {
    double begin = processorSeconds();
    Advice advice =
        new Advisor("dense:50", Goal.DENSE, 1, 2, 0)
            .advise(DataSpec.load("digits:3,8"), Progress.SILENT, () -> false);
    assertThat(processorSeconds() - begin).isLessThan(10);
    // time for few: the default and the favourite for the goal are compared whatever the budget
    assertThat(advice.candidates()).anyMatch(line -> line.map().equals("euclidean"));
    assertThat(advice.candidates()).anyMatch(line -> line.map().equals("p:3"));
  }

  /** Of all threads; seconds of the clock would say how busy the machine is. */
  private static double processorSeconds() {
    return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
            .getProcessCpuTime()
        * 1e-9;
  }

  @Test
  void thePageNamesTheChoice(@TempDir Path folder) throws IOException {
    Dataset data = smallTeacher();
    Advisor advisor = new Advisor("linear", Goal.SPARSE, ENOUGH, 2, 0);
    Advice advice = advisor.advise(FEW, data, Progress.SILENT, () -> false);
    Path page = folder.resolve("advice.html");
    new AdviceReport(advisor, data, advice).save(page);
    assertThat(page).content().contains(advice.recommended().map(), "Candidates, best first");
  }

  @Test
  void badOptionsAreRefused() {
    assertThatThrownBy(() -> new Advisor("linear", Goal.FAST, 0, 1, 0))
        .isInstanceOf(InputException.class);
    assertThatThrownBy(() -> new Advisor("linear", Goal.FAST, 1, 0, 0))
        .isInstanceOf(InputException.class);
    assertThatThrownBy(() -> Goal.parse("cheap"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("accuracy, sparse, dense, fast");
  }
}
