package org.mirrorflow.spark;

import java.io.Serial;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;
import org.mirrorflow.data.FileSpec;
import org.mirrorflow.io.InputException;
import scala.Tuple2;

/**
 * Labelled samples on a cluster, in blocks of a fixed number of rows. Rows are ordered by a hash of
 * what they hold, so that a block has the same rows however files and partitions are cut.
 *
 * @param blocks the rows, kept in the memory and on the disks of the executors
 * @param shape their sizes
 */
record SparkData(JavaRDD<RowBlock> blocks, Shape shape) {
  /** Rows per block: large enough for the kernels, small enough to travel. */
  static final int BLOCK = 1024;

  /** More distinct labels than this are no classes. */
  private static final int MOST_CLASSES = 10_000;

  /**
   * Sizes.
   *
   * @param data the specification of the data
   * @param features columns without the label
   * @param classes distinct labels
   * @param rows samples
   * @param blocks blocks of rows
   */
  record Shape(String data, int features, int classes, long rows, int blocks)
      implements Serializable {}

  /**
   * Reads a Parquet or CSV file, or a folder of them, with a column of classes.
   *
   * @param partitions into how many parts the blocks are spread
   * @param blockRows rows per block
   * @throws InputException if there is none, or its columns are not finite numbers
   */
  static SparkData read(SparkSession session, String data, int partitions, int blockRows) {
    FileSpec words = FileSpec.parse(data);
    Dataset<Row> table = table(session, words.file());
    List<String> features = new ArrayList<>(Arrays.asList(table.columns()));
    if (!features.remove(words.label()) || features.isEmpty()) {
      throw wrong(
          data,
          "columns " + String.join(",", table.columns()),
          "a column " + words.label() + " and others");
    }
    words.checkFeatures(features.size());
    List<String> columns = new ArrayList<>(features);
    columns.add(words.label());
    Dataset<Row> numbers = numbers(table, columns);
    check(data, numbers, columns);
    int[] labels = labels(data, numbers, words.label());
    long rows = numbers.count();
    int count = Math.toIntExact((rows + blockRows - 1) / blockRows);
    Shape shape = new Shape(data, features.size(), labels.length, rows, count);
    return new SparkData(blocks(numbers, labels, shape, partitions, blockRows), shape);
  }

  private static Dataset<Row> table(SparkSession session, String data) {
    String name = data.toLowerCase(Locale.ROOT);
    boolean csv = name.endsWith(".csv") || name.endsWith(".csv.gz");
    if (!csv && !name.endsWith(".parquet")) {
      throw wrong(
          data, "another kind of data", "a .parquet or .csv file that the cluster can read");
    }
    if (!data.contains("://") && !Files.exists(Path.of(data))) {
      throw wrong(data, "no such file", "a file that the cluster can read");
    }
    try {
      String place = data.contains("://") ? data : Path.of(data).toUri().toString();
      return csv
          ? session.read().option("header", "true").csv(place)
          : session.read().parquet(place);
    } catch (Exception e) { // AnalysisException is thrown undeclared by Scala
      if (e instanceof AnalysisException) {
        throw wrong(data, e.getMessage().lines().findFirst().orElse(""), "a readable table");
      }
      throw e;
    }
  }

  private static Dataset<Row> numbers(Dataset<Row> table, List<String> columns) {
    return table.select(columns.stream().map(SparkData::number).toArray(Column[]::new));
  }

  /** A text that is no number becomes null, and is refused with a count. */
  private static Column number(String name) {
    return functions.expr("try_cast(" + quoted(name) + " AS double)").as(name);
  }

  private static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  private static void check(String data, Dataset<Row> numbers, List<String> columns) {
    Column good = functions.lit(true);
    for (String name : columns) {
      Column column = numbers.col(quoted(name));
      good = good.and(column.isNotNull()).and(functions.abs(column).leq(Double.MAX_VALUE));
    }
    long bad =
        numbers.filter(functions.not(functions.coalesce(good, functions.lit(false)))).count();
    if (bad > 0) {
      throw wrong(data, bad + " rows with a field that is no finite number", "numbers alone");
    }
  }

  private static int[] labels(String data, Dataset<Row> numbers, String label) {
    List<Row> distinct =
        numbers
            .select(numbers.col(quoted(label)))
            .distinct()
            .limit(MOST_CLASSES + 1)
            .collectAsList();
    double[] values = distinct.stream().mapToDouble(row -> row.getDouble(0)).sorted().toArray();
    if (Arrays.stream(values).anyMatch(v -> v != (int) v)) {
      throw wrong(data, "labels that are no integers", "whole numbers in the column " + label);
    }
    if (values.length < 2 || values.length > MOST_CLASSES) {
      throw wrong(data, values.length + " classes or more", "2 to " + MOST_CLASSES);
    }
    return Arrays.stream(values).mapToInt(v -> (int) v).toArray();
  }

  private static JavaRDD<RowBlock> blocks(
      Dataset<Row> numbers, int[] labels, Shape shape, int partitions, int blockRows) {
    Column[] all =
        Arrays.stream(numbers.columns()).map(c -> numbers.col(quoted(c))).toArray(Column[]::new);
    // Two hashes: rows that agree in both, 96 bits, are taken to be equal, and their order is idle.
    Column[] order = {functions.xxhash64(all), functions.hash(all)};
    Dataset<Row> ordered =
        numbers.repartitionByRange(partitions, order).sortWithinPartitions(order);
    return ordered
        .javaRDD()
        .zipWithIndex()
        .mapToPair(
            pair ->
                new Tuple2<>(
                    (int) (pair._2() / blockRows),
                    new Tuple2<>((int) (pair._2() % blockRows), values(pair._1()))))
        .groupByKey(new Neighbours(partitions, shape.blocks()))
        .map(group -> block(group._1(), group._2(), labels, shape.features()))
        .persist(StorageLevel.MEMORY_AND_DISK());
  }

  private static double[] values(Row row) {
    double[] values = new double[row.size()];
    for (int c = 0; c < values.length; c++) {
      values[c] = row.getDouble(c);
    }
    return values;
  }

  private static RowBlock block(
      int index, Iterable<Tuple2<Integer, double[]>> rows, int[] labels, int features) {
    List<Tuple2<Integer, double[]>> sorted = new ArrayList<>();
    rows.forEach(sorted::add);
    sorted.sort((a, b) -> Integer.compare(a._1(), b._1()));
    double[] inputs = new double[sorted.size() * features];
    int[] classes = new int[sorted.size()];
    for (int i = 0; i < classes.length; i++) {
      double[] row = sorted.get(i)._2();
      System.arraycopy(row, 0, inputs, i * features, features);
      classes[i] = Arrays.binarySearch(labels, (int) row[features]);
    }
    return new RowBlock(index, inputs, classes);
  }

  /** Blocks next to each other in one part, so that their sums join there. */
  private static final class Neighbours extends Partitioner {
    @Serial private static final long serialVersionUID = 1L;

    private final int parts;
    private final int blocks;

    Neighbours(int parts, int blocks) {
      this.parts = Math.max(1, Math.min(parts, blocks));
      this.blocks = blocks;
    }

    @Override
    public int numPartitions() {
      return parts;
    }

    @Override
    public int getPartition(Object block) {
      return (int) ((long) (Integer) block * parts / blocks);
    }
  }

  private static InputException wrong(String data, String found, String expected) {
    return new InputException("--data " + data, found, expected, "correct the data or the path");
  }
}
