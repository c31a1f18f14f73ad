package org.mirrorflow.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.mirrorflow.io.CsvReader;
import org.mirrorflow.io.InputException;

/**
 * A data set inside this library, or some of its classes: {@code digits} (1797 × 64, 10 classes;
 * Alpaydin and Kaynak 1998, doi:10.24432/C50P49), {@code iris} (150 × 4, 3 classes; Fisher 1936,
 * doi:10.24432/C56C76), {@code digits:0,1} (a pair), {@code digits:3,8,n=40} (the first samples of
 * these classes). Both are CC BY 4.0; features are as given.
 *
 * @param set which one
 * @param chosen classes to keep, in the order that numbers them anew; the second of a pair is the
 *     positive one
 * @param count number of samples, the first of these classes; 0 for all
 */
public record Embedded(Set set, List<Integer> chosen, int count) implements DataSpec {
  private static final String COUNT = "n=";

  /** The sets. */
  public enum Set {
    /** 8 × 8 pixels 0 .. 16, row-major. */
    DIGITS("digits.csv.gz", 0, 1797, 64, 10) {
      @Override
      Dataset shaped(Dataset data) {
        return data.as(new ImageShape(1, 8, 8));
      }
    },
    /** Sepal length, sepal width, petal length, petal width in cm. */
    IRIS("iris.csv", 1, 150, 4, 3);

    private final String resource;
    private final int headerLines;
    private final int size;
    private final int features;
    private final int classes;

    Set(String resource, int headerLines, int size, int features, int classes) {
      this.resource = resource;
      this.headerLines = headerLines;
      this.size = size;
      this.features = features;
      this.classes = classes;
    }

    /** The data with the shape of their images, if they are images. */
    Dataset shaped(Dataset data) {
      return data;
    }

    private List<Integer> all() {
      return IntStream.range(0, classes).boxed().toList();
    }

    /** {@return the name in specifications} */
    public String spec() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * Checks the classes.
   *
   * @param set not null
   * @param chosen at least two different classes of the set, copied
   * @param count at least 0
   * @throws InputException if they are not
   */
  public Embedded {
    chosen = List.copyOf(chosen);
    if (count < 0) {
      throw new IllegalArgumentException("data %s: %s samples".formatted(set.spec(), count));
    }
    if (chosen.size() < 2
        || chosen.stream().distinct().count() < chosen.size()
        || chosen.stream().anyMatch(c -> c < 0 || c >= set.classes)) {
      throw new InputException(
          "data " + set.spec(),
          "classes " + chosen,
          "at least two different classes of 0 .. " + (set.classes - 1),
          "write for example " + set.spec() + ":0,1");
    }
  }

  /**
   * {@return the set with all its classes}
   *
   * @param set which one
   */
  public static Embedded whole(Set set) {
    return new Embedded(set, set.all(), 0);
  }

  /** Names of the sets. */
  static List<String> names() {
    return Arrays.stream(Set.values()).map(Set::spec).toList();
  }

  static Embedded parse(String name, String arguments, boolean subset) {
    Set set =
        Arrays.stream(Set.values()).filter(s -> s.spec().equals(name)).findFirst().orElseThrow();
    if (!subset) {
      return whole(set);
    }
    List<Integer> classes = new ArrayList<>();
    int count = 0;
    try {
      for (String argument : arguments.split(",", -1)) {
        String word = argument.strip();
        if (word.startsWith(COUNT) && count == 0) {
          count = Integer.parseInt(word.substring(COUNT.length()));
          if (count < 1) {
            throw new NumberFormatException(word);
          }
        } else {
          classes.add(Integer.valueOf(word));
        }
      }
    } catch (NumberFormatException e) {
      throw new InputException(
          "data " + name + ":" + arguments,
          CsvReader.excerpt(arguments),
          "class numbers separated by a comma, n=COUNT for the first samples of them",
          "write for example " + name + ":0,1");
    }
    return new Embedded(set, classes.isEmpty() ? set.all() : classes, count);
  }

  @Override
  public Dataset load() {
    double[] inputs = new double[set.size * set.features];
    int[] labels = new int[set.size];
    int n = 0;
    for (List<String> fields : rows()) {
      int label = chosen.indexOf(Integer.valueOf(fields.get(set.features)));
      if (label < 0) {
        continue;
      }
      for (int j = 0; j < set.features; j++) {
        inputs[n * set.features + j] = Double.parseDouble(fields.get(j));
      }
      labels[n++] = label;
    }
    if (count > n) {
      throw new InputException(
          "data " + spec(), n + " samples", "at least " + count, "ask for no more than there are");
    }
    int taken = count == 0 ? n : count;
    return set.shaped(
        new Dataset(
            spec(),
            Arrays.copyOf(inputs, taken * set.features),
            Arrays.copyOf(labels, taken),
            set.features,
            chosen.size()));
  }

  private List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    try (InputStream bytes = Embedded.class.getResourceAsStream(set.resource);
        CsvReader csv = new CsvReader(set.resource, plain(bytes))) {
      for (var row = csv.next(); row.isPresent(); row = csv.next()) {
        rows.add(row.get().fields());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the library's own " + set.resource + " is damaged", e);
    }
    return rows.subList(set.headerLines, rows.size());
  }

  private InputStream plain(InputStream bytes) throws IOException {
    return set.resource.endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
  }

  @Override
  public String spec() {
    String classes =
        chosen.equals(set.all())
            ? ""
            : chosen.stream().map(String::valueOf).collect(Collectors.joining(","));
    String arguments =
        Stream.of(classes, count == 0 ? "" : COUNT + count)
            .filter(text -> !text.isEmpty())
            .collect(Collectors.joining(","));
    return arguments.isEmpty() ? set.spec() : set.spec() + ":" + arguments;
  }
}
