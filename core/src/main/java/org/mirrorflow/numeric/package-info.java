/**
 * Elementary and vector functions, sums of logarithms, norms and factorisations: numbers and arrays
 * alone.
 */
package org.mirrorflow.numeric;
