package org.mirrorflow.spark;

import org.mirrorflow.lab.sweep.CellExecutor;
import org.mirrorflow.lab.sweep.Cluster;

/** The Spark cluster that {@code --spark MASTER} names. */
public final class SparkCluster implements Cluster {

  @Override
  public CellExecutor cells(String master) {
    return new SparkCells(SparkSessions.open(master, "mirrorflow sweep"));
  }
}
