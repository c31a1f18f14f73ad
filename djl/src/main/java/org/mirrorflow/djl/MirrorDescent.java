package org.mirrorflow.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.util.Pair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import org.mirrorflow.io.InputException;
import org.mirrorflow.io.Origin;
import org.mirrorflow.io.Tensor;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.map.MirrorMap;

/**
 * Mirror descent as a DJL optimizer: z ← (1 − ηλ) z − η v, v ← μ v + ∂ℒ, θ = ∇R*(z).
 *
 * <pre>{@code
 * model.getBlock().initialize(manager, DataType.FLOAT32, new Shape(1, 784));
 * Optimizer optimizer =
 *     MirrorDescent.builder(model.getBlock(), "hyperbolic:beta=1e-3").learningRate(0.1).build();
 * TrainingConfig config = new DefaultTrainingConfig(loss).optOptimizer(optimizer);
 * }</pre>
 *
 * <p>The dual variable z of every parameter is the state, and θ is derived from it; a parameter
 * with the euclidean map has θ = z and needs no second array. Weights take the map given, one for
 * all of them or one per weight in the order of the block's parameters; biases and the scales and
 * shifts of normalisation take the euclidean map. {@link #assignments()} lists which took which. A
 * weight of rank above two counts as a matrix with one row per output channel.
 *
 * <p>Momentum μ acts in the dual. A factor on gradients ({@link #scaleGradients}) is applied before
 * they enter v, so v sums gradients of one objective while the loss falls (SGD with momentum as in
 * Sutskever et al. 2013, with η outside of v). Weight decay λ adds λR(θ) to the objective, since
 * ∇R(θ) = z: for the euclidean map the usual ½λ‖θ‖². It applies to weights alone, and the factor
 * does not enter it. Clipping holds the entries of the gradient, factor included, between −c and c.
 *
 * <p>After a step the weight's own gradient is set to zero: the PyTorch engine adds gradients up
 * and leaves clearing to the optimizer, and DJL's trainer passes only a copy. Zeros are written;
 * subtracting the gradient from itself would turn an infinity into NaN. The gradient that was
 * passed serves as work space.
 *
 * <p>Parameters that are frozen when the optimizer is built are left as they are, bit for bit.
 *
 * <p>State lives on the device of the parameter; training on several devices is refused.
 *
 * @since 0.1.0
 */
public final class MirrorDescent extends Optimizer {
  private static final String STEPS = "steps";
  private static final String ASSIGNMENTS = "assignments";

  private final Map<String, Slot> slots;
  private final IntToDoubleFunction learningRate;
  private final double momentum;
  private final double rescale;
  private final double clip;
  private final double decay;
  private double factor = 1;

  private MirrorDescent(Builder builder) {
    super(builder);
    this.learningRate = builder.learningRate;
    this.momentum = builder.momentum;
    this.rescale = rescaleGrad;
    this.clip = clipGrad;
    this.decay = getWeightDecay();
    this.slots = slots(builder);
  }

  /**
   * {@return a builder with a map specification of core}
   *
   * @param block initialised
   * @param maps one map, or one per weight, first to last, for example {@code hyperbolic:beta=1e-3}
   * @throws InputException if the specification is not understood
   */
  public static Builder builder(Block block, String maps) {
    return builder(block, MapSpec.parse(maps));
  }

  /**
   * {@return a builder with maps of core}
   *
   * @param block initialised
   * @param maps one map, or one per weight, first to last
   */
  public static Builder builder(Block block, MapSpec maps) {
    return new Builder(block, maps);
  }

  /**
   * Which map a parameter has.
   *
   * @param parameter its name in the block
   * @param shape its shape
   * @param map the specification of its map
   */
  public record Assignment(String parameter, List<Long> shape, String map) {
    private String spec() {
      return parameter + " " + shape + " " + map;
    }
  }

