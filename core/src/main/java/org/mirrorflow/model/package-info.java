/** Homogeneous models, their kernels, and the log-domain losses of their margins. */
package org.mirrorflow.model;
