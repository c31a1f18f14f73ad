/** Sweeps on a Spark cluster, and flows on data that exceed one machine. */
package org.mirrorflow.spark;
