package org.mirrorflow.lab.cluster;

import java.util.ServiceLoader;
import java.util.function.BooleanSupplier;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.run.Progress;
import org.mirrorflow.lab.run.RunSpec;
import org.mirrorflow.lab.sweep.CellExecutor;

/** A way to work on other machines, found on the class path. */
public interface Cluster {
  /** The integrator of flows there. */
  String INTEGRATOR = "explicit";

  /**
   * Connects to a cluster.
   *
   * @param master its address, such as {@code spark://host:7077} or {@code local[*]}
   */
  CellExecutor cells(String master);

  /**
   * Follows the explicit flow on data that lie on the cluster.
   *
   * @param master as above
   * @param spec what flows, with {@link #INTEGRATOR}; its data are a Parquet or CSV file that the
   *     cluster can read
   * @param interrupted asked after every step
   */
  ClusterFlow flow(String master, RunSpec spec, Progress progress, BooleanSupplier interrupted);

  /**
   * The cluster module of this installation.
   *
   * @throws InputException if there is none
   */
  static Cluster find() {
    return ServiceLoader.load(Cluster.class)
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "--spark",
                    "the Spark module is not on the class path",
                    "mirrorflow started by its launcher, or the jar for clusters",
                    "start ./mirrorflow from a checkout, or see docs/cluster.md"));
  }
}
