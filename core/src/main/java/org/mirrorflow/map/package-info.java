/**
 * Potentials and mirror maps: value, gradient, inverse, conjugate, curvature. Adding a map is one
 * record and one line in {@link org.mirrorflow.map.MapRegistry}.
 */
package org.mirrorflow.map;
