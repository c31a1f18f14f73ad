package org.mirrorflow.map;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mirrorflow.io.Extensions;
import org.mirrorflow.io.InputException;

/**
 * The known families of maps. Adding one to the library is a record and a line here; others are
 * found as services, see {@link MapFamilies}.
 *
 * @since 0.1.0
 */
public final class MapRegistry {

  /**
   * A parameter of a family.
   *
   * @param name as in specifications
   * @param preset the value when it is not given; empty if it must be given
   * @param domain what is accepted, in words
   */
  public record Parameter(String name, OptionalDouble preset, String domain) {}

  /**
   * A family of potentials of one variable.
   *
   * @param name the word before the colon
   * @param formula r'(x), for tables
   * @param parameters in the order of positional arguments
   * @param potential the potential of given parameter values; throws InputException outside the
   *     domain
   * @param examples canonical specifications, together exercising every branch of the family
   */
  public record Family(
      String name,
      String formula,
      List<Parameter> parameters,
      Function<double[], Potential> potential,
      List<String> examples) {}

  /**
   * A way of applying a potential of one variable to a matrix other than entry by entry.
   *
   * @param name the word before the parenthesis
   * @param meaning R(W), for tables
   * @param map the map of a potential
   * @param example a canonical specification
   */
  public record Wrapper(
      String name, String meaning, Function<Potential, MirrorMap> map, String example) {}

  /** The word before the colon of a formula. */
  static final String FORMULA = "expr";

  private static final List<Wrapper> WRAPPERS =
      List.of(
          new Wrapper(
              "group",
              "sum of r over the norms of the rows",
              GroupMap::new,
              "group(hyperbolic:beta=0.1)"),
          new Wrapper(
              "spectral", "sum of r over the singular values", SpectralMap::new, "spectral(p:3)"));

  private static final List<String> FORMULAS =
      List.of(
          "expr:abs(x)^3+x^2",
          "expr:abs(x)^2.5+x^2",
          "expr:x^4+abs(x)^3+x^2",
          "expr:abs(x)^1.5",
          "expr:abs(x)^3*log(1+abs(x))",
          "expr:cosh(x)+x^2",
          "expr:exp(x^2)",
          "expr:x*asinh(x)-sqrt(1+x^2)");

  private static final List<Family> OWN =
      List.of(
          family("euclidean", "x", List.of(), v -> new Euclidean(), "euclidean"),
          family(
              "p",
              "sgn(x)|x|^(p-1) + c x",
              List.of(required("p", "p > 1"), optional("quadratic", 0, "c >= 0; p > 2 if c > 0")),
              v -> v[1] == 0 ? new PNorm(v[0]) : new PNormQuadratic(v[0], v[1]),
              "p:1.1",
              "p:1.5",
              "p:2",
              "p:2.3",
              "p:3",
              "p:10",
              "p:3,quadratic=1",
              "p:2.5,quadratic=0.01",
              "p:6,quadratic=3"),
          family(
              "smoothed",
              "x (x^2 + delta^2)^(p/2-1)",
              List.of(optional("p", 1.5, "1 < p < 2"), optional("delta", 1e-3, "delta > 0")),
              v -> new SmoothedP(v[0], v[1]),
              "smoothed:p=1.5,delta=1e-3",
              "smoothed:p=1.1,delta=0.1",
              "smoothed:p=1.9,delta=20"),
          family(
              "plog",
              "sgn(x)|x|^(p-1) log(1 + |x|)",
              List.of(optional("p", 2, "p > 1")),
              v -> new PLog(v[0]),
              "plog:p=2",
              "plog:p=1.5",
              "plog:p=3.7"),
          family(
              "hyperbolic",
              "asinh(x/beta)",
              List.of(optional("beta", 1, "beta > 0")),
              v -> new HyperbolicEntropy(v[0]),
              "hyperbolic:beta=1",
              "hyperbolic:beta=0.1",
              "hyperbolic:beta=1e-9"),
          family(
              "log",
              "sgn(x) log(1 + a|x|)/a",
              List.of(optional("a", 1, "a > 0")),
              v -> new LogMap(v[0]),
              "log:a=1",
              "log:a=0.3",
              "log:a=1000"),
          family(
              "cosh",
              "sinh(x/s)",
              List.of(optional("s", 1, "s > 0")),
              v -> new Cosh(v[0]),
              "cosh:s=1",
              "cosh:s=0.1",
              "cosh:s=30"));

  /**
   * Families with a kink at 0: weights are exactly 0 on an interval of the dual, and do not
   * determine it. What is said of strictly convex, differentiable potentials does not hold for
   * them, so tables and checks of those do not range over them.
   */
  private static final List<Family> KINKED =
      List.of(
          family(
              "enet",
              "sgn(x)(lambda + |x|)",
              List.of(optional("lambda", 1, "lambda > 0")),
              v -> new ElasticNet(v[0]),
              "enet:lambda=1",
              "enet:lambda=0.01"));

  private static final Extensions<Family> FAMILIES =
      Extensions.load(
          new Extensions.Kind<>(
              "map family",
              Family::name,
              Stream.of(
                      Stream.of(FORMULA),
                      WRAPPERS.stream().map(Wrapper::name),
                      KINKED.stream().map(Family::name))
                  .flatMap(names -> names)
                  .collect(Collectors.toUnmodifiableSet())),
          OWN,
          MapFamilies.class,
          MapFamilies::families);

  private MapRegistry() {}

  /**
   * {@return all families, in the order of tables}
   *
   * @throws InputException if a service on the class path cannot be loaded, or names a family that
   *     is known already
   */
  public static List<Family> families() {
    return FAMILIES.all();
  }

  /** {@return families with a kink at 0, whose inverse maps are exactly 0 on an interval} */
  public static List<Family> kinked() {
    return KINKED;
  }

  /** {@return ways of applying a potential to a matrix} */
  public static List<Wrapper> wrappers() {
    return WRAPPERS;
  }

  /** {@return formulas that are accepted, as specifications} */
  public static List<String> formulas() {
    return FORMULAS;
  }

  /** {@return the canonical examples of every family, parsed: what checks and tables range over} */
  public static List<Potential> examples() {
    List<Potential> all = new ArrayList<>();
    for (Family family : families()) {
      for (String spec : family.examples()) {
        all.add(MapSpec.parse(spec).perLayer().get(0).potential());
      }
    }
    return all;
  }

  private static Family family(
      String name,
      String formula,
      List<Parameter> parameters,
      Function<double[], Potential> potential,
      String... examples) {
    return new Family(name, formula, parameters, potential, List.of(examples));
  }

  private static Parameter required(String name, String domain) {
    return new Parameter(name, OptionalDouble.empty(), domain);
  }

  private static Parameter optional(String name, double preset, String domain) {
    return new Parameter(name, OptionalDouble.of(preset), domain);
  }
}
