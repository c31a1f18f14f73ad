package org.mirrorflow.lab.certify;

import java.util.List;

/**
 * What the user says about a weight file, beyond its shapes and names.
 *
 * @param layers names of the weight arrays, input to output; empty to find their order
 * @param transpose whether matrices are (in, out) rather than (out, in); null to find out
 * @param features inputs of the data the weights are for; 0 if not known
 */
public record Reading(List<String> layers, Boolean transpose, int features) {

  /** Nothing is said. */
  public static final Reading PLAIN = new Reading(List.of(), null, 0);

  /**
   * Copies the list.
   *
   * @param layers copied
   * @param transpose may be null
   * @param features 0 if not known
   */
  public Reading {
    layers = List.copyOf(layers);
  }

  /**
   * {@return the same for data of so many features}
   *
   * @param number inputs of the data
   */
  public Reading of(int number) {
    return new Reading(layers, transpose, number);
  }
}
