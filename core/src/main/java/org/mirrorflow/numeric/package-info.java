/** Elementary and array functions, sums of logarithms, norms, roots and matrix factorisations. */
package org.mirrorflow.numeric;
