/** Rates: the growth of the norm in time, and laws fitted to trajectories. */
package org.mirrorflow.analysis.rate;
