package org.mirrorflow.flow.implicit;

/**
 * The gradient of a function of one sample, a margin or a kink. It is given by the derivatives δ in
 * the units of all layers: ∂/∂θ = Σ_l δ^l ⊗ a^l with the inputs a^l of the layers, see {@link
 * UnitSpace}.
 *
 * @param slot number of the sample among those of the space
 * @param from number of the first unit with a derivative
 * @param values δ from there on; the others are 0
 */
record UnitGradient(int slot, int from, double[] values) {

  /** Number after the last unit with a derivative. */
  int end() {
    return from + values.length;
  }

  /** Adds a multiple of another gradient of the sample, whose units are among these. */
  void add(double factor, UnitGradient other) {
    for (int j = 0; j < other.values.length; j++) {
      values[other.from - from + j] += factor * other.values[j];
    }
  }
}
