/**
 * Potentials and mirror maps: value, gradient, inverse, conjugate, curvature. Adding a map is one
 * record and one line in the registry.
 */
package org.mirrorflow.map;
