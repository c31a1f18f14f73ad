package org.mirrorflow.model;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.mirrorflow.gauge.Block;

/**
 * A chain of {@link Stage}s bound to n samples.
 *
 * <p>Samples go through the whole chain in blocks whose numbers stay in a cache. The samples fall
 * into a few parts; their number follows from the number of samples and the shapes. Every part sums
 * the derivatives of the weights in an array of its own. These arrays are added in order. Threads
 * share parts, so the bits do not depend on their number. The numbers between the stages are kept
 * for all samples, their derivatives for a block only.
 *
 * <p>A step of {@link #forward} and {@link #pullback(double[], double[])} allocates nothing on one
 * thread.
 */
final class ChainPass implements LayeredPass {
  /** Doubles of a block of samples with their derivatives: a second-level cache. */
  private static final int BLOCK = 1 << 17;

  /** Parts of the samples, at most. */
  private static final int PARTS = 8;

  private final ChainNetwork network;
  private final int samples;
  private final Kernel kernel;
  private final Stage[] stages;

  /** Of hidden layer l and of weight layer l, the number of its stage. */
  private final int[] activationAt;

  private final int[] weightsAt;

  /**
   * Whether stage s takes maxima of activations whose values tell their slopes: then the slopes of
   * the largest are all that matters, and derivatives meet them while they are few.
   */
  private final boolean[] picksActivations;

  /** What stands before stage s. */
  private final double[][] values;

  private final double[] theta;
  private final double[] cotangent;
  private double[][] chosenSlopes;
  private double[] direction;
  private double[][] tangents;
  private final int block;
  private final Part[] parts;
  private final long partWork;
  private final Kernel.Part forwardPart;
  private final Kernel.Part backwardPart;
  private final Kernel.Part tangentPart;
  private final List<Layer> layers;
  private final double[][] preactivations;
  private final double[][] activations;
  private final boolean[] preactivationsCurrent;
  private final boolean[] activationsCurrent;
  private final double[][] deltas;
  private double[][] single;

  ChainPass(ChainNetwork network, double[] inputs, int samples, Kernel kernel) {
    if (samples < 1 || (long) samples * network.inputs() != inputs.length) {
      throw new IllegalArgumentException(
          "pass: %s inputs; expected %s samples x %s"
              .formatted(inputs.length, samples, network.inputs()));
    }
    this.network = network;
    this.samples = samples;
    this.kernel = kernel;
    this.stages = network.stages(samples).toArray(Stage[]::new);
    this.activationAt = numbers(ActivationStage.class);
    this.weightsAt = numbers(WeightStage.class);
    this.picksActivations = picksActivations();
    this.values = values(inputs);
    this.theta = new double[network.layout().end()];
    this.cotangent = new double[samples * network.outputs()];
    int groups = (samples + Planes.LANES - 1) / Planes.LANES;
    int perGroup =
        Arrays.stream(stages)
            .mapToInt(stage -> Planes.LANES / stage.out().lanes() * stage.out().group())
            .sum();
    int together = Math.max(1, Math.min(groups, BLOCK / (2 * perGroup)));
    this.block = together * Planes.LANES;
    int count = Math.min(PARTS, (groups + together - 1) / together);
    this.parts =
        IntStream.range(0, count).mapToObj(p -> new Part(p, count, groups)).toArray(Part[]::new);
    long work = Arrays.stream(stages).mapToLong(Stage::work).sum();
    this.partWork = work * (samples / count);
    this.forwardPart = (k, from, to) -> inBlocks(k, from, to, this::forward);
    this.backwardPart = (k, from, to) -> inBlocks(k, from, to, this::backward);
    this.tangentPart = (k, from, to) -> inBlocks(k, from, to, this::tangent);
    this.layers = Arrays.stream(weightsAt).mapToObj(Layer::new).toList();
    int hidden = activationAt.length;
    this.preactivations = new double[hidden][];
    this.activations = new double[hidden][];
    this.deltas = new double[hidden][];
    this.preactivationsCurrent = new boolean[hidden];
    this.activationsCurrent = new boolean[hidden];
  }

  private boolean[] picksActivations() {
    boolean[] picks = new boolean[stages.length];
    for (int l = 0; l < activationAt.length; l++) {
      int next = activationAt[l] + 1;
      picks[next] =
          network.activation().slopeFollowsFromValue() && !stages[next].maxima().isEmpty();
    }
    return picks;
  }

  private int[] numbers(Class<?> kind) {
    return IntStream.range(0, stages.length).filter(s -> kind.isInstance(stages[s])).toArray();
  }

  private double[][] values(double[] inputs) {
    double[][] arrays = new double[stages.length + 1][];
    Planes first = stages[0].in();
    arrays[0] = first.array(samples);
    for (int i = 0; i < samples; i++) {
      first.fromUnits(inputs, i * network.inputs(), arrays[0], first.at(i));
    }
    for (int s = 0; s < stages.length; s++) {
      arrays[s + 1] = stages[s].results(arrays[s], samples);
    }
    return arrays;
  }

