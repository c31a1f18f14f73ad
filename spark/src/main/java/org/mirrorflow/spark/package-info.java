/** Work on a Spark cluster: the cells of a sweep, and flows whose data exceed one machine. */
package org.mirrorflow.spark;
