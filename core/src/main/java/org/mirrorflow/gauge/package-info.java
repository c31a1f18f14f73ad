/**
 * The layout of parameter space, named blocks of a flat vector, and gauges on it: value and polar,
 * normalisation, subdifferential, unit ball. What they add over is a {@link
 * org.mirrorflow.gauge.Parts}.
 */
package org.mirrorflow.gauge;
