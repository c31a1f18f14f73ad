package org.mirrorflow.lab.study;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.mirrorflow.analysis.NeuronStrengths;
import org.mirrorflow.lab.report.ImageGrid;
import org.mirrorflow.lab.run.FlowRun;
import org.mirrorflow.model.HiddenLayer;

/**
 * The neurons of the first hidden layer at the end of a flow, by strength.
 *
 * @param layer they are in
 * @param theta parameters
 * @param strengths of all of them
 */
record StrongestNeurons(HiddenLayer layer, double[] theta, NeuronStrengths strengths) {

  /** How many are drawn. */
  private static final int DRAWN = 8;

  static StrongestNeurons of(FlowRun run) {
    HiddenLayer layer = run.problem().model().hiddenLayers().get(0);
    return new StrongestNeurons(layer, run.theta(), NeuronStrengths.of(layer, run.theta()));
  }

  /** Strengths in the order of the layer. */
  double[] values() {
    return strengths.values();
  }

  /** The incoming weights of the eight strongest as images of this width. */
  ImageGrid images(String title, int width, String caption) {
    List<ImageGrid.Image> images =
        IntStream.of(strengths.byStrength()).limit(DRAWN).mapToObj(h -> image(h, width)).toList();
    return new ImageGrid(title, images, false, caption);
  }

  private ImageGrid.Image image(int neuron, int width) {
    int inputs = layer.incoming().cols();
    int from = layer.incoming().offset() + neuron * inputs;
    return new ImageGrid.Image(
        Numbers.text(values()[neuron] / strengths.largest()),
        width,
        Arrays.copyOfRange(theta, from, from + inputs));
  }
}
