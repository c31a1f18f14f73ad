package org.mirrorflow.flow.implicit;

/**
 * How many unknowns the linear system of a Newton step has.
 *
 * @param local kinks that couple with those of their row of weights alone, margins apart
 * @param dense the others: margins, and kinks that couple with all
 */
public record SystemSize(int local, int dense) {}
