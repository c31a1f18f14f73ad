package org.mirrorflow.examples;

import java.util.List;
import org.mirrorflow.model.ModelForm;
import org.mirrorflow.model.ModelForms;
import org.mirrorflow.model.ModelSpec;

/**
 * A name of one's own for a network: {@code funnel:64} has hidden layers of 64, 32 and 16 units.
 */
public final class OwnModel implements ModelForms {
  private static final String NAME = "funnel:";

  @Override
  public List<ModelForm> forms() {
    return List.of(new ModelForm(NAME, "WIDTH", OwnModel::funnel));
  }

  private static ModelSpec funnel(String text) {
    int width = Integer.parseInt(text.strip().substring(NAME.length()));
    return ModelSpec.parse("dense:%d,%d,%d".formatted(width, width / 2, width / 4));
  }

  public static void main(String[] args) {
    var network = ModelSpec.parse("funnel:64").on(20, 1);
    System.out.println(
        network.layout().end() + " weights in " + network.layout().count() + " layers");
  }
}
