/** The interface through which sweeps and flows run on a cluster. */
package org.mirrorflow.lab.cluster;
