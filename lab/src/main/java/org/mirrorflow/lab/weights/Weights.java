package org.mirrorflow.lab.weights;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.io.InputException;
import org.mirrorflow.io.Npz;
import org.mirrorflow.io.Tensor;

/** Parameter vectors as weight files: one array per block, rows × cols, under the block's name. */
public final class Weights {
  private Weights() {}

  /**
   * {@return the blocks of θ as arrays by name}
   *
   * @param layout the blocks
   * @param theta θ
   */
  public static Map<String, Tensor> tensors(Layout layout, double[] theta) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Block block : layout.blocks()) {
      tensors.put(
          block.name(),
          Tensor.matrix(
              block.rows(), block.cols(), Arrays.copyOfRange(theta, block.offset(), block.end())));
    }
    return tensors;
  }

  /**
   * {@return θ from a file with exactly the matrices of the layout}
   *
   * @param file npz with the blocks by name, or a file that {@link WeightFile} reads, for example a
   *     PyTorch state dictionary as npz or safetensors
   * @param layout the blocks
   * @throws InputException if a matrix is missing, has another shape or is not of the layout, the
   *     file has biases, or an entry is no finite number
   */
  public static double[] read(Path file, Layout layout) {
    Map<String, Tensor> tensors = byBlock(file, layout);
    checkNames(file, tensors.keySet(), layout);
    double[] theta = new double[layout.end()];
    for (Block block : layout.blocks()) {
      Tensor tensor = tensors.get(block.name());
      String shape = "(" + block.rows() + ", " + block.cols() + ")";
      if (tensor == null) {
        throw new InputException(
            file.toString(),
            "no array " + block.name(),
            block.name() + " of shape " + shape,
            "save every weight layer as W1, W2, ... in (out, in) order");
      }
      if (!Arrays.equals(tensor.shape(), new int[] {block.rows(), block.cols()})) {
        throw new InputException(
            file + ": " + block.name(),
            "shape " + Arrays.toString(tensor.shape()),
            shape,
            "choose the --model that fits the weights");
      }
      requireFinite(file + ": " + block.name(), tensor);
      System.arraycopy(tensor.data(), 0, theta, block.offset(), block.size());
    }
    return theta;
  }

  /** The arrays as they are if one has the name of a block, else the layers first to last. */
  private static Map<String, Tensor> byBlock(Path file, Layout layout) {
    if (!WeightFile.isSafetensors(file)) {
      Map<String, Tensor> tensors = Npz.read(file);
      if (layout.blocks().stream().anyMatch(block -> tensors.containsKey(block.name()))) {
        return tensors;
      }
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (WeightFile.Layer layer : WeightFile.read(file).layers()) {
      if (layer.bias() != null) {
        throw new InputException(
            file + ": " + layer.name(),
            "a bias beside it",
            "layers without biases, as the model has none",
            "train with bias=False, or give the data a feature that is always 1");
      }
      tensors.put("W" + (tensors.size() + 1), layer.weight());
    }
    return tensors;
  }

  /**
   * Refuses the first entry that is no finite number.
   *
   * @param place file and array
   * @param matrix its rows and columns
   * @throws InputException if there is one
   */
  public static void requireFinite(String place, Tensor matrix) {
    double[] data = matrix.data();
    for (int j = 0; j < data.length; j++) {
      if (!Double.isFinite(data[j])) {
        int cols = matrix.rank() == 2 ? matrix.axis(1) : data.length;
        throw new InputException(
            place + "[" + (matrix.rank() == 2 ? j / cols + "," : "") + j % cols + "]",
            Double.toString(data[j]),
            "finite numbers",
            "save the weights before they diverge");
      }
    }
  }

  private static void checkNames(Path file, Set<String> found, Layout layout) {
    Set<String> more = new TreeSet<>(found);
    layout.blocks().forEach(block -> more.remove(block.name()));
    if (!more.isEmpty()) {
      throw new InputException(
          file.toString(),
          "arrays the model does not have: " + String.join(", ", more),
          layout.blocks().stream().map(Block::name).collect(Collectors.joining(", ")),
          "choose the --model that fits the weights, or remove " + String.join(", ", more));
    }
  }
}
