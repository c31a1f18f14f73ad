package org.mirrorflow.model;

import org.mirrorflow.data.ImageShape;

/**
 * The outputs of a chain by the definition, position by position, on arrays [channel][row][column].
 */
public final class DirectChain {
  private final ChainSpec spec;
  private final ImageShape image;
  private final int outputs;

  /** The chain of a word on images. */
  public DirectChain(String spec, ImageShape image, int outputs) {
    this.spec = ChainSpec.parse(spec);
    this.image = image;
    this.outputs = outputs;
  }

  /** Outputs on n samples, weights one matrix after the other. */
  public double[] outputs(double[] theta, double[] inputs, int samples) {
    double[] out = new double[samples * outputs];
    for (int i = 0; i < samples; i++) {
      System.arraycopy(sample(theta, inputs, i * image.features()), 0, out, i * outputs, outputs);
    }
    return out;
  }

  private double[] sample(double[] theta, double[] inputs, int from) {
    double[][][] x = new double[image.channels()][image.height()][image.width()];
    int next = from;
    for (double[][] channel : x) {
      for (double[] row : channel) {
        for (int c = 0; c < row.length; c++) {
          row[c] = inputs[next++];
        }
      }
    }
    Weights weights = new Weights(theta);
    for (ChainLayer layer : spec.layers()) {
      x =
          switch (layer.kind()) {
            case CONVOLUTION -> activated(convolution(x, weights, layer.width()));
            case DENSE -> activated(dense(x, weights, layer.width()));
            case MAXIMUM -> x[0].length < 2 || x[0][0].length < 2 ? x : pooled(x, true);
            case AVERAGE -> x[0].length < 2 || x[0][0].length < 2 ? x : pooled(x, false);
            case MEAN -> mean(x);
          };
    }
    double[][][] last = dense(x, weights, outputs);
    double[] f = new double[outputs];
    for (int c = 0; c < outputs; c++) {
      f[c] = last[c][0][0];
    }
    return f;
  }

  private static final class Weights {
    private final double[] theta;
    private int next;

    Weights(double[] theta) {
      this.theta = theta;
    }

    double take() {
      return theta[next++];
    }
  }

  private double[][][] activated(double[][][] x) {
    for (double[][] channel : x) {
      for (double[] row : channel) {
        for (int c = 0; c < row.length; c++) {
          row[c] = spec.activation().value(row[c]);
        }
      }
    }
    return x;
  }

  private static double[][][] convolution(double[][][] x, Weights w, int channels) {
    int height = x[0].length;
    int width = x[0][0].length;
    double[][][] out = new double[channels][height][width];
    for (double[][] result : out) {
      for (double[][] source : x) {
        double[][] kernel = new double[3][3];
        for (double[] row : kernel) {
          for (int c = 0; c < 3; c++) {
            row[c] = w.take();
          }
        }
        for (int y = 0; y < height; y++) {
          for (int z = 0; z < width; z++) {
            for (int dy = 0; dy < 3; dy++) {
              for (int dz = 0; dz < 3; dz++) {
                int a = y + dy - 1;
                int b = z + dz - 1;
                boolean inside = a >= 0 && a < height && b >= 0 && b < width;
                result[y][z] += inside ? kernel[dy][dz] * source[a][b] : 0;
              }
            }
          }
        }
      }
    }
    return out;
  }

  private static double[][][] dense(double[][][] x, Weights w, int units) {
    double[][][] out = new double[units][1][1];
    for (double[][] result : out) {
      for (double[][] channel : x) {
        for (double[] row : channel) {
          for (double value : row) {
            result[0][0] += w.take() * value;
          }
        }
      }
    }
    return out;
  }

  private static double[][][] pooled(double[][][] x, boolean maximum) {
    double[][][] out = new double[x.length][x[0].length / 2][x[0][0].length / 2];
    for (int c = 0; c < x.length; c++) {
      for (int y = 0; y < out[c].length; y++) {
        for (int z = 0; z < out[c][y].length; z++) {
          double a = x[c][2 * y][2 * z];
          double b = x[c][2 * y][2 * z + 1];
          double d = x[c][2 * y + 1][2 * z];
          double e = x[c][2 * y + 1][2 * z + 1];
          out[c][y][z] = maximum ? Math.max(Math.max(a, b), Math.max(d, e)) : (a + b + d + e) / 4;
        }
      }
    }
    return out;
  }

  private static double[][][] mean(double[][][] x) {
    double[][][] out = new double[x.length][1][1];
    for (int c = 0; c < x.length; c++) {
      double sum = 0;
      for (double[] row : x[c]) {
        for (double value : row) {
          sum += value;
        }
      }
      out[c][0][0] = sum / (x[c].length * x[c][0].length);
    }
    return out;
  }
}
