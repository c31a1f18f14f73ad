package org.mirrorflow.data;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.mirrorflow.io.CsvReader;
import org.mirrorflow.io.InputException;

/**
 * Reads a data set from CSV with a header. The column {@code label} holds the class (−1/1, 0/1 or
 * any integers). Every other column is a feature, used as it is given.
 *
 * <p>Classes are numbered by ascending label. Memory is proportional to the file.
 *
 * @since 0.1.0
 */
public final class CsvData {

  static final String LABEL = "label";

  /** What others call the column of the classes. */
  private static final Set<String> LIKELY =
      Set.of("label", "labels", "target", "targets", "y", "class");

  private final CsvReader csv;
  private final String label;
  private final List<String> columns;
  private final int labelColumn;
  private final int width;
  private double[] inputs = new double[64];
  private int[] labels = new int[16];
  private int size;

  private CsvData(CsvReader csv, CsvReader.Row header, String label) {
    this.csv = csv;
    this.label = label;
    this.columns = header.fields().stream().map(String::strip).toList();
    this.width = columns.size();
    this.labelColumn = columns.indexOf(label);
    checkHeader(csv.place(header.line()));
  }

  /**
   * {@return the data set of a file}
   *
   * @param file CSV with a header
   * @throws InputException naming file and line. The file may be missing or no CSV; it may lack a
   *     column {@code label} or any other; a row may be ragged, a feature no finite number, or a
   *     label no integer; or there may be fewer than two classes
   */
  public static Dataset read(Path file) {
    return read(file, LABEL);
  }

  /**
   * The same with the classes in a column of another name.
   *
   * @param file CSV with a header
   * @param label name of the column that holds the class
   * @return the data set
   * @throws InputException as {@link #read(Path)} says
   */
  public static Dataset read(Path file, String label) {
    try (CsvReader csv = CsvReader.open(file)) {
      CsvReader.Row header =
          csv.next()
              .orElseThrow(
                  () ->
                      new InputException(
                          csv.place(1),
                          "the file is empty",
                          "a header with a column label, then one row per sample",
                          "check the path or write the file again"));
      CsvData data = new CsvData(csv, header, label);
      for (var row = csv.next(); row.isPresent(); row = csv.next()) {
        data.add(row.get());
      }
      return data.build(file.toString(), csv.place(header.line()));
    }
  }

  private void checkHeader(String place) {
    Set<String> seen = new HashSet<>();
    for (String column : columns) {
      if (column.isEmpty()) {
        throw new InputException(
            place,
            "a column without a name",
            "a name for every column",
            "name it, or leave it out (pandas: to_csv(index=False))");
      }
      if (!seen.add(column)) {
        throw new InputException(
            place,
            "two columns named " + CsvReader.excerpt(column),
            "different names",
            "rename one of them");
      }
    }
    if (width == 1 && (columns.get(0).contains(";") || columns.get(0).contains("\t"))) {
      throw new InputException(
          place,
          "no column named "
              + label
              + ", as columns are separated by "
              + (columns.get(0).contains(";") ? "semicolons" : "tabs"),
          "commas between columns, and a point in decimals",
          "write it with sep=',' and decimal='.' (pandas: to_csv)");
    }
    for (String column : labelColumn < 0 ? columns : List.<String>of()) {
      if (LIKELY.contains(column.toLowerCase(Locale.ROOT))) {
        throw new InputException(
            place,
            "no column named " + label + "; did you mean " + CsvReader.excerpt(column) + "?",
            "a column " + label,
            "name it by --label " + column + " or rename it");
      }
    }
    if (labelColumn < 0) {
      throw new InputException(
          place,
          "no column named " + label + " among " + CsvReader.excerpt(String.join(",", columns)),
          "a header with a column " + label + ", columns separated by commas",
          "name the column of the classes by --label NAME, or rename it");
    }
    if (width < 2) {
      throw new InputException(
          place,
          "only the column " + label,
          "at least one column of features besides",
          "add the features");
    }
  }

  private void add(CsvReader.Row row) {
    List<String> fields = row.fields();
    String place = csv.place(row.line());
    if (fields.size() != width) {
      throw new InputException(
          place,
          fields.size() + " fields",
          width + " as in the header",
          fields.size() > width
              ? "remove fields of this row; decimals have a point, not a comma"
              : "add fields to this row");
    }
    int features = width - 1;
    int at = size * features;
    if ((long) at + features > inputs.length) {
      inputs = Arrays.copyOf(inputs, grown(place, inputs.length, (long) at + features));
    }
    if (size == labels.length) {
      labels = Arrays.copyOf(labels, grown(place, labels.length, size + 1L));
    }
    for (int c = 0; c < width; c++) {
      if (c == labelColumn) {
        labels[size] = label(place, fields.get(c));
      } else {
        inputs[at++] = feature(place, columns.get(c), fields.get(c));
      }
    }
    size++;
  }

  private static int grown(String place, int length, long needed) {
    if (needed > Integer.MAX_VALUE - 8) {
      throw new InputException(
          place, "more than 2^31 numbers so far", "fewer samples x features", "split the file");
    }
    return (int) Math.max(needed, Math.min(2L * length, Integer.MAX_VALUE - 8));
  }

  private static double feature(String place, String column, String text) {
    double value = number(text);
    if (!Double.isFinite(value)) {
      throw new InputException(
          place,
          "column " + CsvReader.excerpt(column) + " holds " + shown(text),
          "a finite number"
              + (text.matches("[^,]*\\d,\\d.*") ? ", its decimals after a point" : ""),
          "correct the cell or leave the row out");
    }
    return value;
  }

  private static int label(String place, String text) {
    double value = number(text);
    if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
      throw new InputException(
          place,
          "label " + shown(text),
          "an integer: -1/1, 0/1 or a class number below 2^31",
          text.isBlank() ? "fill the cell or leave the row out" : "number the classes");
    }
    return (int) value;
  }

  private static String shown(String text) {
    return CsvReader.excerpt(text) + (text.isBlank() ? ", an empty cell" : "");
  }

  /** NaN for what is no decimal number; Java's suffixes and hexadecimal floats are none. */
  private static double number(String text) {
    String digits = text.strip();
    for (int i = 0; i < digits.length(); i++) {
      if (!isPartOfDecimal(digits.charAt(i))) {
        return Double.NaN;
      }
    }
    try {
      return Double.parseDouble(digits);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private static boolean isPartOfDecimal(char c) {
    return (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
  }

  private Dataset build(String name, String place) {
    Labels classes = Labels.of(place, Arrays.copyOf(labels, size));
    int features = width - 1;
    return new Dataset(
        name,
        Arrays.copyOf(inputs, size * features),
        classes.indices(),
        features,
        classes.classes());
  }
}
