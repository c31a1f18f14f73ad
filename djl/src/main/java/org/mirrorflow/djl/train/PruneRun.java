package org.mirrorflow.djl.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.mirrorflow.analysis.NeuronStrengths;
import org.mirrorflow.data.Samples;
import org.mirrorflow.djl.Architecture;
import org.mirrorflow.djl.DjlModel;
import org.mirrorflow.djl.Network;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.io.InputException;
import org.mirrorflow.io.Tensor;
import org.mirrorflow.model.ChainSpec;
import org.mirrorflow.model.HiddenLayer;
import org.mirrorflow.model.Initialisation;

/**
 * Takes the weakest neurons or channels of a trained chain away: rows of the weights that feed them
 * and columns of those that read them. What is left computes what the whole chain computes with
 * those neurons silenced.
 */
public final class PruneRun {
  private static final int TIMED_IMAGES = 100;
  private static final int TIMED_ROUNDS = 5;

  private final TrainSpec spec;
  private final Architecture architecture;
  private final TrainData data;
  private final Map<String, Tensor> weights;

  /**
   * Reads a trained run.
   *
   * @param folder the folder of the training
   * @param dataFolder data folder, null for that of the training
   * @throws InputException if the folder holds no finished training of a homogeneous chain
   */
  public PruneRun(TrainFolder folder, Path dataFolder) {
    TrainSpec trained = folder.readSpec();
    this.spec = in(trained, dataFolder);
    this.architecture = Architecture.parse(spec.model());
    if (architecture.chain().map(ChainSpec::layers).orElse(List.of()).isEmpty()) {
      throw new InputException(
          folder.path().toString(),
          "a training of " + spec.model(),
          "a chain with hidden layers, without normalisation or skips",
          "prune a training of dense:, conv: or vgg:");
    }
    this.weights = folder.readWeights();
    this.data = TrainData.load(spec);
  }

  /** The training with the folder given, else its own while it is there, else the default. */
  private static TrainSpec in(TrainSpec trained, Path given) {
    if (given != null) {
      return trained.in(given.toString());
    }
    String own = trained.dataFolder();
    return own == null || Files.isDirectory(Path.of(own)) ? trained : trained.in(null);
  }

  /**
   * Which neurons are kept in each hidden layer.
   *
   * @param count strongest neurons to keep per layer; empty: by threshold
   * @param threshold keep what is stronger than this share of the strongest in its layer
   */
  public record Rule(Optional<Integer> count, double threshold) {
    private int[] keep(NeuronStrengths strengths) {
      int most =
          count.orElseGet(
              () ->
                  (int)
                      Arrays.stream(strengths.values())
                          .filter(c -> c > threshold * strengths.largest())
                          .count());
      int kept = Math.max(1, Math.min(most, strengths.values().length));
      return Arrays.stream(strengths.byStrength(), 0, kept).sorted().toArray();
    }
  }

  /**
   * Where the smaller network goes.
   *
   * @param npz file; a safetensors file goes beside it
   * @param names of its arrays, first layer to last, for example the keys of a PyTorch state_dict;
   *     empty for W1, W2 ...
   */
  public record Output(Path npz, List<String> names) {
    private void write(Map<String, Tensor> weights) {
      if (!names.isEmpty() && names.size() != weights.size()) {
        throw new InputException(
            "--names " + String.join(",", names),
            names.size() + " names for " + weights.size() + " weight layers",
            "one name for each, first to last",
            "write for example 0.weight,2.weight");
      }
      Map<String, Tensor> named = new LinkedHashMap<>();
      for (Map.Entry<String, Tensor> entry : weights.entrySet()) {
        named.put(names.isEmpty() ? entry.getKey() : names.get(named.size()), entry.getValue());
      }
      if (named.size() != weights.size()) {
        throw new InputException(
            "--names " + String.join(",", names),
            "a name twice",
            "names that differ",
            "change one");
      }
      Path folder = npz.toAbsolutePath().getParent();
      if (folder == null || !Files.isDirectory(folder)) {
        throw new InputException(
            "--out " + npz, "no such folder", "a file in a folder that exists", "make the folder");
      }
      TrainFolder.writeWeights(npz, named);
    }
  }

  /**
   * Prunes.
   *
   * @param rule which neurons are kept
   * @param finetune epochs of training afterwards, 0 for none
   * @param out where the smaller network goes, if anywhere
   * @param progress is told how the training afterwards goes on
   * @param interrupted asked between steps of that training; when true it ends
   * @return what was kept, with accuracies before and after
   * @throws InputException if the file cannot be written
   */
  public PruneResult run(
      Rule rule,
      int finetune,
      Optional<Output> out,
      TrainProgress progress,
      BooleanSupplier interrupted) {
    try (Network whole = network(architecture)) {
      DjlModel model = whole.model().orElseThrow();
      double[] theta = theta(model.layout());
      List<int[]> kept = new ArrayList<>();
      for (HiddenLayer layer : model.hiddenLayers()) {
        kept.add(rule.keep(NeuronStrengths.of(layer, theta)));
      }
      Architecture smaller = architecture.withWidths(kept.stream().map(k -> k.length).toList());
      try (Network small = network(smaller)) {
        double[] less = cut(model, theta, kept);
        PruneResult pruned = compare(whole, theta, small, less, kept);
        if (finetune == 0) {
          out.ifPresent(to -> to.write(tensors(small, less)));
          return pruned;
        }
        return finetuned(pruned, smaller, less, finetune, out, progress, interrupted);
      }
    }
  }