  private Map<String, Slot> slots(Builder builder) {
    MapSpec maps = builder.maps;
    List<Pair<String, Parameter>> trained = new ArrayList<>();
    int weights = 0;
    for (Pair<String, Parameter> named : builder.block.getParameters()) {
      if (named.getValue().requiresGradient()) {
        trained.add(named);
        weights += named.getValue().getType() == Parameter.Type.WEIGHT ? 1 : 0;
      }
    }
    if (!builder.layerRates.isEmpty() && builder.layerRates.size() != weights) {
      throw new IllegalArgumentException(
          builder.layerRates.size() + " rates for " + weights + " weights; expected one each");
    }
    if (maps.perLayer().size() != 1 && maps.perLayer().size() != weights) {
      throw new InputException(
          "map " + maps.spec(),
          maps.perLayer().size() + " maps for " + weights + " weights",
          "one map, or one per weight",
          "give one map for each weight, separated by |");
    }
    MirrorMap euclidean = MapSpec.parse("euclidean").perLayer().get(0);
    Map<String, Slot> slots = new LinkedHashMap<>();
    int w = 0;
    for (Pair<String, Parameter> named : trained) {
      boolean weight = named.getValue().getType() == Parameter.Type.WEIGHT;
      MirrorMap map = weight ? maps.perLayer().get(maps.perLayer().size() == 1 ? 0 : w) : euclidean;
      double rate = weight && !builder.layerRates.isEmpty() ? builder.layerRates.get(w) : 1;
      Slot slot = new Slot(named.getKey(), named.getValue(), map, rate, weight ? decay : 0);
      slots.put(named.getValue().getId(), slot);
      w += weight ? 1 : 0;
    }
    return slots;
  }

  /** {@return the map of every trained parameter, in the order of the block} */
  public List<Assignment> assignments() {
    return slots.values().stream().map(Slot::assignment).toList();
  }

  /**
   * Factor on the gradients of the next steps, for a training loop that knows the loss: with
   * gradients of log ℒ it is ℒ for plain descent, v ← μ v + ∂ℒ, and ℒ/c for loss-scaled descent, v
   * ← μ v + ∂ℒ/c, with c the size of the loss at present.
   *
   * @param value the factor, at least 0
   */
  public void scaleGradients(double value) {
    factor = value;
  }

  @Override
  public void update(String parameterId, NDArray weight, NDArray grad) {
    Slot slot = slots.get(parameterId);
    if (slot == null) {
      throw new IllegalStateException(
          "a parameter that the block did not have when the optimizer was built; build it after the"
              + " block is initialised, from the block that is trained");
    }
    slot.place(weight);
    double eta = slot.rate * learningRate.applyAsDouble(slot.steps++);
    slot.step(grad, new Slot.Step(eta, factor, momentum, 1 - eta * slot.decay, rescale, clip));
    if (weight.hasGradient()) {
      try (NDArray own = weight.getGradient()) {
        Arrays64.clear(own);
      }
    }
  }

