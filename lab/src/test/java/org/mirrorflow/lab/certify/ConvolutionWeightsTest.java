package org.mirrorflow.lab.certify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.certificate.CertificateOptions;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.data.ImageShape;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.io.InputException;
import org.mirrorflow.io.Npz;
import org.mirrorflow.io.Safetensors;
import org.mirrorflow.io.Tensor;
import org.mirrorflow.lab.weights.Reading;
import org.mirrorflow.model.Activation;
import org.mirrorflow.model.ModelSpec;

/**
 * Kernels as PyTorch saves them, in files written byte by byte as NumPy writes them, against a
 * convolution in plain loops.
 */
class ConvolutionWeightsTest {
  private static final double EXACT = 1e-12;
  private static final int SIDE = 6;
  private static final int CHANNELS = 2;
  private static final int FIRST = 3;
  private static final int SECOND = 4;
  private static final int SAMPLES = 6;

  @TempDir private Path folder;

  /** Numbers of no pattern, the same in the oracle and in the file. */
  private static double[] numbers(int count, double from) {
    double[] numbers = new double[count];
    for (int j = 0; j < count; j++) {
      numbers[j] = Math.sin(from + 1.7 * j + 0.3 * j * j);
    }
    return numbers;
  }

  private static Map<String, Tensor> weights() {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    weights.put(
        "features.0.weight",
        new Tensor(new int[] {FIRST, CHANNELS, 3, 3}, numbers(FIRST * CHANNELS * 9, 1)));
    weights.put(
        "features.3.weight",
        new Tensor(new int[] {SECOND, FIRST, 3, 3}, numbers(SECOND * FIRST * 9, 2)));
    weights.put("head.weight", new Tensor(new int[] {1, SECOND}, numbers(SECOND, 3)));
    return weights;
  }

  /** Relu, 2×2 maxima, relu, mean: c3-m-c4-a of one sample. */
  private static double output(Map<String, Tensor> weights, double[] x) {
    double[][][] image = new double[CHANNELS][SIDE][SIDE];
    for (int j = 0; j < x.length; j++) {
      image[j / (SIDE * SIDE)][j / SIDE % SIDE][j % SIDE] = x[j];
    }
    double[][][] pooled = maxima(convolved(image, weights.get("features.0.weight")));
    double[][][] last = convolved(pooled, weights.get("features.3.weight"));
    double f = 0;
    for (int c = 0; c < SECOND; c++) {
      double sum = 0;
      for (double[] row : last[c]) {
        for (double value : row) {
          sum += value;
        }
      }
      f += weights.get("head.weight").data()[c] * sum / (last[c].length * last[c].length);
    }
    return f;
  }

  private static double[][][] convolved(double[][][] x, Tensor kernels) {
    int side = x[0].length;
    double[][][] out = new double[kernels.axis(0)][side][side];
    for (int o = 0; o < out.length; o++) {
      for (int y = 0; y < side; y++) {
        for (int z = 0; z < side; z++) {
          double sum = 0;
          for (int c = 0; c < x.length; c++) {
            for (int dy = -1; dy <= 1; dy++) {
              for (int dz = -1; dz <= 1; dz++) {
                boolean inside = y + dy >= 0 && y + dy < side && z + dz >= 0 && z + dz < side;
                int at = ((o * x.length + c) * 3 + dy + 1) * 3 + dz + 1;
                sum += inside ? kernels.data()[at] * x[c][y + dy][z + dz] : 0;
              }
            }
          }
          out[o][y][z] = Math.max(sum, 0);
        }
      }
    }
    return out;
  }

  private static double[][][] maxima(double[][][] x) {
    int side = x[0].length / 2;
    double[][][] out = new double[x.length][side][side];
    for (int c = 0; c < x.length; c++) {
      for (int y = 0; y < 2 * side; y++) {
        for (int z = 0; z < 2 * side; z++) {
          out[c][y / 2][z / 2] = Math.max(out[c][y / 2][z / 2], x[c][y][z]);
        }
      }
    }
    return out;
  }

  /** Samples that the network classifies rightly. */
  private static Dataset data() {
    int features = CHANNELS * SIDE * SIDE;
    double[] inputs = numbers(SAMPLES * features, 4);
    int[] labels = new int[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      double[] x = new double[features];
      System.arraycopy(inputs, i * features, x, 0, features);
      labels[i] = output(weights(), x) > 0 ? 1 : 0;
    }
    return new Dataset("images", inputs, labels, features, 2)
        .as(new ImageShape(CHANNELS, SIDE, SIDE));
  }

