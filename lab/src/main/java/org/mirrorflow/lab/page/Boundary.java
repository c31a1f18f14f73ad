package org.mirrorflow.lab.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.lab.report.Axis;
import org.mirrorflow.lab.report.DecisionMap;
import org.mirrorflow.lab.report.Series;
import org.mirrorflow.model.HomogeneousModel;

/**
 * The decision boundary of a network of two inputs. A third input that is the same for all samples
 * is a constant and takes no axis.
 */
final class Boundary {
  private static final int GRID = 120;
  private static final double ROOM = 0.15;

  private final Dataset data;
  private final double[] bounds;

  private Boundary(Dataset data) {
    this.data = data;
    this.bounds = new double[4];
    for (int axis = 0; axis < 2; axis++) {
      double low = column(axis).min().orElse(0);
      double high = column(axis).max().orElse(0);
      double room = high > low ? ROOM * (high - low) : 1;
      bounds[2 * axis] = low - room;
      bounds[2 * axis + 1] = high + room;
    }
  }

  private DoubleStream column(int axis) {
    return IntStream.range(0, data.size())
        .mapToDouble(i -> data.inputs()[i * data.features() + axis]);
  }

  /** The boundary; empty for data that are not plane. */
  static Optional<DecisionMap> of(HomogeneousModel model, Dataset data, double[] theta) {
    boolean plane =
        data.features() == 2
            || (data.features() == 3 && new Boundary(data).column(2).distinct().count() == 1);
    return plane ? Optional.of(new Boundary(data).picture(model, theta)) : Optional.empty();
  }

  private DecisionMap picture(HomogeneousModel model, double[] theta) {
    int features = data.features();
    double[] inputs = new double[GRID * GRID * features];
    for (int k = 0; k < GRID * GRID; k++) {
      int from = features * k;
      inputs[from] = at(0, k % GRID);
      inputs[from + 1] = at(1, k / GRID);
      if (features == 3) {
        inputs[from + 2] = data.inputs()[2];
      }
    }
    double[] outputs = new double[GRID * GRID * model.outputs()];
    model.pass(inputs, GRID * GRID).forward(theta, outputs);
    int[][] classes = new int[GRID][GRID];
    for (int k = 0; k < GRID * GRID; k++) {
      classes[k / GRID][k % GRID] = predicted(outputs, k, model.outputs());
    }
    List<Series> points = new ArrayList<>();
    for (int c = 0; c < data.classes(); c++) {
      points.add(points(c));
    }
    return new DecisionMap(
        "Decision boundary",
        Axis.linear("first feature"),
        Axis.linear("second feature"),
        bounds,
        classes,
        points,
        "The class that the network gives to every point, with the samples on top.");
  }

  private double at(int axis, int cell) {
    double low = bounds[2 * axis];
    return low + (bounds[2 * axis + 1] - low) * (cell + 0.5) / GRID;
  }

  private static int predicted(double[] outputs, int sample, int count) {
    if (count == 1) {
      return outputs[sample] > 0 ? 1 : 0;
    }
    int best = 0;
    for (int c = 1; c < count; c++) {
      best = outputs[sample * count + c] > outputs[sample * count + best] ? c : best;
    }
    return best;
  }

  private Series points(int label) {
    int[] own = IntStream.range(0, data.size()).filter(i -> data.labels()[i] == label).toArray();
    double[] x = IntStream.of(own).mapToDouble(i -> data.inputs()[i * data.features()]).toArray();
    double[] y =
        IntStream.of(own).mapToDouble(i -> data.inputs()[i * data.features() + 1]).toArray();
    return Series.scatter("class " + label, x, y);
  }
}