  /**
   * {@return the whole state by name, in float64: {@code dual.NAME}, with momentum {@code
   * momentum.NAME}, {@code steps}, and {@code assignments}, a digest of {@link #assignments()}; it
   * determines the trained parameters and is to be written with {@link org.mirrorflow.io.Npz} or
   * {@link org.mirrorflow.io.Safetensors} beside a model}
   */
  public Map<String, Tensor> state() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    double[] steps = slots.values().stream().mapToDouble(slot -> slot.steps).toArray();
    slots.values().forEach(slot -> slot.save(state));
    state.put(STEPS, Tensor.vector(steps));
    state.put(ASSIGNMENTS, Origin.code(assignments().toString()));
    return state;
  }

  /**
   * Takes a state back and sets the parameters to θ = ∇R*(z).
   *
   * @param place where the state comes from, for messages
   * @param state what {@link #state} gave, among other arrays
   * @throws InputException if it is the state of other parameters, of another order of them or of
   *     other maps; or an array is missing, has another shape or holds what is no number
   */
  public void restore(String place, Map<String, Tensor> state) {
    Tensor code = Origin.code(assignments().toString());
    Tensor found = Slot.tensor(place, state, ASSIGNMENTS, code.shape());
    if (!Arrays.equals(found.data(), code.data())) {
      throw new InputException(
          place,
          "the state of other parameters, of another order of them or of other maps",
          "that of "
              + assignments().stream().map(Assignment::spec).collect(Collectors.joining(", ")),
          "build block and optimizer as they were when the state was saved");
    }
    Tensor steps = Slot.tensor(place, state, STEPS, slots.size());
    if (!Arrays.stream(steps.data()).allMatch(n -> n == Math.max(0, (int) n))) {
      throw new InputException(
          place,
          STEPS + " is " + Arrays.toString(steps.data()),
          "whole numbers of 0 or more",
          "use the state that was saved with this model");
    }
    int index = 0;
    for (Slot slot : slots.values()) {
      slot.load(place, state, momentum != 0);
      slot.steps = (int) steps.data()[index++];
    }
  }

  /** Copies of all dual variables, to go back to with {@link #goTo}; closed by the caller. */
  List<NDArray> copyDuals() {
    return slots.values().stream().map(slot -> slot.dual().duplicate()).toList();
  }

  /**
   * Sets z ← from − η g for every parameter, {@code gradients} in the order of the block; η is the
   * same for all.
   */
  void goTo(List<NDArray> from, List<NDArray> gradients, double eta) {
    int index = 0;
    for (Slot slot : slots.values()) {
      slot.goTo(from.get(index), gradients.get(index), eta);
      index++;
    }
  }

  /** Trained parameters, in the order of the block. */
  List<Parameter> parameters() {
    return slots.values().stream().map(slot -> slot.parameter).toList();
  }

  /** Options of an optimizer. */
  public static final class Builder extends OptimizerBuilder<Builder> {
    private final Block block;
    private final MapSpec maps;
    private IntToDoubleFunction learningRate = n -> 0.01;
    private List<Double> layerRates = List.of();
    private double momentum;

    private Builder(Block block, MapSpec maps) {
      this.block = block;
      this.maps = maps;
    }

    /**
     * Sets a constant learning rate (default 0.01).
     *
     * @param eta η &gt; 0
     * @return this
     * @throws InputException if η is not finite and above 0
     */
    public Builder learningRate(double eta) {
      return learningRate(eta, Schedule.CONSTANT, 1);
    }

    /**
     * Sets a learning rate that falls over a number of steps; later ones are the last.
     *
     * @param eta η &gt; 0 at the start
     * @param schedule how it falls
     * @param steps number of steps over which it falls, at least 1
     * @return this
     * @throws InputException if η is not finite and above 0, or there is no step
     */
    public Builder learningRate(double eta, Schedule schedule, int steps) {
      if (!(eta > 0) || !Double.isFinite(eta)) {
        throw new InputException(
            "learning rate " + eta, "out of range", "a finite number above 0", "write 0.1");
      }
      if (steps < 1) {
        throw new InputException(
            steps + " steps of a schedule",
            "out of range",
            "1 or more",
            "give the number of all steps");
      }
      learningRate = n -> eta * schedule.factor(Math.min(n, steps - 1) / (double) steps);
      return this;
    }

    /**
     * Sets a learning rate that changes with the number of steps, in float32 as DJL's trackers are.
     *
     * @param tracker gives η at a step
     * @return this
     */
    public Builder optLearningRateTracker(Tracker tracker) {
      learningRate = tracker::getNewValue;
      return this;
    }

    /**
     * Sets factors on the learning rate, one per weight, first to last (default: all 1). The flow
     * is then that of the potentials R_b/f_b: what it conserves is D_b/(f_b L_b).
     *
     * @param factors as many as the block has weights, each finite and above 0
     * @return this
     * @throws InputException if one is not finite and above 0
     */
    public Builder layerRates(List<Double> factors) {
      for (double factor : factors) {
        if (!(factor > 0) || !Double.isFinite(factor)) {
          throw new InputException(
              "rates of layers " + factors, "out of range", "finite numbers above 0", "write 0.1");
        }
      }
      layerRates = List.copyOf(factors);
      return this;
    }

    /**
     * Sets the momentum in the dual (default 0).
     *
     * @param mu μ, 0 ≤ μ &lt; 1
     * @return this
     * @throws InputException if μ lies outside
     */
    public Builder momentum(double mu) {
      if (!(mu >= 0 && mu < 1)) {
        throw new InputException("momentum " + mu, "out of range", "0 <= mu < 1", "write 0.9");
      }
      momentum = mu;
      return this;
    }

    @Override
    protected Builder self() {
      return this;
    }

    /**
     * {@return the optimizer, with z = ∇R(θ) of the block's present parameters}
     *
     * @throws IllegalStateException if the block is not initialised
     * @throws InputException if there are several maps and not one per weight
     */
    public MirrorDescent build() {
      if (!block.isInitialized()) {
        throw new IllegalStateException(
            "the block has no parameters yet; call initialize before building the optimizer");
      }
      return new MirrorDescent(this);
    }
  }
}
