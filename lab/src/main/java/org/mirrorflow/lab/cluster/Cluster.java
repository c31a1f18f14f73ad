package org.mirrorflow.lab.cluster;

import java.util.ServiceLoader;
import java.util.function.BooleanSupplier;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.run.Progress;
import org.mirrorflow.lab.run.RunSpec;
import org.mirrorflow.lab.sweep.CellExecutor;

/** A service that runs sweeps and flows on other machines, found on the class path. */
public interface Cluster {
  /** The integrator of flows there. */
  String INTEGRATOR = "explicit";

  /**
   * Connects to a cluster.
   *
   * @param master its address, such as {@code spark://host:7077} or {@code local[*]}
   * @return what works on cells there; closing it ends the connection
   */
  CellExecutor cells(String master);

  /**
   * Follows the explicit flow on data that lie on the cluster.
   *
   * @param master as above
   * @param spec what flows, with {@link #INTEGRATOR}; its data are a Parquet or CSV file that the
   *     cluster can read
   * @param progress is told how far the flow is
   * @param interrupted asked after every step
   * @return the flow at its end
   * @throws InputException if the data cannot be read, or the run is of a kind that is not done
   *     there
   */
  ClusterFlow flow(String master, RunSpec spec, Progress progress, BooleanSupplier interrupted);

  /**
   * {@return the cluster module of this installation}
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
