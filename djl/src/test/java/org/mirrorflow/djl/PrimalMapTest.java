package org.mirrorflow.djl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mirrorflow.Tolerances;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.Parts;
import org.mirrorflow.map.ElasticNet;
import org.mirrorflow.map.MapRegistry;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.map.MirrorMap;
import org.mirrorflow.map.Potential;

/** Inverse maps on arrays against those of core, which are accurate to a few ulp. */
final class PrimalMapTest {
  private static final List<String> ON_DEVICE =
      List.of(
          "euclidean",
          "p:1.5",
          "p:3",
          "p:2.5",
          "p:10",
          "hyperbolic:beta=0.1",
          "hyperbolic:beta=1e-6",
          "log:a=1",
          "log:a=1000",
          "cosh:s=1",
          "cosh:s=0.01",
          "enet:lambda=1",
          "enet:lambda=0.01");

  static Stream<String> maps() {
    return Stream.concat(
            MapRegistry.examples().stream()
                .flatMap(
                    p ->
                        Stream.of(
                            p.spec(), "group(" + p.spec() + ")", "spectral(" + p.spec() + ")")),
            ON_DEVICE.stream())
        .distinct();
  }

  /** Both signs and zero, 60 decades in float64 and 12 in float32. */
  private static double[] grid(DataType type, MirrorMap map) {
    int decades = type == DataType.FLOAT64 ? 30 : 6;
    double top =
        map.spec().startsWith("hyperbolic") || map.spec().startsWith("log") ? 1.5 : decades;
    return DoubleStream.iterate(-decades, e -> e <= top, e -> e + 0.37)
        .map(e -> Math.pow(10, e))
        .flatMap(z -> DoubleStream.of(z, -z))
        .toArray();
  }

  @ParameterizedTest
  @MethodSource("maps")
  void agreesWithCoreInFloat64(String spec) {
    check(spec, DataType.FLOAT64, Tolerances.FLOAT64);
  }

  @ParameterizedTest
  @MethodSource("maps")
  void agreesWithCoreInFloat32(String spec) {
    check(spec, DataType.FLOAT32, Tolerances.FLOAT32);
  }

  private static void check(String spec, DataType type, double tolerance) {
    MirrorMap map = MapSpec.parse(spec).perLayer().get(0);
    boolean entrywise = map.over() == Parts.ENTRIES;
    double[] z = entrywise ? grid(type, map) : matrix();
    Shape shape = entrywise ? new Shape(z.length) : new Shape(4, 2, 3);
    Block block = entrywise ? Block.matrix(1, z.length) : Block.matrix(4, 6);
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      NDArray dual = Arrays64.create(manager, z, shape, type);
      double[] rounded = Arrays64.values(dual);
      double[] expected = new double[z.length];
      map.inverse(rounded, block, expected);
      NDArray theta = new PrimalMap(map, block).primal(dual);
      assertThat(theta.getShape()).isEqualTo(shape);
      assertThat(theta.getDataType()).isEqualTo(type);
      double[] found = Arrays64.values(theta);
      assertThat(Arrays64.values(dual)).isEqualTo(rounded);
      double low = type == DataType.FLOAT64 ? Double.MIN_NORMAL : Float.MIN_NORMAL;
      double high = type == DataType.FLOAT64 ? Double.MAX_VALUE : Float.MAX_VALUE;
      for (int j = 0; j < z.length; j++) {
        double size = Math.abs(expected[j]);
        if (size >= low && size <= high) {
          double bound = tolerance * (1 + conditionOf(map, rounded[j])) * size;
          assertThat(found[j])
              .as("%s at z=%s", spec, rounded[j])
              .isBetween(expected[j] - bound, expected[j] + bound);
        }
      }
    }
  }

  /** Exponentials turn a rounding of their argument into one of the result, |z| times as large. */
  private static double conditionOf(MirrorMap map, double z) {
    if (map.potential() instanceof ElasticNet net) {
      return Math.abs(z) / Math.max(Math.abs(z) - net.lambda(), Math.ulp(z)); // |z| − λ cancels
    }
    return map.spec().startsWith("log")
        ? Math.abs(z) * ((org.mirrorflow.map.LogMap) map.potential()).a()
        : map.spec().startsWith("hyperbolic") ? Math.abs(z) : 0;
  }

  private static double[] matrix() {
    double[] z = new double[24];
    for (int j = 0; j < z.length; j++) {
      z[j] = Math.sin(1 + 3 * j) * 0.8;
    }
    return z;
  }

  @Test
  void theMapsOfTheGuideStayOnTheDevice() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      NDArray z = manager.create(0.5);
      for (String spec : ON_DEVICE) {
        Potential potential = MapSpec.parse(spec).perLayer().get(0).potential();
        assertThat(potential.inverse(new DeviceFunctions(), z)).as(spec).isPresent();
      }
    }
  }

  /** log(x + √(1 + x²)) loses every digit here: 65 % error at −1e8 in float64, all in float32. */
  @Test
  void asinhIsOddAndExactNearZeroAndFarOut() {
    double[] z = {-1e8, 1e8, -1e-8, 1e-8, 0, 1e30, -1e30, 1e-30, -1e38};
    double[] expected = {
      -19.113827924512310,
      19.113827924512310,
      -1e-8,
      1e-8,
      0,
      69.77069997038132,
      -69.77069997038132,
      1e-30,
      -88.19138071433369
    };
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      NDArray x = manager.create(z);
      double[] found = new DeviceFunctions().scaledAsinh(1, x).toDoubleArray();
      NDArray narrow = x.toType(DataType.FLOAT32, true);
      double[] found32 = Arrays64.values(new DeviceFunctions().scaledAsinh(1, narrow));
      for (int j = 0; j < z.length; j++) {
        assertThat(found[j])
            .isBetween(
                expected[j] - 1e-14 * Math.abs(expected[j]),
                expected[j] + 1e-14 * Math.abs(expected[j]));
        assertThat(found32[j])
            .isBetween(
                expected[j] - 1e-6 * Math.abs(expected[j]),
                expected[j] + 1e-6 * Math.abs(expected[j]));
      }
    }
  }
}
