package org.mirrorflow.model;

/**
 * Where squares of four numbers of a group of samples stand, and the one that each is pooled to,
 * see {@link Planes}.
 *
 * @param first from the start of a group to the first number of each square; read-only by
 *     convention
 * @param pooled from the start of a group of results to the one of each square; read-only by
 *     convention
 * @param right from a number to the one on its right
 * @param below from a number to the one below
 * @since 0.2.0
 */
public record Squares(int[] first, int[] pooled, int right, int below) {}
