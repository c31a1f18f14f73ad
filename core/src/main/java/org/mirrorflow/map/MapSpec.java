package org.mirrorflow.map;

import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.io.InputException;

/**
 * A map specification: one map for every weight layer, or one per layer, written with {@code |}
 * between them, first layer first: {@code euclidean|hyperbolic:beta=0.1}.
 *
 * @param perLayer one map, or as many as the model has layers
 * @since 0.1.0
 */
public record MapSpec(List<MirrorMap> perLayer) {

  /**
   * Checks that there is a map.
   *
   * @param perLayer at least one map, copied
   * @throws IllegalArgumentException if there is none
   */
  public MapSpec {
    perLayer = List.copyOf(perLayer);
    if (perLayer.isEmpty()) {
      throw new IllegalArgumentException("no map; expected at least one");
    }
  }

  /**
   * {@return the maps of a specification}
   *
   * @param spec the text, for example {@code euclidean|group(p:3)}
   * @throws InputException if a name, a parameter or a value is not understood or not allowed
   */
  public static MapSpec parse(String spec) {
    return new MapSpec(MapParser.layers(spec).stream().map(MapParser::map).toList());
  }

  /**
   * {@return the map of a parameter vector with this layout}
   *
   * @param layout one block per weight layer
   * @throws InputException if there are several maps and not one per layer
   */
  public ParameterMap on(Layout layout) {
    int layers = layout.count();
    if (perLayer.size() == 1) {
      return new ParameterMap(layout, Collections.nCopies(layers, perLayer.get(0)));
    }
    if (perLayer.size() != layers) {
      throw new InputException(
          MapParser.place(spec()),
          "%s maps for a model with %s layers".formatted(perLayer.size(), layers),
          "one map, or %s separated by |".formatted(layers),
          "name one map per weight layer, first to last");
    }
    return new ParameterMap(layout, perLayer);
  }

  /** {@return the specification that parses to this one} */
  public String spec() {
    return perLayer.stream().map(MirrorMap::spec).collect(Collectors.joining("|"));
  }
}
