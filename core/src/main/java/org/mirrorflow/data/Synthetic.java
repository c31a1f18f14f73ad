package org.mirrorflow.data;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import org.mirrorflow.io.CsvReader;
import org.mirrorflow.io.InputException;
import org.mirrorflow.io.Spelling;

/**
 * A synthetic data set: a record of its parameters. The same parameters give the same bits, on
 * every machine and JDK.
 *
 * <p>A set in which only one class occurs is drawn again as a whole with the next random numbers,
 * so every set has at least two classes. For small n this conditions the distribution.
 *
 * @since 0.1.0
 */
public sealed interface Synthetic extends DataSpec permits Xor, Clouds, Rings, Teacher, Orthogonal {

  /** Prefix of the name of a generator. */
  String PREFIX = "synthetic:";

  /** {@return number of samples, at least 2} */
  int n();

  /** {@return number of features} */
  int features();

  /** {@return number of classes} */
  default int classes() {
    return 2;
  }

  /** {@return seed of the random numbers} */
  long seed();

  /**
   * Draws the whole set once.
   *
   * @param random source of every random number
   * @param inputs n × features, row-major; filled
   * @param labels n class indices; filled
   */
  void draw(Gaussian random, double[] inputs, int[] labels);

  @Override
  default Dataset load() {
    Gaussian random = new Gaussian(new SplittableRandom(seed()));
    double[] inputs = new double[n() * features()];
    int[] labels = new int[n()];
    do {
      draw(random, inputs, labels);
    } while (Arrays.stream(labels).allMatch(label -> label == labels[0]));
    return new Dataset(spec(), inputs, labels, features(), classes());
  }

  /** {@return names of the generators, in alphabetical order} */
  static List<String> names() {
    return List.copyOf(Registry.GENERATORS.keySet());
  }

  /**
   * Parses what stands after {@link #PREFIX}; every parameter has a default.
   *
   * @param text for example {@code xor,n=20,d=5,seed=0}
   * @return the generator with its parameters
   * @throws InputException if the name or a parameter is wrong
   */
  static Synthetic parse(String text) {
    String[] parts = text.split(",", 2);
    String name = parts[0].strip();
    String place = "data " + PREFIX + text;
    Function<Parameters, Synthetic> generator = Registry.GENERATORS.get(name);
    if (generator == null) {
      throw new InputException(
          place,
          "no generator " + CsvReader.excerpt(name),
          "one of " + String.join(", ", names()),
          Spelling.remedy(name, names(), "correct the name"));
    }
    Parameters parameters = new Parameters(place, parts.length == 1 ? "" : parts[1]);
    Synthetic synthetic = generator.apply(parameters);
    parameters.finish();
    return synthetic;
  }

  /** The generators by name. */
  final class Registry {
    private static final Map<String, Function<Parameters, Synthetic>> GENERATORS =
        new TreeMap<>(
            Map.of(
                "xor", Xor::of,
                "clouds", Clouds::of,
                "rings", Rings::of,
                "teacher", Teacher::of,
                "orthogonal", Orthogonal::of));

    private Registry() {}
  }
}
