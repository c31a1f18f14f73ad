package org.mirrorflow.spark;

import java.util.function.BooleanSupplier;
import org.apache.spark.sql.SparkSession;
import org.mirrorflow.lab.cluster.Cluster;
import org.mirrorflow.lab.cluster.ClusterFlow;
import org.mirrorflow.lab.run.Interruption;
import org.mirrorflow.lab.run.Patience;
import org.mirrorflow.lab.run.Progress;
import org.mirrorflow.lab.run.RunSpec;
import org.mirrorflow.lab.sweep.CellExecutor;

/** The Spark cluster that {@code --spark MASTER} names. */
public final class SparkCluster implements Cluster {
  /** So that a core which is done early finds more to do. */
  private static final int PARTITIONS_PER_CORE = 2;

  /** For the service loader. */
  public SparkCluster() {}

  @Override
  public CellExecutor cells(String master) {
    return new SparkCells(SparkSessions.open(master, "mirrorflow sweep"));
  }

  @Override
  public ClusterFlow flow(
      String master, RunSpec spec, Progress progress, BooleanSupplier interrupted) {
    SparkFlow.check(spec);
    SparkSession session = SparkSessions.open(master, "mirrorflow flow");
    try {
      int partitions = PARTITIONS_PER_CORE * session.sparkContext().defaultParallelism();
      SparkData data =
          Patience.unless(
                  interrupted,
                  () -> SparkData.read(session, spec.data(), partitions, SparkData.BLOCK))
              .orElseThrow(() -> tooEarly("the data are not read yet"));
      return new SparkFlow(spec, data).run(progress, interrupted);
    } finally {
      session.stop();
    }
  }

  /** Nothing of a flow on a cluster is kept before its end. */
  static Interruption tooEarly(String known) {
    return new Interruption(known, "run it again");
  }
}
