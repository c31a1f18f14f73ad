package org.mirrorflow.lab.weights;

import java.util.List;

/**
 * What the user says about a weight file, beyond its shapes and names.
 *
 * @param layers names of the weight arrays, input to output; empty to find their order
 * @param transpose whether matrices are (in, out) rather than (out, in); null to find out
 * @param features inputs of the data the weights are for; 0 if not known
 * @param named whether the network is known by its name: matrices may be kernels, (out, in · 9), or
 *     read several positions of every channel
 */
public record Reading(List<String> layers, Boolean transpose, int features, boolean named) {

  /** Nothing is said. */
  public static final Reading PLAIN = new Reading(List.of(), null, 0);

  /**
   * Copies the list.
   *
   * @param layers copied
   * @param transpose may be null
   * @param features 0 if not known
   * @param named whether the network is known by its name
   */
  public Reading {
    layers = List.copyOf(layers);
  }

  /**
   * What is said of the weights of a network that shapes alone tell.
   *
   * @param layers copied
   * @param transpose may be null
   * @param features 0 if not known
   */
  public Reading(List<String> layers, Boolean transpose, int features) {
    this(layers, transpose, features, false);
  }

  /**
   * {@return the same for data of so many features}
   *
   * @param number inputs of the data
   */
  public Reading of(int number) {
    return new Reading(layers, transpose, number, named);
  }

  /** {@return the same for a network that is known by its name} */
  public Reading ofNamed() {
    return new Reading(layers, transpose, features, true);
  }
}
