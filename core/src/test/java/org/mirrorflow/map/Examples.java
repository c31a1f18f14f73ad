package org.mirrorflow.map;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.converter.ConvertWith;
import org.junit.jupiter.params.converter.SimpleArgumentConverter;

/** The specifications that the registry gives as examples, and tests that are given one of them. */
public final class Examples {
  private Examples() {}

  /** The examples of every family in closed form. */
  public static List<String> closedForms() {
    return MapRegistry.families().stream().flatMap(f -> f.examples().stream()).toList();
  }

  /** Those and the formulas of the registry. */
  public static List<String> potentials() {
    return Stream.concat(closedForms().stream(), MapRegistry.formulas().stream()).toList();
  }

  /** The map of a specification for all layers. */
  public static MirrorMap map(String spec) {
    return MapSpec.parse(spec).perLayer().get(0);
  }

  /** The potential of that map. */
  public static Potential potential(String spec) {
    return map(spec).potential();
  }

  /**
   * A potential or map that a test is given as its specification. It is made when that test runs,
   * not for every test when they are listed: mutation testing lists them once for each run.
   */
  @Target(ElementType.PARAMETER)
  @Retention(RetentionPolicy.RUNTIME)
  @ConvertWith(Converter.class)
  public @interface Parsed {}

  static final class Converter extends SimpleArgumentConverter {
    @Override
    protected Object convert(Object spec, Class<?> type) {
      MirrorMap map = map((String) spec);
      return type == MirrorMap.class ? map : map.potential();
    }
  }
}
