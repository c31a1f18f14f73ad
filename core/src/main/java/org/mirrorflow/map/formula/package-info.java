/** Potentials given as formulas: parser, derivatives, check of convexity, and inverse. */
package org.mirrorflow.map.formula;
