/** Horizon functions: limit gauge, effective exponent, regime, in closed form or estimated. */
package org.mirrorflow.horizon;
