package org.mirrorflow.lab.report;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** Something to look at, with a heading and a sentence that says what to see. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Chart.class, name = "chart"),
  @JsonSubTypes.Type(value = HeatMap.class, name = "heatMap"),
  @JsonSubTypes.Type(value = ImageGrid.class, name = "imageGrid"),
  @JsonSubTypes.Type(value = DecisionMap.class, name = "decisionMap"),
  @JsonSubTypes.Type(value = Shapes.class, name = "shapes"),
  @JsonSubTypes.Type(value = Explorer.class, name = "explorer")
})
public sealed interface Figure permits Chart, HeatMap, ImageGrid, DecisionMap, Shapes, Explorer {

  /** {@return heading} */
  String title();

  /** {@return a sentence that says what to see} */
  String caption();

  /** {@return the axes; none for images} */
  List<Axis> axes();
}
