package org.mirrorflow.lab.sweep;

import java.util.ServiceLoader;
import org.mirrorflow.io.InputException;

/** A way to work on cells on other machines, found on the class path. */
public interface Cluster {

  /**
   * Connects to a cluster.
   *
   * @param master its address, such as {@code spark://host:7077} or {@code local[*]}
   */
  CellExecutor cells(String master);

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