  /** Arrays before every stage and after the last, the same before and after an activation. */
  private double[][] derivatives(int count) {
    double[][] arrays = new double[stages.length + 1][];
    for (int s = 0; s < stages.length; s++) {
      arrays[s + 1] = stages[s].derivatives(arrays[s], count);
    }
    return arrays;
  }

  /** Samples of one part, with derivatives of one block of them. */
  private final class Part {
    private final int from;
    private final int to;
    private final double[][] derivatives;
    private final double[] gradient;

    /** Part of so many, of so many groups of samples. */
    Part(int number, int count, int groups) {
      this.from = groups * number / count * Planes.LANES;
      this.to = Math.min(samples, groups * (number + 1) / count * Planes.LANES);
      this.derivatives = ChainPass.this.derivatives(Math.min(block, to - from));
      this.gradient = new double[theta.length];
    }
  }

  /** Something done with a block of samples of a part. */
  @FunctionalInterface
  private interface BlockWork {
    void work(Kernel kernel, Part part, int from, int to);
  }

  private void inBlocks(Kernel with, int firstPart, int lastPart, BlockWork work) {
    for (int p = firstPart; p < lastPart; p++) {
      for (int from = parts[p].from; from < parts[p].to; from += block) {
        work.work(with, parts[p], from, Math.min(parts[p].to, from + block));
      }
    }
  }

  @Override
  public void forward(double[] parameters, double[] outputs) {
    System.arraycopy(parameters, 0, theta, 0, theta.length);
    for (Stage stage : stages) {
      stage.load(theta);
    }
    Arrays.fill(preactivationsCurrent, false);
    Arrays.fill(activationsCurrent, false);
    layers.forEach(Layer::forget);
    kernel.share(parts.length, partWork, forwardPart);
    System.arraycopy(values[stages.length], 0, outputs, 0, cotangent.length);
  }

  private void forward(Kernel with, Part part, int from, int to) {
    for (int s = 0; s < stages.length; s++) {
      stages[s].forward(with, from, to, values[s], values[s + 1]);
    }
  }

  @Override
  public void pullback(double[] u, double[] gradient) {
    pullback(u, null, gradient);
  }

  @Override
  public void pullback(double[] u, double[][] slopes, double[] gradient) {
    System.arraycopy(u, 0, cotangent, 0, cotangent.length);
    chosenSlopes = slopes;
    kernel.share(parts.length, 2 * partWork, backwardPart);
    Arrays.fill(gradient, 0, theta.length, 0);
    for (Part part : parts) {
      for (int j = 0; j < theta.length; j++) {
        gradient[j] += part.gradient[j];
      }
    }
  }

  /** {@inheritDoc} Here {@link #deltas} walk back themselves. */
  @Override
  public void pullbackToUnits(double[] u, double[][] slopes) {
    System.arraycopy(u, 0, cotangent, 0, cotangent.length);
    chosenSlopes = slopes;
  }

  private void backward(Kernel with, Part part, int from, int to) {
    if (from == part.from) {
      Arrays.fill(part.gradient, 0);
    }
    int last = weightsAt[0];
    descend(with, part.derivatives, from, to, last, part.gradient);
    stages[last].addGradient(
        with, from, to, from, part.derivatives[last + 1], values[last], part.gradient);
  }

  /** From the cotangent down to the derivatives after stage {@code last}. */
  private void descend(
      Kernel with, double[][] derivatives, int from, int to, int last, double[] gradient) {
    int outputs = network.outputs();
    System.arraycopy(
        cotangent, from * outputs, derivatives[stages.length], 0, (to - from) * outputs);
    for (int s = stages.length - 1; s > last; s--) {
      if (gradient != null) {
        stages[s].addGradient(with, from, to, from, derivatives[s + 1], values[s], gradient);
      }
      boolean early = s - 1 > last && chosenSlopes == null && picksActivations[s];
      if (early) {
        Planes planes = stages[s].out();
        int end = planes.end(to - from);
        int ahead = planes.start(from) - planes.start(0);
        Activation sigma = network.activation();
        with.multiplySlopes(sigma, values[s + 1], ahead, derivatives[s + 1], planes.start(0), end);
      }
      stages[s].adjoint(with, from, to, from, slopes(s), derivatives[s + 1], derivatives[s]);
      s -= early ? 1 : 0;
    }
  }

  /** Chosen slopes of a stage; null where none are chosen. */
  private double[] slopes(int s) {
    int hidden = Arrays.binarySearch(activationAt, s);
    return hidden < 0 || chosenSlopes == null ? null : chosenSlopes[hidden];
  }

  @Override
  public void pushforward(double[] v, double[][] slopes, double[] outputs) {
    if (tangents == null) {
      tangents = derivatives(samples);
      tangents[0] = stages[0].in().array(samples);
    }
    direction = v;
    chosenSlopes = slopes;
    kernel.share(parts.length, 2 * partWork, tangentPart);
    System.arraycopy(tangents[stages.length], 0, outputs, 0, cotangent.length);
  }

