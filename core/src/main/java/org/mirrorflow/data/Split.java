package org.mirrorflow.data;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.mirrorflow.io.InputException;

/**
 * Samples to train on and samples held out, with the same proportion of every class.
 *
 * @param train what is trained on
 * @param held what is not
 * @since 0.2.0
 */
public record Split(Dataset train, Dataset held) {

  /**
   * Splits at random.
   *
   * @param data at least two samples of each class
   * @param share of the samples that are held out, per class, at least one of each
   * @param most samples to train on at most, about the same share of each class
   * @param seed of the random numbers
   * @return the two parts
   * @throws InputException if a class has a single sample
   */
  public static Split of(Dataset data, double share, int most, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Integer> train = new ArrayList<>();
    List<Integer> held = new ArrayList<>();
    for (int c = 0; c < data.classes(); c++) {
      int[] members = members(data, c, random);
      if (members.length < 2) {
        throw new InputException(
            "data " + data.name(),
            "class " + c + " has " + members.length + " samples",
            "at least two of each class, to train on one and hold out the other",
            "add samples, or leave the class out");
      }
      int out = Math.max(1, Math.min(members.length - 1, (int) Math.round(share * members.length)));
      long allowed = Math.max(1, (long) most * members.length / data.size());
      int end = (int) Math.min(members.length, out + allowed);
      for (int i = 0; i < end; i++) {
        (i < out ? held : train).add(members[i]);
      }
    }
    return new Split(select(data, train), select(data, held));
  }

  private static int[] members(Dataset data, int label, SplittableRandom random) {
    int[] members =
        IntStream.range(0, data.size()).filter(i -> data.labels()[i] == label).toArray();
    for (int i = members.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = members[i];
      members[i] = members[j];
      members[j] = swap;
    }
    return members;
  }

  private static Dataset select(Dataset data, List<Integer> rows) {
    return data.select(rows.stream().mapToInt(Integer::intValue).sorted().toArray());
  }
}
