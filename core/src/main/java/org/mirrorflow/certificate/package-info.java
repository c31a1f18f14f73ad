/**
 * Bounds on the distance of weights from a KKT point of a margin problem, and a solver that moves
 * to one.
 */
package org.mirrorflow.certificate;
