package org.mirrorflow.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.mirrorflow.djl.train.TrainFolder;
import org.mirrorflow.djl.train.TrainResult;
import org.mirrorflow.djl.train.TrainSpec;
import org.mirrorflow.io.Tensor;
import org.mirrorflow.lab.cite.Bibliography;
import org.mirrorflow.lab.cite.Reference;
import org.mirrorflow.lab.report.Axis;
import org.mirrorflow.lab.report.Chapter;
import org.mirrorflow.lab.report.Chart;
import org.mirrorflow.lab.report.Figure;
import org.mirrorflow.lab.report.ImageGrid;
import org.mirrorflow.lab.report.Report;
import org.mirrorflow.lab.report.Series;
import org.mirrorflow.lab.report.Table;

/**
 * The page of a training: features of every layer, filters of the first, accuracy when pruned. It
 * stands here because only the command line knows both the trainings of djl and the reports of lab.
 */
final class TrainReport {
  private static final int MOST_FILTERS = 32;

  private TrainReport() {}

  /** A training and its numbers. */
  record Finished(TrainSpec spec, TrainResult result) {
    static Finished read(TrainFolder folder) {
      return new Finished(folder.readSpec(), folder.readResult());
    }

    String name() {
      return spec.map() + ", " + spec.model();
    }
  }

  /**
   * The page.
   *
   * @param folder of the first training, whose filters are shown
   * @param all the training and those it is compared with
   */
  static Report of(TrainFolder folder, List<Finished> all) {
    Finished main = all.get(0);
    List<Chapter> chapters = new ArrayList<>();
    chapters.add(training(main));
    chapters.add(learning(folder.readEpochs(), main.result().validationAccuracy() != null));
    if (!main.result().layers().isEmpty()) {
      chapters.add(features(main, folder));
      chapters.add(pruning(all));
    }
    return new Report(
        main.spec().data() + ", " + main.spec().model(),
        "Trained by mirror descent with the map " + main.spec().map() + ".",
        List.of(),
        chapters,
        Bibliography.of(List.of(main.spec().data(), main.spec().map())).stream()
            .map(Reference::citation)
            .toList(),
        facts(main.spec()));
  }

  private static List<Report.Fact> facts(TrainSpec spec) {
    return List.of(
        new Report.Fact("seed", Long.toString(spec.seed())),
        new Report.Fact("batch", Integer.toString(spec.batch())),
        new Report.Fact("learning rate", rate(spec)),
        new Report.Fact(
            "initial scale",
            spec.initScale() == null ? "the activation's gain" : spec.initScale().toString()),
        new Report.Fact("precision and device", spec.precision() + ", " + spec.device()),
        new Report.Fact("java", System.getProperty("java.version")));
  }

  private static String rate(TrainSpec spec) {
    String scale = spec.rateScale() == 1 ? "" : " times " + spec.rateScale();
    return (spec.learningRate() == null
            ? spec.rates() == null
                ? "found step by step"
                : spec.rates().layers().stream()
                    .map(TrainReport::number)
                    .collect(Collectors.joining(", "))
            : spec.learningRate().toString())
        + scale;
  }

