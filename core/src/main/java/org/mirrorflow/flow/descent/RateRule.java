package org.mirrorflow.flow.descent;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.map.MirrorMap;
import org.mirrorflow.map.ParameterMap;

/**
 * The learning rate of a map that makes the loss fall as gradient descent does.
 *
 * <p>A step moves the weights w of a layer from ∇R*(z) to ∇R*(z − ηg), and lowers the linear part
 * of the loss by F(η) = ⟨g, w − ∇R*(z − ηg)⟩; gradient descent of rate c lowers it by c‖g‖². The
 * rate of the layer is the η with F(η) = c‖g‖². For small steps, and g independent of w, it is η =
 * c / mean(1/r''(w)). That mean alone will not do: for p &gt; 2 it is that of the few weights next
 * to 0, where 1/r'' has a pole (for p ≥ 3 it has no expectation), but no weight moves as far as
 * 1/r'' says. F increases, as ∇R* is monotone.
 *
 * @since 0.1.0
 */
public final class RateRule {
  /** F is followed over so many powers of two on either side of c. */
  private static final int MOST_DOUBLINGS = 400;

  /** F, or the root, is right to this share, well within the digits that are kept. */
  private static final double PRECISE = 1e-6;

  /**
   * More digits mean nothing: what a rate multiplies is known to a factor. Layers of the Euclidean
   * map have equal rates, and must have them to the last bit: then the balance is that of one map.
   */
  private static final MathContext DIGITS = new MathContext(3);

  private RateRule() {}

  /** How rates are spread over the layers. */
  public enum Spread {
    /** One rate for all: the η with Σ F_b(η) = c Σ‖g_b‖². */
    COMMON,
    /** A rate for each: η_b with F_b(η_b) = c‖g_b‖². */
    OWN;

    /** {@return the other one} */
    public Spread other() {
      return this == COMMON ? OWN : COMMON;
    }
  }

  /**
   * Rates of all layers.
   *
   * @param map the map of every layer
   * @param theta weights w
   * @param gradient g at w
   * @param c rate of gradient descent, positive
   * @param spread over the layers
   * @return η_b, one per layer; c where the gradient is 0
   */
  public static double[] rates(
      ParameterMap map, double[] theta, double[] gradient, double c, Spread spread) {
    int count = map.layout().count();
    IntFunction<Layer> layer = b -> Layer.of(map.map(b), map.layout().block(b), theta, gradient);
    if (spread == Spread.OWN) {
      return IntStream.range(0, count).mapToDouble(b -> rate(List.of(layer.apply(b)), c)).toArray();
    }
    double[] rates = new double[count];
    Arrays.fill(rates, rate(IntStream.range(0, count).mapToObj(layer).toList(), c));
    return rates;
  }

  /**
   * One layer with the weights and the gradient of all.
   *
   * @param own the block of the layer in arrays of its own size
   * @param at where its weights begin
   * @param z their dual, of its own size
   */
  private record Layer(
      MirrorMap map, Block own, int at, double[] theta, double[] gradient, double[] z) {

    static Layer of(MirrorMap map, Block block, double[] theta, double[] gradient) {
      Block own = new Block(block.name(), 0, block.rows(), block.cols(), block.degree());
      double[] z = new double[own.size()];
      map.gradient(Arrays.copyOfRange(theta, block.offset(), block.end()), own, z);
      return new Layer(map, own, block.offset(), theta, gradient, z);
    }

    double square() {
      double sum = 0;
      for (int j = at; j < at + z.length; j++) {
        sum += gradient[j] * gradient[j];
      }
      return sum;
    }

    /** F(η); +∞ where a weight would leave the doubles. */
    double fall(double eta) {
      double[] dual = new double[z.length];
      double[] moved = new double[z.length];
      for (int j = 0; j < z.length; j++) {
        dual[j] = z[j] - eta * gradient[at + j];
      }
      map.inverse(dual, own, moved);
      double sum = 0;
      for (int j = 0; j < z.length; j++) {
        double g = gradient[at + j];
        sum += g == 0 ? 0 : g * (theta[at + j] - moved[j]);
      }
      return Double.isFinite(sum) ? sum : Double.POSITIVE_INFINITY;
    }
  }

  private static double rate(List<Layer> layers, double c) {
    double square = layers.stream().mapToDouble(Layer::square).sum();
    if (square == 0) {
      return c;
    }
    return inverse(
        eta -> layers.stream().mapToDouble(layer -> layer.fall(eta)).sum(), c * square, c);
  }

  /**
   * η with F(η) = value, from a guess: doubled or halved into a bracket, then false position in the
   * logarithms of both, where F is close to a line. The value kept at an end that stays is halved
   * (Illinois rule, Dowell and Jarratt 1971), so that both ends move. Every F takes a pass over all
   * weights, so few of them matter.
   */
  private static double inverse(DoubleUnaryOperator fall, double value, double guess) {
    DoubleUnaryOperator excess = eta -> Math.log(Math.max(0, fall.applyAsDouble(eta)) / value);
    double low = guess;
    double high = guess;
    double below = excess.applyAsDouble(guess);
    double above = below;
    for (int k = 0; below > PRECISE && k < MOST_DOUBLINGS; k++) {
      high = low;
      above = below;
      low /= 1 << Math.min(8, 1 + k);
      below = excess.applyAsDouble(low);
    }
    for (int k = 0; above < -PRECISE && k < MOST_DOUBLINGS; k++) {
      low = high;
      below = above;
      high *= 1 << Math.min(8, 1 + k);
      above = excess.applyAsDouble(high);
    }
    int moved = 0;
    while (high > low * (1 + PRECISE)) {
      double share = below / (below - above);
      double middle = low * Math.pow(high / low, share > 0 && share < 1 ? share : 0.5);
      double found = excess.applyAsDouble(middle);
      if (Math.abs(found) <= PRECISE) {
        return rounded(middle);
      } else if (found < 0) {
        low = middle;
        below = found;
        above /= moved < 0 ? 2 : 1;
        moved = -1;
      } else {
        high = middle;
        above = found;
        below /= moved > 0 ? 2 : 1;
        moved = 1;
      }
    }
    return rounded(Math.sqrt(low) * Math.sqrt(high));
  }

  /**
   * {@return the rate with the digits that are kept}
   *
   * @param rate any
   */
  public static double rounded(double rate) {
    return Double.isFinite(rate) ? new BigDecimal(rate).round(DIGITS).doubleValue() : rate;
  }
}
