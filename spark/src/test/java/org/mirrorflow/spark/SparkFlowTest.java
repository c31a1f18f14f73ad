package org.mirrorflow.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mirrorflow.Tolerances;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.cluster.Cluster;
import org.mirrorflow.lab.cluster.ClusterFlow;
import org.mirrorflow.lab.run.FlowRun;
import org.mirrorflow.lab.run.Progress;
import org.mirrorflow.lab.run.RunEnvironment;
import org.mirrorflow.lab.run.RunOptions;
import org.mirrorflow.lab.run.RunSession;
import org.mirrorflow.lab.run.RunSpec;

/** Flows on data in blocks: the numbers of one machine, however the data are cut. */
final class SparkFlowTest {
  private static final int BLOCK = 16;

  @TempDir static Path folder;
  private static SparkSession session;

  @BeforeAll
  static void start() {
    System.setProperty("spark.driver.host", "127.0.0.1");
    System.setProperty("spark.driver.bindAddress", "127.0.0.1");
    session = SparkSessions.open("local[2]", "test");
  }

  @AfterAll
  static void stop() {
    session.stop();
  }

  /** Writes data as CSV, rows in some order. */
  private static String csv(Dataset data, long order) throws IOException {
    List<Integer> rows = new ArrayList<>(IntStream.range(0, data.size()).boxed().toList());
    Collections.shuffle(rows, new Random(order));
    StringBuilder text = new StringBuilder("label");
    IntStream.range(0, data.features()).forEach(f -> text.append(",x").append(f));
    for (int i : rows) {
      text.append('\n').append(data.labels()[i]);
      for (int f = 0; f < data.features(); f++) {
        text.append(',').append(data.inputs()[i * data.features() + f]);
      }
    }
    Path file = folder.resolve("data-" + data.classes() + "-" + order + ".csv");
    Files.writeString(file, text.append('\n'));
    return file + data.image().map(i -> ":shape=1x" + i.height() + "x" + i.width()).orElse("");
  }

  private static RunSpec spec(String data, String model, String map) {
    return RunSpec.of(data, model, map)
        .with(Cluster.INTEGRATOR)
        .startingAt(0.5, 1)
        .until(-3)
        .with(RunOptions.MAX_STEPS, 12L);
  }