  private static Chapter training(Finished run) {
    TrainResult r = run.result();
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("outcome", r.outcome()));
    rows.add(List.of("epochs", Integer.toString(r.epochs())));
    rows.add(List.of("train accuracy", number(r.trainAccuracy())));
    rows.add(
        r.validationAccuracy() == null
            ? List.of("test accuracy", number(r.testAccuracy()))
            : List.of("validation accuracy", number(r.validationAccuracy())));
    rows.add(List.of("log loss", number(r.logLoss())));
    rows.add(List.of("smallest margin", number(r.minMargin())));
    rows.add(List.of("limit gauge", r.gauge() == null ? "outside the theory" : r.gauge()));
    rows.add(List.of("Q-margin", number(r.qMargin())));
    rows.add(List.of("rates of the layers", rate(run.spec())));
    r.warnings().forEach(line -> rows.add(List.of("warning", line)));
    return new Chapter(
        "training",
        "Training",
        "How far did it get?",
        "",
        r.gauge() == null
            ? "This network has normalisation, so it is not homogeneous and the theory does"
                + " not apply."
            : "Towards a KKT point of the margin problem in " + r.gauge() + ".",
        "",
        List.of(),
        List.of(
            new Table(
                "Numbers of the end",
                List.of("what", "value"),
                rows,
                "Margins and loss are those of the final weights on all training images, in"
                    + " float64.")));
  }

  /** Curves over the epochs; the test images are a part of the set, the table says how many. */
  private static Chapter learning(Map<String, double[]> table, boolean heldOut) {
    String judge = heldOut ? "validation" : "test";
    double[] epoch = table.get("epoch");
    List<Series> units =
        table.entrySet().stream()
            .filter(e -> e.getKey().endsWith(".active"))
            .map(e -> Series.line(e.getKey().replace(".active", ""), epoch, e.getValue()))
            .toList();
    Axis epochs = Axis.linear("epoch");
    List<Figure> figures = new ArrayList<>();
    figures.add(
        new Chart(
            "Loss",
            epochs,
            Axis.linear("mean loss"),
            List.of(
                Series.line("training", epoch, table.get("trainLoss")),
                Series.line(judge, epoch, table.get("testLoss"))),
            "Training: as met during the epoch, before each step. One point for each epoch;"
                + " epochs.csv holds them."));
    figures.add(
        new Chart(
            "Accuracy",
            epochs,
            Axis.linear("accuracy"),
            List.of(
                Series.line("training", epoch, table.get("trainAccuracy")),
                Series.line(judge, epoch, table.get("testAccuracy"))),
            "A gap that opens is overfitting. The "
                + judge
                + " points are counted on every k-th image, at most a quarter as many as there are"
                + " training images."));
    if (!units.isEmpty()) {
      figures.add(
          new Chart(
              "Active units",
              epochs,
              Axis.linear("units above 5 % of the strongest in their layer"),
              units,
              "Falling curves: the map makes features sparse."));
    }
    return new Chapter("learning", "Learning", "How did it learn?", "", "", "", figures, List.of());
  }

  private static Chapter features(Finished run, TrainFolder folder) {
    List<Figure> figures = new ArrayList<>();
    List<Series> series = new ArrayList<>();
    for (TrainResult.Layer layer : run.result().layers()) {
      double[] rank = new double[layer.neurons()];
      double[] share = new double[layer.neurons()];
      double largest = layer.strengths().get(0);
      for (int h = 0; h < rank.length; h++) {
        rank[h] = (h + 1.0) / rank.length;
        share[h] = layer.strengths().get(h) / largest;
      }
      series.add(Series.line(layer.name(), rank, share));
    }
    figures.add(
        new Chart(
            "Strengths of neurons and channels",
            Axis.linear("rank, as a share of the layer"),
            Axis.linear("strength, as a share of the strongest"),
            series,
            "A curve that falls steeply means sparse features; a flat curve means dense"
                + " ones."));
    ImageGrid filters = filters(folder.readWeights().get("W1"), run);
    if (filters != null) {
      figures.add(filters);
    }
    return new Chapter(
        "features",
        "Features",
        "Which neurons carry the network?",
        "",
        "Gauges near l1 leave few strong neurons, gauges with large p many even ones.",
        "",
        figures,
        List.of(layers(run.result().layers())));
  }

  private static Table layers(List<TrainResult.Layer> layers) {
    List<String> columns =
        List.of(
            "layer",
            "neurons",
            "active",
            "dead",
            "participation",
            "Hoyer",
            "firing",
            "for 99 %",
            "p at the start",
            "p at the end");
    return new Table(
        "Layers",
        columns,
        layers.stream().map(TrainReport::row).toList(),
        "Active: stronger than 5 % of the strongest neuron in its layer. Dead: fires on none of the"
            + " training images examined. Last columns: effective exponent of the map at the size"
            + " of the layer's weights.");
  }

  private static List<String> row(TrainResult.Layer layer) {
    return List.of(
        layer.name(),
        Integer.toString(layer.neurons()),
        Integer.toString(layer.activeNeurons()),
        Integer.toString(layer.deadNeurons()),
        number(layer.participationRatio()),
        number(layer.hoyer()),
        number(layer.firingFraction()),
        Integer.toString(layer.neuronsFor99()),
        number(layer.exponentAtStart()),
        number(layer.exponent()));
  }

  /** First-layer weights as pictures, strongest first; grey: the mean over colours. */
  private static ImageGrid filters(Tensor first, Finished run) {
    boolean dense = first.rank() == 2;
    int channels = dense ? colours(run, first) : first.axis(1);
    int size = first.data().length / first.axis(0) / channels;
    int width = dense ? (int) Math.round(Math.sqrt(size)) : first.axis(3);
    if (width * (size / width) != size) {
      return null;
    }
    int neurons = first.axis(0);
    Integer[] order = new Integer[neurons];
    double[] norms = new double[neurons];
    for (int h = 0; h < neurons; h++) {
      order[h] = h;
      for (int j = 0; j < size * channels; j++) {
        norms[h] += Math.pow(first.data()[h * size * channels + j], 2);
      }
    }
    Arrays.sort(order, (a, b) -> Double.compare(norms[b], norms[a]));
    List<ImageGrid.Image> images = new ArrayList<>();
    for (int rank = 0; rank < Math.min(MOST_FILTERS, neurons); rank++) {
      double[] pixels = new double[size];
      for (int j = 0; j < size * channels; j++) {
        pixels[j % size] += first.data()[order[rank] * size * channels + j] / channels;
      }
      images.add(new ImageGrid.Image(Integer.toString(order[rank]), width, pixels));
    }
    return new ImageGrid(
        "First-layer weights, largest norm first",
        images,
        true,
        "Mid grey is zero. All pictures share one scale, so idle neurons look grey.");
  }

  /** Channels of the images that a dense layer reads: what makes squares of its rows. */
  private static int colours(Finished run, Tensor first) {
    int size = first.data().length / first.axis(0);
    int side = (int) Math.round(Math.sqrt(size / 3.0));
    return size == 3 * side * side && !run.spec().data().contains("mnist") ? 3 : 1;
  }

  private static Chapter pruning(List<Finished> all) {
    List<Series> series = new ArrayList<>();
    Map<String, Integer> seen = new java.util.HashMap<>();
    List<List<String>> rows = new ArrayList<>();
    for (Finished run : all) {
      for (TrainResult.Layer layer : run.result().layers()) {
        String name = run.name() + ", " + layer.name();
        int count = seen.merge(name, 1, Integer::sum);
        name = count == 1 ? name : name + " (" + count + ")";
        double[] kept = layer.keptAccuracy().stream().mapToDouble(TrainResult.Kept::kept).toArray();
        double[] accuracy =
            layer.keptAccuracy().stream().mapToDouble(TrainResult.Kept::accuracy).toArray();
        series.add(Series.line(name, kept, accuracy));
        Double whole =
            run.result().testAccuracy() == null
                ? run.result().validationAccuracy()
                : run.result().testAccuracy();
        rows.add(
            List.of(
                run.spec().map(),
                run.spec().model() + ", " + layer.name(),
                number(whole),
                Integer.toString(layer.neuronsFor99())));
      }
    }
    return new Chapter(
        "pruning",
        "Accuracy against kept neurons",
        "How few neurons keep the accuracy?",
        "",
        "Sparse features survive pruning to a few neurons; dense ones need most of them.",
        "",
        List.of(
            new Chart(
                "Accuracy when only the strongest are kept",
                Axis.log("neurons or channels kept"),
                Axis.linear("accuracy"),
                series,
                "The further to the left a curve reaches its plateau, the sparser the features."
                    + " Only one hidden layer is pruned at a time.")),
        List.of(
            new Table(
                "Neurons for 99 % of the accuracy",
                List.of("map", "layer", "accuracy", "neurons"), rows, "")));
  }

  private static String number(Double x) {
    return x == null ? "–" : String.format(Locale.ROOT, "%.5g", x);
  }
}
