package org.mirrorflow.djl.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.mirrorflow.analysis.NeuronStrengths;
import org.mirrorflow.data.Samples;
import org.mirrorflow.djl.DjlModel;
import org.mirrorflow.djl.MarginTrainer;
import org.mirrorflow.djl.Network;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.io.InputException;
import org.mirrorflow.io.Tensor;

/**
 * How a training learns: one row per epoch, or per mark with steps on all images.
 *
 * <p>Loss, accuracy and margin of the training images are those met during the epoch. The test
 * images are every k-th, as many as a quarter of the training images at most: a twelfth of the work
 * of the epoch, if a training step counts as three passes.
 */
final class EpochLog {
  private static final String STATE = "epochs";

  /** Of long trainings every second, fourth ... epoch is kept, and the last. */
  private static final int MOST_ROWS = 1000;

  private static final List<String> COLUMNS =
      List.of(
          "epoch",
          "rate",
          "trainLoss",
          "testLoss",
          "trainAccuracy",
          "testAccuracy",
          "minMargin",
          "testImages");

  private final TrainSetup setup;
  private final Network network;
  private final MarginTrainer trainer;
  private final List<String> columns;
  private final List<double[]> rows = new ArrayList<>();
  private Samples judged;

  EpochLog(TrainSetup setup, Network network, MarginTrainer trainer) {
    this.setup = setup;
    this.network = network;
    this.trainer = trainer;
    this.columns = new ArrayList<>(COLUMNS);
    network
        .model()
        .ifPresent(
            m -> {
              m.hiddenLayers().forEach(h -> columns.add(h.incoming().name() + ".active"));
              m.layout().blocks().forEach(b -> columns.add(b.name() + ".zeros"));
            });
  }

  /** Every k-th of some images, so many or all. */
  static Samples spread(Samples images, int most) {
    int n = Math.min(most, images.size());
    return n == images.size()
        ? images
        : images.select(
            IntStream.range(0, n).map(i -> (int) ((long) i * images.size() / n)).toArray());
  }

  void add(int epoch, double logLoss, double accuracy, double minimum, double rate) {
    int n = setup.data().train().size();
    if (judged == null) {
      judged = spread(setup.data().test(), Math.max(1, n / 4));
    }
    Evaluation test = Evaluation.of(judged, network.manager(), setup.type(), trainer::evaluate);
    double[] row = new double[columns.size()];
    double[] first = {
      epoch,
      rate,
      Math.exp(logLoss - Math.log(n)),
      Math.exp(test.logLoss() - Math.log(judged.size())),
      accuracy,
      test.accuracy(),
      minimum,
      judged.size()
    };
    System.arraycopy(first, 0, row, 0, first.length);
    network.model().ifPresent(model -> active(model, row, first.length));
    int stride = Integer.highestOneBit(1 + (epoch - 1) / MOST_ROWS);
    rows.removeIf(earlier -> earlier[0] % stride != 0);
    rows.add(row);
  }

  private void active(DjlModel model, double[] row, int from) {
    double[] theta = network.weightValues();
    for (int l = 0; l < model.hiddenLayers().size(); l++) {
      row[from + l] = NeuronStrengths.of(model.hiddenLayers().get(l), theta).active();
    }
    for (int b = 0; b < model.layout().count(); b++) {
      row[from + model.hiddenLayers().size() + b] = zeros(theta, model.layout().block(b));
    }
  }

  /** Share of the weights of a layer that are exactly 0. */
  static double zeros(double[] theta, Block block) {
    long zeros =
        Arrays.stream(theta, block.offset(), block.end()).filter(weight -> weight == 0).count();
    return (double) zeros / block.size();
  }

  /** Mean training loss of every row. */
  double[] trainLosses() {
    return rows.stream().mapToDouble(row -> row[COLUMNS.indexOf("trainLoss")]).toArray();
  }

  String csv() {
    return Stream.concat(
                Stream.of(String.join(",", columns)),
                rows.stream()
                    .map(
                        row ->
                            Arrays.stream(row)
                                .mapToObj(String::valueOf)
                                .collect(Collectors.joining(","))))
            .collect(Collectors.joining("\n"))
        + "\n";
  }

  Map<String, Tensor> state() {
    double[] all = rows.stream().flatMapToDouble(Arrays::stream).toArray();
    return Map.of(STATE, Tensor.matrix(rows.size(), columns.size(), all));
  }

  /**
   * Takes the rows of a checkpoint back.
   *
   * @throws InputException if they are those of another training
   */
  void restore(String place, Map<String, Tensor> state) {
    Tensor table = state.get(STATE);
    if (table == null || table.rank() != 2 || table.axis(1) != columns.size()) {
      throw new InputException(
          place,
          table == null
              ? "no table of epochs"
              : "epochs of shape " + Arrays.toString(table.shape()),
          "columns " + String.join(", ", columns),
          "restore the checkpoint that this training wrote");
    }
    for (int r = 0; r < table.axis(0); r++) {
      rows.add(Arrays.copyOfRange(table.data(), r * columns.size(), (r + 1) * columns.size()));
    }
  }
}
