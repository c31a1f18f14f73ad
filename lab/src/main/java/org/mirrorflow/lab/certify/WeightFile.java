package org.mirrorflow.lab.certify;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mirrorflow.io.InputException;
import org.mirrorflow.io.Npz;
import org.mirrorflow.io.Safetensors;
import org.mirrorflow.io.Tensor;

/**
 * Weight layers read from an npz or safetensors file, ordered from input to output.
 *
 * <p>Arrays are {@code W1}, {@code W2}, … or a PyTorch state dictionary under its own names ({@code
 * 0.weight}, {@code fc1.weight}): all matrices, in the natural order of their names (numbers
 * compare as numbers), or in the file's order where only that one chains. A vector {@code
 * NAME.bias} or {@code b1} belongs to the layer of its name. Single numbers, such as an epoch, are
 * passed over.
 *
 * @param layers first to last
 */
public record WeightFile(List<Layer> layers) {
  private static final Pattern WEIGHT = Pattern.compile("(?i)(.*?)[._/]?(?:weight|kernel)|W(\\d+)");
  private static final Pattern BIAS = Pattern.compile("(?i)(.*?)[._/]?bias|b(\\d+)");
  private static final Pattern DIGITS = Pattern.compile("\\d+");

  /**
   * One layer.
   *
   * @param name array name in the file
   * @param weight (out, in)
   * @param bias one entry per output, or null
   */
  public record Layer(String name, Tensor weight, Tensor bias) {

    /** {@return number of outputs, rows of the weights} */
    public int outputs() {
      return weight.axis(0);
    }

    /** {@return number of inputs, columns of the weights} */
    public int inputs() {
      return weight.axis(1);
    }
  }

  /**
   * Copies the list.
   *
   * @param layers first to last, copied
   */
  public WeightFile {
    layers = List.copyOf(layers);
  }

  /**
   * {@return the layers of a file}
   *
   * @param file safetensors if its name ends so, else npz
   * @throws InputException if it is damaged, holds no matrix, or its matrices do not chain
   */
  public static WeightFile read(Path file) {
    boolean safetensors = file.toString().toLowerCase(Locale.ROOT).endsWith(".safetensors");
    Map<String, Tensor> tensors = safetensors ? Safetensors.read(file) : Npz.read(file);
    Map<String, Tensor> weights = new LinkedHashMap<>();
    Map<String, Tensor> biases = new LinkedHashMap<>();
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      if (entry.getValue().rank() > 0) {
        place(file, entry.getKey(), entry.getValue(), weights, biases);
      }
    }
    if (weights.isEmpty()) {
      throw new InputException(
          file.toString(),
          "no weight matrix among " + names(tensors),
          "arrays W1, W2, ... or NAME.weight of shape (out, in)",
          "export the state dictionary of the model");
    }
    List<Layer> layers = new ArrayList<>();
    for (String name : order(file, weights)) {
      layers.add(new Layer(name, weights.get(name), biases.remove(key(WEIGHT, name))));
    }
    if (!biases.isEmpty()) {
      throw new InputException(
          file.toString(),
          "biases without weights: " + String.join(", ", biases.keySet()),
          "every bias beside a weight of the same name",
          "rename or leave out these arrays");
    }
    return new WeightFile(layers);
  }

  private static void place(
      Path file,
      String name,
      Tensor tensor,
      Map<String, Tensor> weights,
      Map<String, Tensor> biases) {
    if (tensor.rank() == 2 && tensor.data().length > 0 && key(WEIGHT, name) != null) {
      weights.put(name, tensor);
    } else if (tensor.rank() == 1 && key(BIAS, name) != null) {
      biases.put(key(BIAS, name), tensor);
    } else {
      throw new InputException(
          file + ": " + name,
          "an array of shape " + Arrays.toString(tensor.shape()) + " that is no dense layer",
          "matrices W1, W2, ... or NAME.weight, and vectors NAME.bias",
          "export the dense layers alone; normalisation and convolutions are not certified");
    }
  }

  private static String key(Pattern pattern, String name) {
    Matcher matcher = pattern.matcher(name);
    if (!matcher.matches()) {
      return null;
    }
    return matcher.group(1) == null ? "#" + matcher.group(2) : matcher.group(1);
  }

  private static List<String> order(Path file, Map<String, Tensor> weights) {
    List<String> natural = new ArrayList<>(weights.keySet());
    natural.sort(Comparator.comparing(WeightFile::padded));
    if (chains(natural, weights)) {
      return natural;
    }
    List<String> stored = List.copyOf(weights.keySet());
    if (chains(stored, weights)) {
      return stored;
    }
    throw new InputException(
        file.toString(),
        "the matrices do not chain: " + names(weights),
        "as many inputs in each layer as outputs in the one before, shapes (out, in)",
        "transpose or rename the arrays");
  }

  private static boolean chains(List<String> names, Map<String, Tensor> weights) {
    for (int l = 1; l < names.size(); l++) {
      if (weights.get(names.get(l)).axis(1) != weights.get(names.get(l - 1)).axis(0)) {
        return false;
      }
    }
    return true;
  }

  /** The name with numbers of equal length, so that words compare as people count. */
  private static String padded(String name) {
    return DIGITS.matcher(name).replaceAll(m -> String.format(Locale.ROOT, "%20s", m.group()));
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
    return String.join(", ", parts);
  }
}