  private void tangent(Kernel with, Part part, int from, int to) {
    for (int s = weightsAt[0]; s < stages.length; s++) {
      double[] before = s == weightsAt[0] ? null : tangents[s];
      stages[s].tangent(with, from, to, values[s], direction, slopes(s), before, tangents[s + 1]);
    }
  }

  @Override
  public List<WeightLayer> layers() {
    return List.copyOf(layers);
  }

  @Override
  public double[] preactivations(int hiddenLayer) {
    int s = activationAt[hiddenLayer];
    if (!preactivationsCurrent[hiddenLayer]) {
      double[] h = values[s];
      if (values[s] == values[s + 1]) {
        h = stages[s].in().array(samples);
        stages[s - 1].forward(kernel, 0, samples, values[s - 1], h);
      }
      preactivations[hiddenLayer] = units(stages[s].in(), h, preactivations[hiddenLayer]);
      preactivationsCurrent[hiddenLayer] = true;
    }
    return preactivations[hiddenLayer];
  }

  @Override
  public double[] activations(int hiddenLayer) {
    if (!activationsCurrent[hiddenLayer]) {
      int s = activationAt[hiddenLayer];
      activations[hiddenLayer] = units(stages[s].out(), values[s + 1], activations[hiddenLayer]);
      activationsCurrent[hiddenLayer] = true;
    }
    return activations[hiddenLayer];
  }

  private double[] units(Planes planes, double[] from, double[] into) {
    double[] units = into == null ? new double[samples * planes.units()] : into;
    for (int i = 0; i < samples; i++) {
      planes.toUnits(from, planes.at(i), units, i * planes.units());
    }
    return units;
  }

  /** {@inheritDoc} Of maxima over means the means are no such sets. */
  @Override
  public List<int[]> maxima(int hiddenLayer) {
    List<int[]> sets = List.of();
    for (int s = activationAt[hiddenLayer] + 1; !stages[s].maxima().isEmpty(); s++) {
      List<int[]> below = sets;
      sets =
          below.isEmpty()
              ? stages[s].maxima()
              : stages[s].maxima().stream()
                  .map(units -> Arrays.stream(units).flatMap(u -> Arrays.stream(below.get(u))))
                  .map(units -> units.sorted().toArray())
                  .toList();
    }
    return sets;
  }

  @Override
  public double[][] slopes() {
    double[][] slopes = new double[activationAt.length][];
    boolean byValue = network.activation().slopeFollowsFromValue();
    for (int l = 0; l < slopes.length; l++) {
      double[] h = byValue ? activations(l) : preactivations(l);
      slopes[l] = Arrays.stream(h).map(network.activation()::slope).toArray();
    }
    return slopes;
  }

  @Override
  public double[] deltas(int hiddenLayer) {
    int s = activationAt[hiddenLayer];
    Planes planes = stages[s].out();
    if (deltas[hiddenLayer] == null) {
      deltas[hiddenLayer] = new double[samples * planes.units()];
    }
    double[][] work = parts[0].derivatives;
    int count = Math.min(block, parts[0].to - parts[0].from);
    for (int from = 0; from < samples; from += count) {
      int to = Math.min(samples, from + count);
      descend(kernel, work, from, to, s, null);
      for (int i = from; i < to; i++) {
        int at = i * planes.units();
        planes.toUnits(work[s + 1], planes.at(i - from), deltas[hiddenLayer], at);
      }
    }
    return deltas[hiddenLayer];
  }

  /** A weight layer as a map of one sample. */
  private final class Layer implements WeightLayer {
    private final int number;
    private final WeightStage stage;
    private double[] patches;
    private boolean current;

    Layer(int number) {
      this.number = number;
      this.stage = (WeightStage) stages[number];
    }

    void forget() {
      current &= number == weightsAt[0];
    }

    @Override
    public Block block() {
      return stage.block();
    }

    @Override
    public int positions() {
      return stage.out().positions();
    }

    @Override
    public double[] patches() {
      if (!current) {
        long size = (long) samples * positions() * block().cols();
        patches = patches == null ? new double[Math.toIntExact(size)] : patches;
        stage.patches(samples, values[number], patches);
        current = true;
      }
      return patches;
    }

    @Override
    public void adjoint(int sample, double[] v, double[] below) {
      single = single == null ? derivatives(Planes.LANES) : single;
      int lane = sample % Planes.LANES;
      int origin = sample - lane;
      Planes out = stage.out();
      out.fromUnits(v, 0, single[number + 1], out.at(lane));
      int s = number;
      for (; Arrays.binarySearch(activationAt, s) < 0; s--) {
        stages[s].adjoint(kernel, sample, sample + 1, origin, null, single[s + 1], single[s]);
      }
      Planes in = stages[s].out();
      in.toUnits(single[s + 1], in.at(lane), below, 0);
    }
  }
}