  private static ClusterFlow flow(RunSpec spec, int partitions) {
    SparkData data = SparkData.read(session, spec.data(), partitions, BLOCK);
    return new SparkFlow(spec, data).run(Progress.SILENT, () -> false);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "synthetic:clouds,n=100,d=3;dense:6;p:3;exponential",
        "iris;dense:5;euclidean;cross-entropy",
        "iris;dense:5,4;hyperbolic:beta=0.1;logistic",
        "digits:0,1,n=60;conv:2;p:3;exponential"
      })
  void anEvaluationIsThatOfOneMachine(String name, String model, String map, String loss)
      throws IOException {
    Dataset data = DataSpec.load(name);
    RunSpec spec = spec(csv(data, 0), model, map).with(RunOptions.LOSS, loss);
    FlowProblem problem = spec.problem(data);
    double[] dual =
        problem
            .start(
                RunSession.begin(
                        spec.with(RunOptions.MAX_STEPS, 1L),
                        RunEnvironment.alone(Progress.SILENT, () -> false))
                    .theta())
            .coordinates();
    FlowPoint local = new FlowPoint(problem);
    local.moveTo(dual);
    local.computeDirection();
    SparkData blocks = SparkData.read(session, spec.data(), 3, BLOCK);
    assertThat(blocks.shape().rows()).isEqualTo(data.size());
    SparkPoint remote = new SparkPoint(blocks, model, problem.loss(), problem.map());
    remote.moveTo(dual);
    remote.computeDirection();
    assertThat(remote.logLoss()).isCloseTo(local.logLoss(), within(Tolerances.CLUSTER));
    assertThat(remote.minimumMargin()).isCloseTo(local.minimumMargin(), within(Tolerances.CLUSTER));
    assertThat(remote.weightedMargin())
        .isCloseTo(local.weightedMargin(), within(Tolerances.CLUSTER));
    assertThat(remote.accuracy()).isEqualTo(local.margins().accuracy(local.outputs()));
    assertThat(remote.direction()).containsExactly(local.direction(), within(Tolerances.CLUSTER));
  }

  @Test
  void neitherPartitionsNorTheOrderOfRowsChangeABit() throws IOException {
    Dataset data = DataSpec.load("synthetic:clouds,n=100,d=3");
    ClusterFlow one = flow(spec(csv(data, 0), "dense:6", "p:3"), 1);
    for (int partitions : new int[] {2, 7, 40}) {
      ClusterFlow other = flow(spec(csv(data, partitions), "dense:6", "p:3"), partitions);
      assertThat(other.theta()).isEqualTo(one.theta());
      assertThat(other.flow().state().logTime()).isEqualTo(one.flow().state().logTime());
      assertThat(other.flow().state().steps()).isEqualTo(one.flow().state().steps());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "synthetic:clouds,n=100,d=3;dense:6;p:3",
        "synthetic:clouds,n=100,d=3;dense:6;hyperbolic:beta=0.1",
        "digits:0,1,n=60;conv:2-3;euclidean"
      })
  void theFlowIsThatOfOneMachine(String name, String model, String map) throws IOException {
    RunSpec spec = spec(csv(DataSpec.load(name), 0), model, map);
    FlowRun local = RunSession.begin(spec, RunEnvironment.oneOfMany(Progress.SILENT, () -> false));
    ClusterFlow remote = flow(spec, 4);
    assertThat(remote.flow().state().steps()).isEqualTo(local.flow().state().steps());
    assertThat(remote.flow().outcome()).isEqualTo(local.flow().outcome());
    assertThat(remote.theta()).containsExactly(local.theta(), within(Tolerances.CLUSTER));
    assertThat(remote.flow().logLoss())
        .isCloseTo(local.flow().logLoss(), within(Tolerances.CLUSTER));
    assertThat(remote.result().features().activeNeurons())
        .isEqualTo(local.result().features().activeNeurons());
    assertThat(remote.result().accuracy()).isEqualTo(local.result().accuracy());
  }

  /** The rows of a worker that dies between two steps are read again by the one that is left. */
  @Tag("slow")
  @Test
  void aKilledWorkerChangesNoBit() throws Exception {
    int blocks = 4;
    String file = csv(DataSpec.load("synthetic:clouds,n=" + blocks * SparkData.BLOCK + ",d=3"), 0);
    RunSpec spec = spec(file, "dense:6", "p:3");
    SparkData data = SparkData.read(session, spec.data(), blocks, SparkData.BLOCK);
    ClusterFlow whole = new SparkFlow(spec, data).run(Progress.SILENT, () -> false);
    session.stop(); // one session in a process
    try (StandaloneCluster cluster =
        new StandaloneCluster(Files.createDirectory(folder.resolve("cluster")), 2)) {
      AtomicInteger steps = new AtomicInteger();
      BooleanSupplier killing =
          () -> {
            if (steps.incrementAndGet() == 4) {
              cluster.kill(0);
            }
            return false;
          };
      ClusterFlow killed =
          new SparkCluster().flow(cluster.master(), spec, Progress.SILENT, killing);
      assertThat(steps).as(cluster.logs()).hasValueGreaterThan(8);
      assertThat(killed.theta()).isEqualTo(whole.theta());
      assertThat(killed.flow().state().logTime()).isEqualTo(whole.flow().state().logTime());
      assertThat(killed.flow().outcome()).isEqualTo(whole.flow().outcome());
    } finally {
      start();
    }
  }

  @Test
  void parquetIsTheSame() throws IOException {
    String csv = csv(DataSpec.load("iris"), 3);
    String parquet = folder.resolve("iris.parquet").toString();
    session
        .read()
        .option("header", "true")
        .option("inferSchema", "true")
        .csv(csv)
        .repartition(3)
        .write()
        .parquet(parquet);
    RunSpec spec = spec(csv, "dense:5", "euclidean");
    assertThat(flow(spec(parquet, "dense:5", "euclidean"), 2).theta())
        .isEqualTo(flow(spec, 3).theta());
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      value = {
        "a,b|1,2 => label",
        "label|1 => label",
        "a,label|1,0|x,1 => 1 rows",
        "a,label|1,0|NaN,1 => 1 rows",
        "a,label|1,0|,1 => 1 rows",
        "a,label|1,0|1,0.5 => no integers",
        "a,label|1,0|2,0 => 1 classes"
      })
  void badDataAreRefused(String text, String words) throws IOException {
    Path file =
        Files.writeString(folder.resolve("bad.csv"), text.strip().replace("|", "\n") + "\n");
    assertThatThrownBy(() -> SparkData.read(session, file.toString(), 2, BLOCK))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(words.strip())
        .message()
        .doesNotContain("\n");
  }

  @Test
  void theClassesMayStandInAnyColumn() throws IOException {
    Path file = folder.resolve("named.csv");
    Files.writeString(file, "label,a,target\n0.5,1,0\n1.5,2,1\n2.5,3,1\n");
    SparkData data = SparkData.read(session, file + ":label=target", 2, BLOCK);
    assertThat(data.shape().classes()).isEqualTo(2);
    assertThat(data.shape().features()).isEqualTo(2);
    assertThatThrownBy(() -> SparkData.read(session, file + ":label=target:shape=1x2x2", 2, BLOCK))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("2 features; expected 4");
  }

  @Test
  void badPlacesAreRefused() {
    assertThatThrownBy(() -> SparkData.read(session, "iris", 2, BLOCK))
        .isInstanceOf(InputException.class);
    assertThatThrownBy(() -> SparkData.read(session, folder.resolve("no.csv").toString(), 2, BLOCK))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no such file");
    for (String integrator : new String[] {"implicit", "auto", "descent:constant:0.1"}) {
      RunSpec spec = RunSpec.of("a.csv", "linear", "p:3").with(integrator);
      assertThatThrownBy(() -> SparkFlow.check(spec))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("explicit");
    }
  }
}
