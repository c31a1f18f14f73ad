/** Laws of growth and convergence, fitted to trajectories and compared with theory. */
package org.mirrorflow.analysis.rate;
