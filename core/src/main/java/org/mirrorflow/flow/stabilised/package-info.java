/** Explicit steps with many stages, stable in proportion to the square of their number. */
package org.mirrorflow.flow.stabilised;
