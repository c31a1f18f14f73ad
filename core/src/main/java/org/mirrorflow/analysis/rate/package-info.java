/** How fast: the growth of the norm in time, and laws fitted to what a trajectory shows. */
package org.mirrorflow.analysis.rate;
