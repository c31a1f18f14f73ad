package org.mirrorflow.lab.weights;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mirrorflow.io.InputException;
import org.mirrorflow.io.Npz;
import org.mirrorflow.io.Safetensors;
import org.mirrorflow.io.Tensor;

/**
 * Weight layers read from an npz or safetensors file, ordered from input to output.
 *
 * <p>Arrays are {@code W1}, {@code W2}, … or {@code NAME.weight} of a PyTorch state dictionary,
 * (out, in); {@code NAME/kernel} of Keras or Flax, (in, out); or {@code arr_0}, {@code arr_1}, … of
 * {@code numpy.savez} without names, whose orientation shapes must show. Their order is the one
 * that shapes and names allow ({@link LayerOrder}), or among several that of the file. A file of
 * safetensors that is in the order of the alphabet says nothing of the order of its layers: the
 * format's own writer sorts by name. What cannot be known is refused, and said by {@link Reading}
 * instead.
 *
 * <p>Kernels of convolutions are {@code NAME.weight} or {@code W1}, … of shape (out, in, 3, 3).
 *
 * <p>Matrices of other names are read if {@link Reading#layers} lists them.
 *
 * <p>A vector {@code NAME.bias}, {@code b1} or {@code arr_1} belongs to the layer of its name, or
 * to the matrix before it. Single numbers, such as an epoch, are passed over.
 *
 * @param layers first to last
 * @param transposed whether the matrices of the file were (in, out)
 */
public record WeightFile(List<Layer> layers, boolean transposed) {
  private static final Pattern WEIGHT =
      Pattern.compile("(?i)(.*?)[._/]?(?:weight|kernel)(?::0)?|W(\\d+)|arr_(\\d+)");
  private static final Pattern BIAS =
      Pattern.compile("(?i)(.*?)[._/]?bias(?::0)?|b(\\d+)|arr_(\\d+)");
  private static final Pattern KERNEL = Pattern.compile("(?i).*kernel(?::0)?");
  private static final int KERNEL_RANK = 4;
  private static final int SIDE = 3;
  private static final Pattern NUMBERED = Pattern.compile("(?i)arr_\\d+");

  /**
   * One layer.
   *
   * @param name array name in the file
   * @param weight (out, in), or (out, in, 3, 3) of a convolution
   * @param bias one entry per output, or null
   */
  public record Layer(String name, Tensor weight, Tensor bias) {

    /** {@return number of outputs, rows of the weights} */
    public int outputs() {
      return weight.axis(0);
    }

    /** {@return number of inputs of an output, columns of the weights} */
    public int inputs() {
      return weight.data().length / weight.axis(0);
    }

    /** {@return whether the weights are kernels} */
    public boolean convolution() {
      return weight.rank() == KERNEL_RANK;
    }
  }

  /**
   * Copies the list.
   *
   * @param layers first to last, copied
   * @param transposed whether the matrices of the file were (in, out)
   */
  public WeightFile {
    layers = List.copyOf(layers);
  }

  /**
   * {@return the layers of a file}
   *
   * @param file safetensors if its name ends so, else npz
   * @throws InputException if it is damaged, holds no matrix, its matrices do not chain, or their
   *     order or orientation cannot be known
   */
  public static WeightFile read(Path file) {
    return read(file, Reading.PLAIN);
  }

