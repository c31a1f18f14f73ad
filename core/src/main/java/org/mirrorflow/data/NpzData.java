package org.mirrorflow.data;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.mirrorflow.io.InputException;
import org.mirrorflow.io.Npz;
import org.mirrorflow.io.Tensor;

/**
 * Reads a data set from npz. {@code X} holds n × d features, used as they are given, or n ×
 * channels × height × width pixels of images. {@code y} holds n labels: −1/1, 0/1 or any integers,
 * of any number type. Other arrays are ignored. Classes are numbered by ascending label.
 *
 * @since 0.1.0
 */
public final class NpzData {

  private NpzData() {}

  /**
   * {@return the data set of a file}
   *
   * @param file npz with {@code X} and {@code y}
   * @throws InputException naming file and array. The file may be no npz or lack X or y; the shapes
   *     may not fit; a feature may be not finite, or a label no integer; or there may be fewer than
   *     two classes
   */
  public static Dataset read(Path file) {
    Map<String, Tensor> arrays = Npz.read(file);
    Tensor x = array(file, arrays, "X");
    Tensor y = array(file, arrays, "y");
    int features = Arrays.stream(x.shape()).skip(1).reduce(1, (a, b) -> a * b);
    if (!(x.rank() == 2 || x.rank() == 4) || features < 1) {
      throw new InputException(
          file + ":X",
          "shape " + Arrays.toString(x.shape()),
          "two axes, samples x features, or samples x channels x height x width; none empty",
          "reshape it, for example with X.reshape(len(X), -1)");
    }
    boolean column = y.rank() == 2 && y.axis(1) == 1;
    if (!(y.rank() == 1 || column) || y.axis(0) != x.axis(0)) {
      throw new InputException(
          file + ":y",
          "shape " + Arrays.toString(y.shape()),
          "one label for each of the " + x.axis(0) + " rows of X",
          "save X and y of the same samples");
    }
    checkFinite(file + ":X", x.data(), features);
    Labels labels = Labels.of(file + ":y", integers(file + ":y", y.data()));
    Dataset data =
        new Dataset(file.toString(), x.data(), labels.indices(), features, labels.classes());
    return x.rank() == 2 ? data : data.as(new ImageShape(x.axis(1), x.axis(2), x.axis(3)));
  }

  private static Tensor array(Path file, Map<String, Tensor> arrays, String name) {
    Tensor tensor = arrays.get(name);
    if (tensor == null) {
      String names = arrays.keySet().stream().limit(10).collect(Collectors.joining(", "));
      throw new InputException(
          file.toString(),
          "no array " + name + " among " + (names.isEmpty() ? "none" : names),
          "X (samples x features) and y (labels)",
          "save it with numpy.savez(file, X=..., y=...)");
    }
    return tensor;
  }

  private static void checkFinite(String place, double[] data, int d) {
    for (int i = 0; i < data.length; i++) {
      if (!Double.isFinite(data[i])) {
        throw new InputException(
            place + "[" + i / d + "," + i % d + "]",
            Double.toString(data[i]),
            "a finite number",
            "correct the entry or leave the row out");
      }
    }
  }

  private static int[] integers(String place, double[] values) {
    int[] integers = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      if (values[i] != Math.rint(values[i]) || Math.abs(values[i]) > Integer.MAX_VALUE) {
        throw new InputException(
            place + "[" + i + "]",
            "label " + values[i],
            "an integer: -1/1, 0/1 or a class number",
            "number the classes");
      }
      integers[i] = (int) values[i];
    }
    return integers;
  }
}
