package org.mirrorflow.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.mirrorflow.io.CsvReader;
import org.mirrorflow.io.InputException;

/**
 * A data set inside this library, or some of its classes. The sets are {@code digits} (1797 × 64,
 * 10 classes; Alpaydin and Kaynak 1998, doi:10.24432/C50P49) and {@code iris} (150 × 4, 3 classes;
 * Fisher 1936, doi:10.24432/C56C76). {@code digits:0,1} is a pair of classes, {@code
 * digits:3,8,n=40} the first samples of these classes. Both are CC BY 4.0; features are as given.
 *
 * @param set which one
 * @param selection which of the samples; the second class of a pair is the positive one
 */
record Embedded(Set set, Selection selection) implements DataSpec {

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

    /** {@return the name in specifications} */
    public String spec() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** Names of the sets. */
  static List<String> names() {
    return Arrays.stream(Set.values()).map(Set::spec).toList();
  }

  static Embedded parse(String name, String arguments, boolean subset) {
    Set set =
        Arrays.stream(Set.values()).filter(s -> s.spec().equals(name)).findFirst().orElseThrow();
    if (!subset) {
      return new Embedded(set, Selection.ALL);
    }
    String place = "data " + name + ":" + arguments;
    Selection selection = Selection.ALL;
    for (String argument : arguments.split(",", -1)) {
      selection =
          selection
              .with(place, argument)
              .orElseThrow(
                  () ->
                      new InputException(
                          place,
                          CsvReader.excerpt(arguments),
                          Selection.SYNTAX + ", separated by commas",
                          "write for example " + name + ":0,1"));
    }
    return new Embedded(set, selection.among(place, set.classes));
  }

  @Override
  public Dataset load() {
    double[] inputs = new double[set.size * set.features];
    int[] labels = new int[set.size];
    int n = 0;
    for (List<String> fields : rows()) {
      for (int j = 0; j < set.features; j++) {
        inputs[n * set.features + j] = Double.parseDouble(fields.get(j));
      }
      labels[n++] = Integer.parseInt(fields.get(set.features));
    }
    Dataset all = new Dataset(spec(), inputs, labels, set.features, set.classes);
    return set.shaped(selection.all() ? all : all.choose("data " + spec(), selection));
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
    return set.spec() + (selection.all() ? "" : ":" + selection.spec());
  }
}
