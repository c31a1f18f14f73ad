package org.mirrorflow.lab.advise;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.mirrorflow.analysis.NeuronStrengths;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.model.HiddenLayer;
import org.mirrorflow.model.HomogeneousModel;
import org.mirrorflow.model.Margins;
import org.mirrorflow.model.Pass;

/**
 * The units of a model that can be taken away: neurons of the first hidden layer, or the features
 * of a linear model.
 */
final class Units {
  private static final int DRAWS = 8;

  private final HomogeneousModel model;
  private final double[] theta;
  private final Margins margins;
  private final Pass pass;
  private final double[] outputs;

  /** A trained model on the data on which accuracy is measured. */
  Units(HomogeneousModel model, double[] theta, Dataset data) {
    this.model = model;
    this.theta = theta;
    this.margins = new Margins(data);
    this.pass = model.pass(data.inputs(), data.size());
    this.outputs = new double[data.size() * model.outputs()];
  }

  /** How many there are. */
  int count() {
    return linear() ? model.inputs() : layer().neurons();
  }

  double accuracy() {
    return accuracy(theta);
  }

  /** The least number of strongest units that keep a share of the accuracy, by bisection. */
  int neededFor(double share) {
    double target = share * accuracy();
    int[] order = byStrength();
    int low = 0;
    int high = order.length;
    while (high - low > 1) {
      int middle = (low + high) / 2;
      if (accuracy(without(Arrays.copyOfRange(order, middle, order.length))) >= target) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  /** Mean accuracy without a random half of the units. */
  double accuracyOfHalf(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] units = IntStream.range(0, count()).toArray();
    double sum = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      for (int i = units.length - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int swap = units[i];
        units[i] = units[j];
        units[j] = swap;
      }
      sum += accuracy(without(Arrays.copyOf(units, units.length / 2)));
    }
    return sum / DRAWS;
  }

  private double accuracy(double[] at) {
    pass.forward(at, outputs);
    return margins.accuracy(outputs);
  }

  private boolean linear() {
    return model.hiddenLayers().isEmpty();
  }

  private HiddenLayer layer() {
    return model.hiddenLayers().get(0);
  }

  private Block weights() {
    return model.layout().blocks().get(0);
  }

  private int[] byStrength() {
    if (!linear()) {
      return NeuronStrengths.of(layer(), theta).byStrength();
    }
    double[] strengths = new double[count()];
    for (int j = 0; j < strengths.length; j++) {
      for (int row = 0; row < weights().rows(); row++) {
        strengths[j] = Math.hypot(strengths[j], theta[weights().offset() + row * count() + j]);
      }
    }
    return IntStream.range(0, strengths.length)
        .boxed()
        .sorted((a, b) -> Double.compare(strengths[b], strengths[a]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private double[] without(int[] units) {
    double[] pruned = theta.clone();
    Block block = weights();
    for (int unit : units) {
      if (linear()) {
        for (int row = 0; row < block.rows(); row++) {
          pruned[block.offset() + row * block.cols() + unit] = 0;
        }
      } else {
        int from = block.offset() + unit * block.cols();
        Arrays.fill(pruned, from, from + block.cols(), 0);
      }
    }
    return pruned;
  }
}
