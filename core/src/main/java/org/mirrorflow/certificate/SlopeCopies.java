package org.mirrorflow.certificate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.model.KernelFactory;
import org.mirrorflow.model.LayeredModel;
import org.mirrorflow.model.LayeredPass;
import org.mirrorflow.model.Margins;

/**
 * The margins near a point θ as the least of several smooth pieces: one with the slopes at θ, and
 * more with the slopes at points where a step was to lead. Free slopes of the first hidden layer
 * say both sides of its kinks; those of deeper layers are said by such copies of samples.
 *
 * <p>A piece has the slopes of one point everywhere. Its own margin at θ is q + (⟨g, θ⟩ − ⟨g₀,
 * θ⟩)/L, by Euler's identity, with g₀ for the gradient with the slopes at θ.
 */
final class SlopeCopies {
  /** Share of the least margin by which the margin of a piece at θ may lie below the true one. */
  private static final double BELOW = 1e-3;

  private final LayeredModel model;
  private final Dataset data;
  private final double[] unit;
  private final boolean[] wide;
  private final boolean[] narrow;
  private final KernelFactory kernels;
  private final List<Integer> samples = new ArrayList<>();

  /** Of every copy its slopes, layer by layer. */
  private final List<double[][]> slopes = new ArrayList<>();

  /**
   * @param wide kinks of the first hidden layer whose slopes are free with the slopes at θ
   * @param narrow the same with those of another point
   */
  SlopeCopies(
      LayeredModel model,
      Dataset data,
      double[] unit,
      boolean[] wide,
      boolean[] narrow,
      KernelFactory kernels) {
    this.model = model;
    this.data = data;
    this.unit = unit;
    this.wide = wide;
    this.narrow = narrow;
    this.kernels = kernels;
    add(IntStream.range(0, data.size()).toArray(), pass(unit, outputs()).slopes());
  }

  private double[] outputs() {
    return new double[data.size() * data.outputs()];
  }

  private LayeredPass pass(double[] theta, double[] outputs) {
    LayeredPass pass = model.pass(data.inputs(), data.size(), kernels);
    pass.forward(theta, outputs);
    return pass;
  }

  /**
   * Takes in the slopes at a point, for samples with a margin below a value there.
   *
   * @return whether there is a piece that was not known
   */
  boolean add(double[] point, double value) {
    double[] outputs = outputs();
    LayeredPass pass = pass(point, outputs);
    Margins margins = new Margins(data);
    double[] q = new double[margins.count()];
    margins.margins(outputs, q);
    int perSample = q.length / data.size();
    int[] low =
        IntStream.range(0, data.size())
            .filter(
                i -> Arrays.stream(q, i * perSample, (i + 1) * perSample).anyMatch(m -> m < value))
            .toArray();
    return add(near(low, pass.slopes()), pass.slopes());
  }

  /**
   * Those whose pieces are hardly below the margins at θ itself: a piece from far away says
   * nothing.
   */
  private int[] near(int[] some, double[][] all) {
    if (some.length == 0) {
      return some;
    }
    MarginGradients here = gradients(some, cut(slopes.get(0).length, some, this::baseSlopes));
    MarginGradients there = gradients(some, cut(all.length, some, (l, i) -> slopesOf(all[l], i)));
    double[] base = new double[here.set().size()];
    here.along(unit, base);
    double[] own = new double[there.set().size()];
    there.along(unit, own);
    double[] q = here.margins();
    int perSample = q.length / some.length;
    double least = BELOW * Arrays.stream(q).min().getAsDouble() * model.layout().degree();
    return IntStream.range(0, some.length)
        .filter(
            k ->
                IntStream.range(k * perSample, (k + 1) * perSample)
                    .allMatch(j -> own[j] - base[j] >= -least))
        .map(k -> some[k])
        .toArray();
  }

  private interface SampleSlopes {
    double[] of(int layer, int sample);
  }

  private double[] baseSlopes(int layer, int sample) {
    return slopes.get(sample)[layer];
  }

  private double[] slopesOf(double[] layer, int sample) {
    int width = layer.length / data.size();
    return Arrays.copyOfRange(layer, sample * width, (sample + 1) * width);
  }

  private static double[][] cut(int layers, int[] some, SampleSlopes slopes) {
    return IntStream.range(0, layers)
        .mapToObj(
            l ->
                Arrays.stream(some)
                    .boxed()
                    .flatMapToDouble(i -> Arrays.stream(slopes.of(l, i)))
                    .toArray())
        .toArray(double[][]::new);
  }

  private MarginGradients gradients(int[] some, double[][] chosen) {
    boolean[] none = new boolean[some.length * (wide.length / data.size())];
    return MarginGradients.chosen(model, data.select(some), unit, chosen, none, kernels);
  }

  private boolean add(int[] some, double[][] all) {
    int before = samples.size();
    for (int i : some) {
      double[][] own = new double[all.length][];
      for (int l = 0; l < own.length; l++) {
        own[l] = slopesOf(all[l], i);
      }
      boolean known = false;
      for (int k = 0; k < samples.size(); k++) {
        known |= samples.get(k) == i && deeperEqual(slopes.get(k), own);
      }
      if (!known) {
        samples.add(i);
        slopes.add(own);
      }
    }
    return samples.size() > before;
  }

  private static boolean deeperEqual(double[][] a, double[][] b) {
    for (int l = 1; l < a.length; l++) {
      if (!Arrays.equals(a[l], b[l])) {
        return false;
      }
    }
    return true;
  }

  /** The gradients of all pieces, those with the slopes at θ first. */
  MarginGradients gradients() {
    int[] copies = samples.stream().mapToInt(i -> i).toArray();
    int units = wide.length / data.size();
    boolean[] free = new boolean[copies.length * units];
    for (int k = 0; k < copies.length; k++) {
      boolean[] flags = k < data.size() ? wide : narrow;
      System.arraycopy(flags, copies[k] * units, free, k * units, units);
    }
    double[][] joined = new double[slopes.get(0).length][];
    for (int l = 0; l < joined.length; l++) {
      int layer = l;
      joined[l] = slopes.stream().flatMapToDouble(s -> Arrays.stream(s[layer])).toArray();
    }
    MarginGradients gradients =
        MarginGradients.chosen(model, data.select(copies), unit, joined, free, kernels);
    return gradients.withMargins(own(gradients, copies));
  }

  private double[] own(MarginGradients gradients, int... copies) {
    double[] q = gradients.margins();
    double[] along = new double[gradients.set().size()];
    gradients.along(unit, along);
    int perSample = q.length / copies.length;
    for (int j = data.size() * perSample; j < q.length; j++) {
      int base = copies[j / perSample] * perSample + j % perSample;
      q[j] += (along[j] - along[base]) / model.layout().degree();
    }
    return q;
  }
}