  private PruneResult finetuned(
      PruneResult pruned,
      Architecture smaller,
      double[] less,
      int epochs,
      Optional<Output> out,
      TrainProgress progress,
      BooleanSupplier interrupted) {
    TrainSpec again = spec.finetuning(smaller.spec(), epochs);
    try (TrainRun run = new TrainRun(again, Optional.empty(), progress, interrupted)) {
      run.startFrom(less);
      TrainResult result = run.run(false);
      out.ifPresent(to -> to.write(run.network().tensors()));
      Double accuracy =
          result.testAccuracy() == null ? result.validationAccuracy() : result.testAccuracy();
      return pruned.afterFinetuning(accuracy);
    }
  }

  private Network network(Architecture of) {
    int classes = data.train().classes();
    return new Network(
        of,
        data.shape(),
        classes == 2 ? 1 : classes,
        DataType.FLOAT32,
        spec.device(),
        new Initialisation(1, 0));
  }

  private double[] theta(Layout layout) {
    double[] theta = new double[layout.end()];
    for (Block block : layout.blocks()) {
      Tensor tensor = weights.get(block.name());
      if (tensor == null || tensor.data().length != block.size()) {
        throw new InputException(
            "weights.npz",
            tensor == null ? "no array " + block.name() : block.name() + " of another size",
            block.rows() + " x " + block.cols() + " entries",
            "train again, or restore the folder");
      }
      System.arraycopy(tensor.data(), 0, theta, block.offset(), block.size());
    }
    return theta;
  }

  /** θ without the rows and columns of what is not kept. */
  static double[] cut(DjlModel model, double[] theta, List<int[]> kept) {
    List<double[]> parts = new ArrayList<>();
    Layout layout = model.layout();
    for (int b = 0; b < layout.count(); b++) {
      Block block = layout.block(b);
      int[] rows = b < kept.size() ? kept.get(b) : IntStream.range(0, block.rows()).toArray();
      int group = b == 0 ? block.cols() : model.hiddenLayers().get(b - 1).columnsPerNeuron();
      int[] groups = b == 0 ? new int[] {0} : kept.get(b - 1);
      double[] part = new double[rows.length * groups.length * group];
      int at = 0;
      for (int row : rows) {
        for (int g : groups) {
          int from = block.offset() + row * block.cols() + g * group;
          System.arraycopy(theta, from, part, at, group);
          at += group;
        }
      }
      parts.add(part);
    }
    return parts.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  private PruneResult compare(
      Network whole, double[] theta, Network small, double[] less, List<int[]> kept) {
    return new PruneResult(
        kept.stream().mapToInt(k -> k.length).sum(),
        kept.stream().map(k -> k.length).toList(),
        small.architecture().spec(),
        accuracy(whole, theta),
        accuracy(small, less),
        null,
        whole.parameters(),
        small.parameters(),
        microseconds(whole, theta),
        microseconds(small, less));
  }

  private double accuracy(Network network, double[] theta) {
    DjlModel model = network.model().orElseThrow();
    return Evaluation.exact(data.test(), model, theta, network.manager()).accuracy();
  }

  /** Fastest of some rounds over a batch, per image, in float32 as it is trained. */
  private double microseconds(Network network, double[] theta) {
    network.setWeights(theta);
    Samples images = data.test();
    int n = Math.min(TIMED_IMAGES, images.size());
    int[] order = IntStream.range(0, n).toArray();
    double best = Double.POSITIVE_INFINITY;
    for (int round = 0; round <= TIMED_ROUNDS; round++) {
      try (NDManager scope = network.manager().newSubManager()) {
        NDArray batch = TrainData.batch(scope, images, order, 0, n, DataType.FLOAT32);
        long begin = System.nanoTime();
        network.outputs(batch);
        double time = (System.nanoTime() - begin) / 1e3 / n;
        best = round == 0 ? best : Math.min(best, time);
      }
    }
    return best;
  }

  private static Map<String, Tensor> tensors(Network small, double[] theta) {
    DjlModel model = small.model().orElseThrow();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (int b = 0; b < model.layout().count(); b++) {
      Block block = model.layout().block(b);
      double[] values = Arrays.copyOfRange(theta, block.offset(), block.end());
      tensors.put(block.name(), new Tensor(model.weightShape(b), values));
    }
    return tensors;
  }
}