  /**
   * {@return the layers of a file of which something is known}
   *
   * @param file safetensors if its name ends so, else npz
   * @param reading order and orientation, as far as they are said
   * @throws InputException if it is damaged, holds no matrix, its matrices do not chain as is said,
   *     or their order or orientation cannot be known
   */
  public static WeightFile read(Path file, Reading reading) {
    boolean safetensors = isSafetensors(file);
    Map<String, Tensor> tensors = safetensors ? Safetensors.read(file) : Npz.read(file);
    Map<String, Tensor> weights = new LinkedHashMap<>();
    Map<String, Tensor> biases = new LinkedHashMap<>();
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      if (entry.getValue().rank() > 0) {
        place(file, entry.getKey(), entry.getValue(), reading, weights, biases);
      }
    }
    if (weights.isEmpty()) {
      throw new InputException(
          file.toString(),
          "no weight matrix among " + names(tensors),
          "arrays W1, W2, ... or NAME.weight of shape (out, in)",
          "export the state dictionary of the model");
    }
    Arrangement arrangement = new Arrangement(file, weights, safetensors, reading);
    boolean transposed = arrangement.transposed();
    List<Layer> layers = new ArrayList<>();
    for (String name : arrangement.order(transposed)) {
      Tensor weight = transposed ? transposed(weights.get(name)) : weights.get(name);
      layers.add(new Layer(name, weight, biases.remove(weightKey(name))));
    }
    if (!biases.isEmpty()) {
      throw new InputException(
          file.toString(),
          "biases without weights: " + String.join(", ", biases.keySet()),
          "every bias beside a weight of the same name",
          "rename or leave out these arrays");
    }
    return new WeightFile(layers, transposed);
  }

  /**
   * {@return whether the name of a file says that it is safetensors}
   *
   * @param file any
   */
  public static boolean isSafetensors(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".safetensors");
  }

  private static Tensor transposed(Tensor matrix) {
    if (matrix.rank() == KERNEL_RANK) {
      return matrix;
    }
    int rows = matrix.axis(0);
    int cols = matrix.axis(1);
    double[] data = new double[rows * cols];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < cols; j++) {
        data[j * rows + i] = matrix.data()[i * cols + j];
      }
    }
    return new Tensor(new int[] {cols, rows}, data);
  }

  private static void place(
      Path file,
      String name,
      Tensor tensor,
      Reading reading,
      Map<String, Tensor> weights,
      Map<String, Tensor> biases) {
    boolean shaped = tensor.rank() == 2 || kernels(name, tensor);
    boolean named = key(WEIGHT, name) != null || reading.layers().contains(name);
    if (shaped && tensor.data().length > 0 && named) {
      weights.put(name, tensor);
    } else if (tensor.rank() == 1 && key(BIAS, name) != null) {
      biases.put(key(BIAS, name), tensor);
    } else {
      throw new InputException(
          file + ": " + name,
          "an array of shape "
              + Arrays.toString(tensor.shape())
              + " that is no dense layer or convolution",
          "matrices or kernels (out, in, 3, 3) W1, W2, ... or NAME.weight, and vectors NAME.bias",
          shaped && !named
              ? "name the weights of every layer, input to output, in --layers"
              : "export dense layers and convolutions alone; normalisation is not certified");
    }
  }

  private static boolean kernels(String name, Tensor tensor) {
    return tensor.rank() == KERNEL_RANK
        && tensor.axis(2) == SIDE
        && tensor.axis(3) == SIDE
        && !KERNEL.matcher(name).matches();
  }

  private static String weightKey(String name) {
    return Objects.requireNonNullElse(key(WEIGHT, name), name);
  }

  private static String key(Pattern pattern, String name) {
    Matcher matcher = pattern.matcher(name);
    if (!matcher.matches()) {
      return null;
    }
    if (matcher.group(3) != null) {
      // The bias of a matrix is the array after it.
      return "arr" + (Integer.parseInt(matcher.group(3)) - (pattern == BIAS ? 1 : 0));
    }
    return matcher.group(1) == null ? "#" + matcher.group(2) : matcher.group(1);
  }

  /** Order and orientation of the matrices of a file. */
  private record Arrangement(
      Path file, Map<String, Tensor> weights, boolean safetensors, Reading reading) {

    boolean transposed() {
      if (reading.transpose() != null || !reading.layers().isEmpty()) {
        return reading.transpose() != null ? reading.transpose() : named(KERNEL);
      }
      if (!named(KERNEL) && !named(NUMBERED)) {
        return false;
      }
      boolean plain = possible(false);
      boolean turned = possible(true);
      if (named(NUMBERED) && plain && turned) {
        throw unknown(
            "matrices that may be (out, in) or (in, out)",
            "shapes or names that show which",
            "give --no-transpose for (out, in) or --transpose for (in, out)");
      }
      return turned;
    }

    private boolean named(Pattern pattern) {
      return weights.keySet().stream().allMatch(name -> pattern.matcher(name).matches());
    }

    private boolean possible(boolean transposed) {
      int axis = transposed ? 0 : 1;
      return LayerOrder.of(weights, transposed, reading.named()).stream()
          .anyMatch(
              order ->
                  reading.features() == 0
                      || weights.get(order.get(0)).rank() == KERNEL_RANK
                      || weights.get(order.get(0)).axis(axis) == reading.features());
    }

    List<String> order(boolean transposed) {
      if (!reading.layers().isEmpty()) {
        return said(transposed);
      }
      Optional<List<String>> order = LayerOrder.decide(weights, transposed, reading.named(), own());
      if (order.isPresent()) {
        return order.get();
      }
      if (LayerOrder.of(weights, transposed, reading.named()).isEmpty()) {
        throw unknown(
            "the matrices do not chain: " + names(weights),
            "as many inputs in each layer as outputs in the one before, shapes (out, in)",
            "rename the arrays, or give --transpose for matrices (in, out)");
      }
      throw unknown(
          "layers whose order neither shapes nor names show: " + names(weights),
          "numbers in the names, or shapes that chain in one order",
          "give --layers with the names from input to output, separated by commas");
    }

    /** The order in the file, unless it is that of a writer that sorts. */
    private Optional<List<String>> own() {
      List<String> stored = List.copyOf(weights.keySet());
      boolean sorted = stored.equals(stored.stream().sorted().toList());
      return safetensors && sorted ? Optional.empty() : Optional.of(stored);
    }

    private List<String> said(boolean transposed) {
      Set<String> given = new LinkedHashSet<>(reading.layers());
      if (given.size() != reading.layers().size() || !given.equals(weights.keySet())) {
        throw unknown(
            "--layers " + String.join(",", reading.layers()),
            "every weight array once: " + String.join(", ", weights.keySet()),
            "name them all, input to output");
      }
      if (!LayerOrder.chains(reading.layers(), weights, transposed, reading.named())) {
        throw unknown(
            "the matrices do not chain in the order of --layers: " + names(weights),
            "as many inputs in each layer as outputs in the one before",
            "change the order, or give --transpose for matrices (in, out)");
      }
      return reading.layers();
    }

    private InputException unknown(String found, String expected, String remedy) {
      return new InputException(file.toString(), found, expected, remedy);
    }
  }

  private static String names(Map<String, Tensor> tensors) {
    List<String> parts = new ArrayList<>();
    tensors.forEach((name, tensor) -> parts.add(name + " " + Arrays.toString(tensor.shape())));
    return String.join(", ", parts);
  }

  /** {@return which array was taken as which layer, in words} */
  public String mapping() {
    List<String> parts = new ArrayList<>();
    for (int l = 0; l < layers.size(); l++) {
      Layer layer = layers.get(l);
      String bias = layer.bias() == null ? "" : " with bias";
      parts.add("W" + (l + 1) + " = " + layer.name() + bias);
    }
    return String.join(", ", parts) + (transposed ? ", transposed from (in, out)" : "");
  }
}
