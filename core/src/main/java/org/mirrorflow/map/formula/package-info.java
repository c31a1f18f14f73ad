/** Potentials given as formulas: from the text to value, derivatives, convexity and inverse. */
package org.mirrorflow.map.formula;
