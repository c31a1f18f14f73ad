package org.mirrorflow.model;

import java.util.Arrays;
import java.util.List;
import org.mirrorflow.data.ImageShape;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.Layout;

/**
 * One bias-free convolution without padding over images of one channel, σ, the sum over groups of
 * neighbouring positions, and a dense output layer, in plain loops: a layered model that is not
 * dense.
 */
public record StubConvolution(
    ImageShape image, int kernel, int channels, int pool, int outputs, Activation activation)
    implements LayeredModel {

  private int columns() {
    return image.width() - kernel + 1;
  }

  int positions() {
    return (image.height() - kernel + 1) * columns();
  }

  private int groups() {
    return positions() / pool;
  }

  @Override
  public int inputs() {
    return image.features();
  }

  @Override
  public Layout layout() {
    Block first = new Block("W1", 0, channels, kernel * kernel, activation.exponent());
    return new Layout(
        List.of(first, new Block("W2", first.end(), outputs, channels * groups(), 1)));
  }

  @Override
  public List<HiddenLayer> hiddenLayers() {
    return List.of(
        new HiddenLayer(layout().block(0), layout().block(1), groups(), activation.exponent()));
  }

  @Override
  public LayeredPass pass(double[] inputs, int samples) {
    return new StubPass(inputs, samples);
  }

  @Override
  public String spec() {
    return "stub";
  }

  private final class StubPass implements LayeredPass {
    private final int samples;
    private final int units = channels * positions();
    private final Block first = layout().block(0);
    private final Block second = layout().block(1);
    private final double[] patches;
    private final double[] h;
    private final double[] a;
    private final double[] pooled;
    private final double[] deltas;
    private final double[] theta = new double[layout().end()];

    StubPass(double[] inputs, int samples) {
      this.samples = samples;
      this.patches = new double[samples * positions() * first.cols()];
      this.h = new double[samples * units];
      this.a = new double[h.length];
      this.pooled = new double[samples * second.cols()];
      this.deltas = new double[h.length];
      for (int i = 0, at = 0; i < samples; i++) {
        for (int p = 0; p < positions(); p++) {
          int corner = i * inputs() + p / columns() * image.width() + p % columns();
          for (int c = 0; c < first.cols(); c++) {
            patches[at++] = inputs[corner + c / kernel * image.width() + c % kernel];
          }
        }
      }
    }

    @Override
    public List<WeightLayer> layers() {
      return List.of(new Convolution(), new Output());
    }

    private int summand(int unit) {
      return unit / positions() * groups() + unit % positions() / pool;
    }

    /** Sums of the values of the units over groups of positions. */
    private double[] pool(double[] values) {
      double[] sums = new double[pooled.length];
      for (int k = 0; k < values.length; k++) {
        sums[k / units * second.cols() + summand(k % units)] += values[k];
      }
      return sums;
    }

    private void first(double[] w, double[] out) {
      for (int k = 0; k < out.length; k++) {
        int row = k % units / positions() * first.cols();
        int patch = (k / units * positions() + k % positions()) * first.cols();
        out[k] = 0;
        for (int c = 0; c < first.cols(); c++) {
          out[k] += w[row + c] * patches[patch + c];
        }
      }
    }

    private void second(double[] w, double[] in, double[] out, boolean add) {
      for (int k = 0; k < out.length; k++) {
        out[k] = add ? out[k] : 0;
        for (int c = 0; c < second.cols(); c++) {
          double weight = w[second.offset() + k % outputs * second.cols() + c];
          out[k] += weight * in[k / outputs * second.cols() + c];
        }
      }
    }

    @Override
    public void forward(double[] parameters, double[] out) {
      System.arraycopy(parameters, 0, theta, 0, theta.length);
      first(theta, h);
      Arrays.setAll(a, k -> activation.value(h[k]));
      System.arraycopy(pool(a), 0, pooled, 0, pooled.length);
      second(theta, pooled, out, false);
    }

    @Override
    public double[][] slopes() {
      return new double[][] {Arrays.stream(h).map(activation::slope).toArray()};
    }

    @Override
    public void pullback(double[] cotangent, double[] gradient) {
      pullback(cotangent, slopes(), gradient);
    }

    @Override
    public void pullback(double[] cotangent, double[][] slopes, double[] gradient) {
      Arrays.fill(gradient, 0);
      for (int i = 0; i < samples; i++) {
        double[] u = Arrays.copyOfRange(cotangent, i * outputs, (i + 1) * outputs);
        double[] below = new double[units];
        new Output().adjoint(i, u, below);
        System.arraycopy(below, 0, deltas, i * units, units);
        for (int o = 0; o < outputs; o++) {
          for (int c = 0; c < second.cols(); c++) {
            gradient[second.offset() + o * second.cols() + c] +=
                u[o] * pooled[i * second.cols() + c];
          }
        }
        for (int k = 0; k < units; k++) {
          double g = below[k] * slopes[0][i * units + k];
          int patch = (i * positions() + k % positions()) * first.cols();
          for (int c = 0; c < first.cols(); c++) {
            gradient[k / positions() * first.cols() + c] += g * patches[patch + c];
          }
        }
      }
    }

    @Override
    public void pullbackToUnits(double[] cotangent, double[][] slopes) {
      pullback(cotangent, slopes, new double[second.offset() + second.size()]);
    }

    @Override
    public void pushforward(double[] direction, double[][] slopes, double[] out) {
      double[] tangent = new double[h.length];
      first(direction, tangent);
      Arrays.setAll(tangent, k -> slopes[0][k] * tangent[k]);
      second(direction, pooled, out, false);
      second(theta, pool(tangent), out, true);
    }

    @Override
    public double[] deltas(int hiddenLayer) {
      return deltas;
    }

    @Override
    public double[] preactivations(int hiddenLayer) {
      return h;
    }

    @Override
    public double[] activations(int hiddenLayer) {
      return a;
    }

    private final class Convolution implements WeightLayer {
      @Override
      public Block block() {
        return first;
      }

      @Override
      public int positions() {
        return StubConvolution.this.positions();
      }

      @Override
      public double[] patches() {
        return patches;
      }

      @Override
      public void adjoint(int sample, double[] v, double[] below) {
        throw new UnsupportedOperationException("the first layer has none below");
      }
    }

    private final class Output implements WeightLayer {
      @Override
      public Block block() {
        return second;
      }

      @Override
      public int positions() {
        return 1;
      }

      @Override
      public double[] patches() {
        return pooled;
      }

      @Override
      public void adjoint(int sample, double[] v, double[] below) {
        for (int k = 0; k < units; k++) {
          below[k] = 0;
          for (int o = 0; o < outputs; o++) {
            below[k] += theta[second.offset() + o * second.cols() + summand(k)] * v[o];
          }
        }
      }
    }
  }
}
