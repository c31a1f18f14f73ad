/**
 * Gauges, which measure weights as a norm does, and the layout that says where the matrix of each
 * layer is in the parameter vector.
 */
package org.mirrorflow.gauge;
