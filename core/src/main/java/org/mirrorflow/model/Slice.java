package org.mirrorflow.model;

/**
 * The numbers of an array from one of them on.
 *
 * @param values the array, shared
 * @param from index of the first number
 * @since 0.2.0
 */
public record Slice(double[] values, int from) {}
