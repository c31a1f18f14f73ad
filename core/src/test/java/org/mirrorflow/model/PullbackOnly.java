package org.mirrorflow.model;

import java.util.List;
import org.mirrorflow.gauge.Layout;

/**
 * A model of which only the pullback is known, and nothing of its kinks.
 *
 * @param inner what it computes
 */
public record PullbackOnly(HomogeneousModel inner) implements HomogeneousModel {
  @Override
  public int inputs() {
    return inner.inputs();
  }

  @Override
  public int outputs() {
    return inner.outputs();
  }

  @Override
  public Layout layout() {
    return inner.layout();
  }

  @Override
  public List<HiddenLayer> hiddenLayers() {
    return inner.hiddenLayers();
  }

  @Override
  public Pass pass(double[] inputs, int samples) {
    return inner.pass(inputs, samples);
  }

  @Override
  public String spec() {
    return "pullback only";
  }
}
