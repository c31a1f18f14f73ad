package org.mirrorflow.lab.report;

import static java.util.Map.entry;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lines and polygons in the plane at equal scale on both axes, for example sublevel sets.
 *
 * @param title heading
 * @param x horizontal axis, linear
 * @param y vertical axis, linear
 * @param shapes what is drawn, the first at the back
 * @param caption a sentence that says what to see
 */
public record Shapes(String title, Axis x, Axis y, List<Shape> shapes, String caption)
    implements Figure {

  /**
   * One line or polygon.
   *
   * @param name shown in the legend, unique in its figure
   * @param x abscissae of the corners
   * @param y ordinates of the corners
   * @param closed true to join the last corner to the first
   * @param filled true to shade the inside
   */
  public record Shape(String name, double[] x, double[] y, boolean closed, boolean filled) {

    /**
     * Checks that there are as many ordinates as abscissae.
     *
     * @param name shown in the legend
     * @param x abscissae, copied
     * @param y ordinates, copied
     * @param closed true to join the last corner to the first
     * @param filled true to shade the inside
     * @throws IllegalArgumentException if lengths differ
     */
    public Shape {
      x = x.clone();
      y = y.clone();
      if (x.length != y.length) {
        throw new IllegalArgumentException("shape '" + name + "': x and y differ in length");
      }
    }

    Map<String, Object> entries() {
      return Map.of("name", name, "x", x, "y", y, "closed", closed, "filled", filled);
    }
  }

  /**
   * Checks that the shapes can be told apart.
   *
   * @param title heading
   * @param x horizontal axis, linear
   * @param y vertical axis, linear
   * @param shapes with different names, copied
   * @param caption a sentence that says what to see
   * @throws IllegalArgumentException if two shapes share a name
   */
  public Shapes {
    shapes = List.copyOf(shapes);
    Set<String> names = new HashSet<>();
    for (Shape s : shapes) {
      if (!names.add(s.name())) {
        throw new IllegalArgumentException(
            "figure '" + title + "': two shapes are named '" + s.name() + "'");
      }
    }
  }

  @Override
  public List<Axis> axes() {
    return List.of(x, y);
  }

  @Override
  public Map<String, Object> entries() {
    return Map.ofEntries(
        entry("type", "shapes"),
        entry("title", title),
        entry("x", x.entries()),
        entry("y", y.entries()),
        entry("shapes", shapes.stream().map(Shape::entries).toList()),
        entry("caption", caption));
  }
}
