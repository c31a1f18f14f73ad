package org.mirrorflow.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.mirrorflow.io.CsvReader;
import org.mirrorflow.io.InputException;

/**
 * Some samples of a set: {@code 3,8,n=1000}, {@code each=100}, {@code noise=0.1,seed=1}.
 *
 * @param classes to keep, in the order that numbers them anew; none for all as they are
 * @param count number of samples, the first of these classes; 0 for all
 * @param each number of samples of every class, the first ones; 0 for all
 * @param noise share of the samples whose class is replaced by another one
 * @param seed of the choice of these samples and classes
 */
record Selection(List<Integer> classes, int count, int each, double noise, long seed) {
  /** All samples as they are. */
  static final Selection ALL = new Selection(List.of(), 0, 0, 0, 0);

  /** The words of the syntax, for messages. */
  static final String SYNTAX = "class numbers, n=COUNT, each=COUNT, noise=SHARE, seed=N";

  Selection {
    classes = List.copyOf(classes);
  }

  /** What is chosen: numbers of samples with their new labels. */
  record Chosen(int[] samples, int[] labels, int classes) {}

  /**
   * This selection with one more word of a specification.
   *
   * @return empty if the word is none of a selection
   */
  Optional<Selection> with(String place, String argument) {
    String word = argument.strip();
    try {
      if (word.startsWith("n=")) {
        return Optional.of(new Selection(classes, positive(word, 2, count), each, noise, seed));
      }
      if (word.startsWith("each=")) {
        return Optional.of(new Selection(classes, count, positive(word, 5, each), noise, seed));
      }
      if (word.startsWith("noise=")) {
        double share = Double.parseDouble(word.substring(6));
        if (!(share >= 0 && share < 1)) {
          throw new NumberFormatException(word);
        }
        return Optional.of(new Selection(classes, count, each, share, seed));
      }
      if (word.startsWith("seed=")) {
        long value = Long.parseLong(word.substring(5));
        return Optional.of(new Selection(classes, count, each, noise, value));
      }
      if (word.matches("\\d{1,9}")) {
        List<Integer> more = new ArrayList<>(classes);
        more.add(Integer.valueOf(word));
        return Optional.of(new Selection(more, count, each, noise, seed));
      }
      return Optional.empty();
    } catch (NumberFormatException e) {
      throw new InputException(
          place,
          CsvReader.excerpt(word),
          "n and each at least 1, noise in [0, 1), seed a whole number, none of them twice",
          "correct it",
          e);
    }
  }

  private static int positive(String word, int from, int before) {
    int value = Integer.parseInt(word.substring(from));
    if (value < 1 || before != 0) {
      throw new NumberFormatException(word);
    }
    return value;
  }

  /** The same classes, all samples, true labels: what a test part takes over. */
  Selection classesAlone() {
    return new Selection(classes, 0, 0, 0, 0);
  }

  /** Whether all samples stay as they are. */
  boolean all() {
    return equals(ALL);
  }

  private static List<Integer> all(int of) {
    return IntStream.range(0, of).boxed().toList();
  }

  /** This selection of a set with so many classes; naming all of them in order is naming none. */
  Selection among(String place, int of) {
    requireClasses(place, of);
    return classes.equals(all(of)) ? new Selection(List.of(), count, each, noise, seed) : this;
  }

  private void requireClasses(String place, int of) {
    if (classes.isEmpty()) {
      return;
    }
    if (classes.size() < 2
        || classes.stream().distinct().count() < classes.size()
        || classes.stream().anyMatch(c -> c >= of)) {
      throw new InputException(
          place,
          "classes " + classes,
          "at least two different classes of 0 .. " + (of - 1),
          "write for example 0,1");
    }
  }

  /**
   * Chooses.
   *
   * @param place the specification, for messages
   * @param labels class of every sample
   * @param of number of classes
   * @throws InputException if there are fewer samples than asked for, or no such classes
   */
  Chosen choose(String place, int[] labels, int of) {
    requireClasses(place, of);
    List<Integer> kept = classes.isEmpty() ? all(of) : classes;
    int[] anew = new int[of];
    Arrays.fill(anew, -1);
    for (int c = 0; c < kept.size(); c++) {
      anew[kept.get(c)] = c;
    }
    int[] found = new int[kept.size()];
    int[] samples =
        IntStream.range(0, labels.length)
            .filter(i -> anew[labels[i]] >= 0)
            .filter(i -> each == 0 || found[anew[labels[i]]]++ < each)
            .limit(count == 0 ? labels.length : count)
            .toArray();
    int fewest = Arrays.stream(found).min().orElse(0);
    if (samples.length < count
        || samples.length == 0
        || (each > 0 && count == 0 && fewest < each)) {
      throw new InputException(
          place,
          each > 0 && fewest < each ? fewest + " of a class" : samples.length + " samples",
          "at least " + (each > 0 && fewest < each ? each : Math.max(1, count)),
          "ask for no more than there are");
    }
    int[] chosen = Arrays.stream(samples).map(i -> anew[labels[i]]).toArray();
    disturb(chosen, kept.size());
    return new Chosen(samples, chosen, kept.size());
  }

  /** Gives round(noise · n) samples a class drawn from the others, each with the same chance. */
  private void disturb(int[] labels, int of) {
    SplittableRandom random = new SplittableRandom(seed);
    int n = labels.length;
    int[] order = IntStream.range(0, n).toArray();
    long wrong = Math.round(noise * n);
    for (int k = 0; k < wrong; k++) {
      int at = k + random.nextInt(n - k);
      int i = order[at];
      order[at] = order[k];
      labels[i] = (labels[i] + 1 + random.nextInt(of - 1)) % of;
    }
  }

  /** The words that parse to this, separated by commas. */
  String spec() {
    return Stream.concat(
            classes.stream().map(String::valueOf),
            Stream.of(
                count == 0 ? "" : "n=" + count,
                each == 0 ? "" : "each=" + each,
                noise == 0 ? "" : "noise=" + noise,
                seed == 0 ? "" : "seed=" + seed))
        .filter(word -> !word.isEmpty())
        .collect(Collectors.joining(","));
  }
}
