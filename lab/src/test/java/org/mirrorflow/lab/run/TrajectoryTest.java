package org.mirrorflow.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.mirrorflow.analysis.Mark;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowProblem;

final class TrajectoryTest {

  /** Every double there is, the odd ones often. */
  @Provide
  Arbitrary<List<double[]>> rows() {
    Arbitrary<Double> odd =
        Arbitraries.of(
            0.0,
            -0.0,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.MIN_VALUE,
            -Double.MIN_VALUE,
            Double.MIN_NORMAL,
            Double.MAX_VALUE,
            1e15,
            -1e15,
            999999999999999.0,
            9007199254740992.0,
            0.1);
    Arbitrary<Double> any = Arbitraries.longs().map(Double::longBitsToDouble);
    return Arbitraries.oneOf(odd, any).array(double[].class).ofSize(3).list().ofMaxSize(5);
  }

  @Property(tries = 500, seed = "1")
  void csvReadsBackToTheSameBits(@ForAll("rows") List<double[]> rows) {
    String csv = new Trajectory(List.of("a", "b", "c"), rows).csv();
    String[] lines = csv.split("\n", -1);
    assertThat(lines[0]).isEqualTo("a,b,c");
    assertThat(lines).hasSize(rows.size() + 2).endsWith("");
    for (int r = 0; r < rows.size(); r++) {
      double[] read =
          Arrays.stream(lines[r + 1].split(",", -1)).mapToDouble(TrajectoryTest::number).toArray();
      assertThat(bits(read)).isEqualTo(bits(rows.get(r)));
    }
    Trajectory parsed = Trajectory.parse("file", csv);
    assertThat(parsed.columns()).containsExactly("a", "b", "c");
    assertThat(parsed.rows().stream().map(TrajectoryTest::bits).toList())
        .containsExactlyElementsOf(rows.stream().map(TrajectoryTest::bits).toList());
  }

  @Test
  void damagedTablesAreNamedByLine() {
    assertThatThrownBy(() -> Trajectory.parse("t.csv", "a,b\n1,2\n3\n"))
        .hasMessageContaining("t.csv:3")
        .hasMessageContaining("2 fields");
    assertThatThrownBy(() -> Trajectory.parse("t.csv", "a,b\n1,x\n"))
        .hasMessageContaining("t.csv:2")
        .hasMessageContaining("'x' in b");
    assertThat(Trajectory.parse("t.csv", "").rows()).isEmpty();
  }

  private static double number(String field) {
    assertThat(field).isNotEqualTo("NaN");
    return field.isEmpty() ? Double.NaN : Double.parseDouble(field);
  }

  /** All NaN are one. */
  static long[] bits(double[] values) {
    return Arrays.stream(values).mapToLong(Double::doubleToLongBits).toArray();
  }

  @Test
  void theLargestIsNanWhereAnyValueIsOrThereIsNone() {
    assertThat(one().largest("x")).isNaN();
    assertThat(one(1, Double.NaN, 3).largest("x")).isNaN();
    assertThat(one(-1, -3).largest("x")).isEqualTo(-1);
  }

  private static Trajectory one(double... values) {
    return new Trajectory(
        List.of("x"), Arrays.stream(values).mapToObj(v -> new double[] {v}).toList());
  }

  @Test
  void anUnknownColumnIsNamed() {
    assertThatThrownBy(() -> one(1).column("y"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("y");
  }

  @Test
  void everyMarkFillsEveryColumn() {
    FlowRun run = Tiny.inMemory(Tiny.SPEC.until(-2));
    Trajectory t = run.trajectory();
    assertThat(t.rows()).hasSameSizeAs(run.marks()).hasSizeGreaterThan(3);
    assertThat(t.rows()).allSatisfy(row -> assertThat(row).hasSize(t.columns().size()));
    assertThat(t.columns()).doesNotHaveDuplicates();
    int last = run.marks().size() - 1;
    Mark mark = run.marks().get(last);
    assertThat(t.column("logLoss")[last]).isEqualTo(mark.logLoss());
    assertThat(t.column("predictedDualPotentialPerDegree_W2")[last])
        .isEqualTo(mark.balance().blocks().get(1).predictedDualPotentialPerDegree());
    assertThat(t.column("featureDrift_1")[last]).isEqualTo(mark.layers().get(0).featureDrift());
    Dataset data = Tiny.SPEC.loadData();
    FlowProblem problem = Tiny.SPEC.problem(data);
    assertThat(Trajectory.empty(problem, Tiny.SPEC).columns()).isEqualTo(t.columns());
  }
}
