package org.mirrorflow.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.numeric.Norms;

/**
 * A linear model f(x) = ⟨β, x⟩ whose weights are a homogeneous function of the parameters, entry by
 * entry; see {@link Form}. Gradient flow in the factors is mirror flow in β (Woodworth et al. 2020,
 * arXiv 2002.09277). A mirror flow of index p in H factors has a margin problem in Σ_j |β_j|^{p/H}.
 *
 * @param inputs number of features d
 * @param form how β comes about
 * @param depth number H of factors; 2 for {@link Form#SQUARES}
 * @since 0.1.0
 */
public record FactoredLinear(int inputs, Form form, int depth) implements HomogeneousModel {

  /** How β is computed from the factors. */
  public enum Form {
    /** β = w_1 ∘ … ∘ w_H, a diagonal network: H blocks of 1 × d, each of degree 1. */
    PRODUCT,
    /** β = u∘u − v∘v: one block of 2 × d, u above v, of degree 2. */
    SQUARES
  }

  /**
   * Checks the sizes.
   *
   * @param inputs at least 1
   * @param form not null
   * @param depth at least 1; 2 for squares
   * @throws IllegalArgumentException if one is not so
   */
  public FactoredLinear {
    if (inputs < 1 || depth < 1 || (form == Form.SQUARES && depth != 2)) {
      throw new IllegalArgumentException(
          "factored linear model: %s inputs, %s, depth %s; expected >= 1 and >= 1, 2 for squares"
              .formatted(inputs, form, depth));
    }
  }

  /**
   * {@return the diagonal network β = w_1 ∘ … ∘ w_H}
   *
   * @param inputs number of features d, at least 1
   * @param depth number H of factors, at least 1
   */
  public static FactoredLinear product(int inputs, int depth) {
    return new FactoredLinear(inputs, Form.PRODUCT, depth);
  }

  /**
   * {@return β = u∘u − v∘v}
   *
   * @param inputs number of features d, at least 1
   */
  public static FactoredLinear squares(int inputs) {
    return new FactoredLinear(inputs, Form.SQUARES, 2);
  }

  @Override
  public int outputs() {
    return 1;
  }

  @Override
  public Layout layout() {
    if (form == Form.SQUARES) {
      return Layout.of(new Block("UV", 0, 2, inputs, 2));
    }
    List<Block> blocks = new ArrayList<>();
    for (int l = 0; l < depth; l++) {
      blocks.add(new Block("W" + (l + 1), l * inputs, 1, inputs, 1));
    }
    return new Layout(blocks);
  }

  @Override
  public List<HiddenLayer> hiddenLayers() {
    return List.of();
  }

  /**
   * {@return β of the parameters, length d, a new array}
   *
   * @param theta θ, the factors one after the other, length H · d
   */
  public double[] weights(double[] theta) {
    double[] beta = new double[inputs];
    for (int j = 0; j < inputs; j++) {
      if (form == Form.SQUARES) {
        beta[j] = theta[j] * theta[j] - theta[inputs + j] * theta[inputs + j];
      } else {
        beta[j] = productWithout(theta, j, -1);
      }
    }
    return beta;
  }

  /** Π_l w_lj over all factors but one. */
  private double productWithout(double[] theta, int j, int left) {
    double product = 1;
    for (int l = 0; l < depth; l++) {
      product *= l == left ? 1 : theta[l * inputs + j];
    }
    return product;
  }

  @Override
  public Pass pass(double[] x, int samples) {
    return new FactoredPass(x, samples);
  }

  @Override
  public String spec() {
    return form == Form.SQUARES ? "factored:squares" : "factored:product," + depth;
  }

  private final class FactoredPass implements Pass {
    private final double[] x;
    private final int samples;
    private double[] theta = new double[0];

    FactoredPass(double[] x, int samples) {
      this.x = x;
      this.samples = samples;
    }

    @Override
    public void forward(double[] parameters, double[] outputs) {
      theta = parameters.clone();
      double[] beta = weights(theta);
      for (int i = 0; i < samples; i++) {
        outputs[i] = Norms.dotInOrder(beta, 0, x, i * inputs, inputs);
      }
    }

    @Override
    public void pullback(double[] cotangent, double[] gradient) {
      double[] force = new double[inputs];
      for (int i = 0; i < samples; i++) {
        Norms.add(cotangent[i], x, i * inputs, force, 0, inputs);
      }
      Arrays.fill(gradient, 0);
      for (int j = 0; j < inputs; j++) {
        if (form == Form.SQUARES) {
          gradient[j] = 2 * theta[j] * force[j];
          gradient[inputs + j] = -2 * theta[inputs + j] * force[j];
        } else {
          for (int l = 0; l < depth; l++) {
            gradient[l * inputs + j] = productWithout(theta, j, l) * force[j];
          }
        }
      }
    }

    @Override
    public double[] preactivations(int hiddenLayer) {
      throw new IndexOutOfBoundsException("factored linear model: no hidden layer " + hiddenLayer);
    }

    @Override
    public double[] activations(int hiddenLayer) {
      throw new IndexOutOfBoundsException("factored linear model: no hidden layer " + hiddenLayer);
    }
  }
}
