/**
 * Gauges (value, polar, subgradient) on parameter space, and the layout of parameter space itself:
 * named blocks of a flat vector.
 */
package org.mirrorflow.gauge;