  private static double leastMargin(Dataset data) {
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < SAMPLES; i++) {
      double[] x = new double[data.features()];
      System.arraycopy(data.inputs(), i * x.length, x, 0, x.length);
      least = Math.min(least, data.sign(i) * output(weights(), x));
    }
    return least;
  }

  private static double norm(Map<String, Tensor> weights) {
    double squares = 0;
    for (Tensor tensor : weights.values()) {
      for (double w : tensor.data()) {
        squares += w * w;
      }
    }
    return Math.sqrt(squares);
  }

  /** An npz as NumPy writes it: stored npy files of version 1.0. */
  private static void writeNpz(Path file, Map<String, Tensor> tensors) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
        Tensor tensor = entry.getValue();
        StringBuilder shape = new StringBuilder();
        for (int axis : tensor.shape()) {
          shape.append(axis).append(", ");
        }
        String header =
            String.format(
                Locale.ROOT, "{'descr': '<f8', 'fortran_order': False, 'shape': (%s), }", shape);
        int padding = 64 - (10 + header.length() + 1) % 64;
        byte[] text = (header + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer bytes =
            ByteBuffer.allocate(10 + text.length + 8 * tensor.data().length)
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
        bytes.put((byte) 1).put((byte) 0).putShort((short) text.length).put(text);
        for (double w : tensor.data()) {
          bytes.putDouble(w);
        }
        zip.putNextEntry(new ZipEntry(entry.getKey() + ".npy"));
        zip.write(bytes.array());
        zip.closeEntry();
      }
    }
  }

  private Path write(String name) throws IOException {
    Path file = folder.resolve(name);
    if (name.endsWith(".npz")) {
      writeNpz(file, weights());
    } else {
      Safetensors.write(file, weights(), Safetensors.Precision.F64);
    }
    return file;
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.npz", "model.safetensors"})
  void theMarginIsThatOfTheOutputs(String name) throws IOException {
    Dataset data = data();
    ModelSpec model = ModelSpec.parse("conv:3-4");
    CertifyRequest request = CertifyRequest.of(write(name), data, model, Reading.PLAIN);
    assertThat(request.mapping())
        .isEqualTo("W1 = features.0.weight, W2 = features.3.weight, W3 = head.weight");
    var certificate =
        request.certificate(GaugeSpec.parse("l2"), CertificateOptions.FINE.withKinkTolerance(0));
    double expected = leastMargin(data) / Math.pow(norm(weights()), 3);
    assertThat(certificate.qMargin()).isCloseTo(expected, within(EXACT * expected));
  }

  /** As flows write them: one row per channel. */
  @Test
  void kernelsMayBeUnfolded() {
    Map<String, Tensor> matrices = new LinkedHashMap<>();
    for (Tensor tensor : weights().values()) {
      int rows = tensor.axis(0);
      int cols = tensor.data().length / rows;
      matrices.put("W" + (matrices.size() + 1), Tensor.matrix(rows, cols, tensor.data()));
    }
    Path file = folder.resolve("matrices.npz");
    Npz.write(file, matrices);
    ModelSpec model = ModelSpec.parse("conv:3-4");
    CertifyRequest request = CertifyRequest.of(file, data(), model, Reading.PLAIN);
    assertThat(request.theta()).hasSize(FIRST * CHANNELS * 9 + SECOND * FIRST * 9 + SECOND);
    assertThat(request.mapping()).isEqualTo("W1 = W1, W2 = W2, W3 = W3");
  }

  @Test
  void kernelsNeedANameForTheNetwork() throws IOException {
    Path file = write("model.npz");
    assertThatThrownBy(() -> CertifyRequest.of(file, data(), Activation.RELU))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--model conv:");
    for (String other : new String[] {"conv:3-5", "chain:c3-m-c4", "conv:3", "conv:3-4-5"}) {
      ModelSpec model = ModelSpec.parse(other);
      assertThatThrownBy(() -> CertifyRequest.of(file, data(), model, Reading.PLAIN))
          .as(other)
          .isInstanceOf(InputException.class)
          .hasMessageContaining("expected")
          .hasMessageContaining("layer");
    }
  }
}
