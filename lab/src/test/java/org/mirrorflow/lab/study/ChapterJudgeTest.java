package org.mirrorflow.lab.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mirrorflow.lab.run.Trajectory;

/** The judges of features and extensions, each on what it must accept and what it must refuse. */
final class ChapterJudgeTest {
  private static final double NAN = Double.NaN;

  static Stream<JudgeTest.Case<?>> cases() {
    return Stream.of(
        everyMap(),
        times(),
        exponent(),
        diagonal(),
        depth(),
        plane(),
        images(),
        neighbours(),
        factors(),
        architecturesBalance(),
        architecturesMargin(),
        structure(),
        convolutionBalance(),
        convolutionMargin(),
        convolutionGaps(),
        convolutionOrder(),
        convolutionImages(),
        cifar(),
        scale());
  }

  @ParameterizedTest
  @MethodSource("cases")
  <T> void holdsForTheTheoryAndFailsForItsOpposite(JudgeTest.Case<T> test) {
    for (T good : test.holds()) {
      assertThat(test.judge().apply(good).holds()).as(String.valueOf(good)).isTrue();
    }
    for (T bad : test.fails()) {
      assertThat(test.judge().apply(bad).holds()).as(String.valueOf(bad)).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  <T> void saysWhatWasMeasuredAndPredicted(JudgeTest.Case<T> test) {
    for (T input : test.holds()) {
      ClaimResult claim = test.judge().apply(input);
      assertThat(claim.question()).endsWith("?");
      assertThat(List.of(claim.id(), claim.measured(), claim.predicted(), claim.figure()))
          .noneMatch(String::isBlank);
    }
  }

  @Test
  void withoutImagesNothingIsSaid() {
    ClaimResult claim = ImagesChapter.judge(Map.of());
    assertThat(claim.holds()).isNull();
    assertThat(claim.measured()).contains("skipped", "mnist", "fashion-mnist");
    ClaimResult convolutions = ConvolutionChapter.judgeImages(Map.of());
    assertThat(convolutions.holds()).isNull();
    assertThat(convolutions.measured()).contains("skipped", "mnist");
    ClaimResult cifar = CifarChapter.judge(Map.of());
    assertThat(cifar.holds()).isNull();
    assertThat(cifar.measured()).contains("skipped", "cifar-10");
  }

  private static <T> JudgeTest.Case<T> of(
      String name, Function<T, ClaimResult> judge, List<T> holds, List<T> fails) {
    return new JudgeTest.Case<>(name, judge, holds, fails);
  }

  private static BalanceChapter.Drift drift(double layers, double neurons) {
    return new BalanceChapter.Drift(layers, OptionalDouble.of(neurons));
  }

  private static JudgeTest.Case<List<BalanceChapter.Drift>> everyMap() {
    BalanceChapter.Drift spectral = new BalanceChapter.Drift(1e-4, OptionalDouble.empty());
    return of(
        "every map",
        drifts -> {
          Map<String, Map<String, BalanceChapter.Drift>> every = new LinkedHashMap<>();
          drifts.forEach(d -> every.put("map " + every.size(), Map.of("net", d)));
          return BalanceChapter.judgeEvery(every);
        },
        List.of(List.of(spectral), List.of(drift(1e-4, 1e-4), spectral, drift(0, 0))),
        List.of(
            List.of(),
            List.of(drift(1e-4, 0.1)),
            List.of(drift(0.1, 0), drift(0, 0)),
            List.of(drift(0, NAN), drift(0, 0)),
            List.of(drift(0, 0), drift(NAN, 0), drift(0, 0))));
  }

  private static JudgeTest.Case<Map<String, double[][]>> times() {
    return of(
        "times",
        RatesChapter::judgeTimes,
        List.of(Map.of("a", new double[][] {{1, 5}, {2, 2.1}}, "b", new double[][] {{3, 3}})),
        List.of(
            Map.of(),
            Map.of("a", new double[][] {}),
            Map.of("a", new double[][] {{2, 3}}),
            Map.of("a", new double[][] {{2, 2}}, "b", new double[][] {{2, NAN}})));
  }

  private static Map<String, double[]> spread(double... shares) {
    List<String> labels =
        List.of(
            "ℓ1, ℓ1", "ℓ1, ℓ2", "ℓ1.5, ℓ1.5", "ℓ2, ℓ2", "ℓ1.5, ℓ3", "ℓ2, ℓ3", "ℓ3, ℓ3", "ℓ∞, ℓ∞");
    Map<String, double[]> spread = new LinkedHashMap<>();
    for (int i = 0; i < shares.length; i++) {
      spread.put(labels.get(i), new double[] {shares[i]});
    }
    return spread;
  }

  private static JudgeTest.Case<Map<String, double[]>> exponent() {
    return of(
        "exponent",
        ExponentChapter::judgeOrder,
        List.of(spread(0.2, 0.3, 0.28, 0.5, 0.47, 0.8, 0.9, 1)),
        List.of(
            Map.of(),
            spread(0.2, 0.3),
            spread(0.2, 0.3, 0.2, 0.5, 0.47, 0.8, 0.9, 1),
            spread(1, 0.9, 0.8, 0.5, 0.5, 0.4, 0.3, 0.2),
            spread(0.6, 0.6, 0.6, 0.7, 0.7, 0.8, 0.9, 1),
            spread(0.2, 0.3, 0.28, NAN, 0.47, 0.8, 0.9, 1)));
  }

  private static JudgeTest.Case<Map<String, double[]>> diagonal() {
    return of(
        "diagonal",
        ExponentChapter::judgeExact,
        List.of(Map.of("a", new double[] {0.99, 1}, "b", new double[] {0.999})),
        List.of(
            Map.of(),
            Map.of("a", new double[0]),
            Map.of("a", new double[] {0.99, 0.9}),
            Map.of("a", new double[] {1}, "b", new double[] {NAN}),
            Map.of("a", new double[] {1.2}),
            Map.of("a", new double[] {-1})));
  }

  private static Map<String, Map<String, double[]>> layers(double... means) {
    Map<String, Map<String, double[]>> deep = new LinkedHashMap<>();
    List<String> maps = List.of("hyperbolic", "euclidean", "p = 3");
    for (int i = 0; i < means.length; i++) {
      deep.put(maps.get(i), Map.of("layer 1", new double[] {means[i]}));
    }
    return deep;
  }

  private static JudgeTest.Case<Map<String, Map<String, double[]>>> depth() {
    return of(
        "depth",
        ExponentChapter::judgeDepth,
        List.of(layers(0.1, 0.5, 0.9)),
        List.of(
            Map.of(),
            layers(0.1, 0.5),
            layers(0.5, 0.1, 0.9),
            layers(0.1, 0.5, 0.5),
            layers(0.1, NAN, 0.9)));
  }

  private static JudgeTest.Case<Map<String, double[]>> plane() {
    return of(
        "plane",
        PlaneChapter::judge,
        List.of(Map.of("hyperbolic", new double[] {5, 9}, "cosh", new double[] {40, 39})),
        List.of(
            Map.of(),
            Map.of("hyperbolic", new double[] {5}),
            Map.of("hyperbolic", new double[] {25}, "cosh", new double[] {40}),
            Map.of("hyperbolic", new double[] {0}, "cosh", new double[] {40}),
            Map.of("hyperbolic", new double[] {5}, "cosh", new double[] {NAN})));
  }

  private static Map<String, Double> shares(double few, double some, double many) {
    return Map.of("hyperbolic", few, "euclidean", some, "cosh", many);
  }

  private static JudgeTest.Case<Map<String, Map<String, Double>>> images() {
    return of(
        "images",
        ImagesChapter::judge,
        List.of(
            Map.of("mnist", shares(0.2, 0.5, 0.9)),
            Map.of("mnist", shares(0.2, 0.5, 0.9), "fashion-mnist", shares(0.1, 0.2, 0.3))),
        List.of(
            Map.of("mnist", Map.of()),
            Map.of("mnist", shares(0.5, 0.2, 0.9)),
            Map.of("mnist", shares(0.2, 0.5, 0.9), "fashion-mnist", shares(0.3, 0.4, 0.4)),
            Map.of("mnist", shares(NAN, 0.5, 0.9))));
  }

  private static final List<String> METHODS =
      List.of(
          "coordinate descent",
          "gradient descent",
          "mirror flow, euclidean",
          "sign descent",
          "Adam without ε",
          "Muon (no momentum)",
          "nuclear descent");

  private static Map<String, List<double[]>> matrix(double own, double other) {
    int[] place = {0, 1, 1, 2, 2, 3, 4};
    Map<String, List<double[]>> shares = new LinkedHashMap<>();
    for (int m = 0; m < METHODS.size(); m++) {
      double[] row = {other, other, other, other, other};
      row[place[m]] = own;
      shares.put(METHODS.get(m), List.of(row));
    }
    return shares;
  }

  private static JudgeTest.Case<Map<String, List<double[]>>> neighbours() {
    Map<String, List<double[]>> adam = new LinkedHashMap<>(matrix(0.99, 0.5));
    adam.put("Adam without ε", List.of(new double[] {0.5, 0.99, 0.8, 0.5, 0.5}));
    Map<String, List<double[]>> none = new LinkedHashMap<>(matrix(0.99, 0.5));
    none.remove("sign descent");
    Map<String, List<double[]>> nan = new LinkedHashMap<>(matrix(0.99, 0.5));
    nan.put("gradient descent", List.of(new double[] {NAN, NAN, NAN, NAN, NAN}));
    return of(
        "neighbours",
        NeighboursChapter::judge,
        List.of(matrix(0.99, 0.5), matrix(1, 0.98)),
        List.of(Map.of(), matrix(0.9, 0.5), matrix(0.99, 0.995), adam, none, nan));
  }

  private static FactorsOf.Result speed(double speed, double distance) {
    double late = Math.log(speed);
    return new FactorsOf.Result(
        new double[] {0, 1}, new double[] {-late, 1 - late}, new double[] {0, distance});
  }

  private static JudgeTest.Case<List<FactorsOf.Result>> factors() {
    return of(
        "factors",
        pair ->
            FactorsChapter.judge(
                pair.isEmpty()
                    ? Map.of()
                    : Map.of(
                        "u∘u − v∘v", List.of(pair.get(0)), "m∘w", pair.subList(1, pair.size()))),
        List.of(List.of(speed(4, 1e-4), speed(2, 1e-4), speed(2.01, 0))),
        List.of(
            List.of(),
            List.of(speed(4, 0)),
            List.of(speed(2, 0), speed(2, 0)),
            List.of(speed(4, 0), speed(4, 0)),
            List.of(speed(4, 0.1), speed(2, 0)),
            List.of(speed(4, 0), speed(2, 0), speed(2.1, 0)),
            List.of(speed(NAN, 0), speed(2, 0)),
            List.of(
                new FactorsOf.Result(new double[0], new double[0], new double[0]), speed(2, 0))));
  }

  private static ArchitectureChapter.Reading net(
      double layers, double neurons, double fall, double growth) {
    return new ArchitectureChapter.Reading(layers, neurons, fall, growth);
  }

  private static <T> Map<String, List<T>> one(T reading) {
    Map<String, List<T>> readings = new LinkedHashMap<>();
    readings.put("a", List.of(reading));
    return readings;
  }

  private static JudgeTest.Case<ArchitectureChapter.Reading> architecturesBalance() {
    return of(
        "architectures, balance",
        r -> ArchitectureChapter.judgeBalance(one(r)),
        List.of(net(1e-3, 1e-3, 0, 2)),
        List.of(
            net(3e-3, 0, 0, 2),
            net(0, 3e-3, 0, 2),
            net(NAN, 0, 0, 2),
            ArchitectureChapter.reading(trajectory(), true)));
  }

  private static JudgeTest.Case<ArchitectureChapter.Reading> architecturesMargin() {
    return of(
        "architectures, margin",
        r -> ArchitectureChapter.judgeMargin(one(r)),
        List.of(
            net(0, 0, 1e-4, 2),
            ArchitectureChapter.reading(trajectory(0.1, 0.2, 0.3), true),
            ArchitectureChapter.reading(trajectory(0.1, 0.3, 0.2), false)),
        List.of(
            net(0, 0, 0.1, 2),
            net(0, 0, 0, 0.9),
            net(0, 0, 0, NAN),
            ArchitectureChapter.reading(trajectory(0.1, 0.3, 0.2), true),
            ArchitectureChapter.reading(trajectory(0.3, 0.1), false),
            ArchitectureChapter.reading(trajectory(), true)));
  }

  private static Trajectory trajectory(double... margins) {
    List<double[]> rows = new ArrayList<>();
    for (int i = 0; i < margins.length; i++) {
      rows.add(new double[] {-1 - i, margins[i], 0, 0});
    }
    return new Trajectory(
        List.of("logLoss", "smoothedMargin", "balanceDrift", "neuronBalanceDrift"), rows);
  }

  private static Map<String, List<StructureChapter.Reading>> structures(
      double few, double many, double low, double high) {
    return Map.of(
        "rows, ℓ1", List.of(new StructureChapter.Reading(few, 3, 0)),
        "rows, ℓ3", List.of(new StructureChapter.Reading(many, 3, 0)),
        "singular values, ℓ1", List.of(new StructureChapter.Reading(9, low, 0)),
        "singular values, ℓ3", List.of(new StructureChapter.Reading(9, high, 0)),
        "euclidean", List.of(new StructureChapter.Reading(10, 3, 0)));
  }

  private static JudgeTest.Case<Map<String, List<StructureChapter.Reading>>> structure() {
    return of(
        "structure",
        StructureChapter::judge,
        List.of(structures(5, 18, 1.5, 4)),
        List.of(
            Map.of(),
            structures(18, 5, 1.5, 4),
            structures(11, 18, 1.5, 4),
            structures(5, 18, 4, 1.5),
            structures(5, 18, 3.5, 4),
            structures(NAN, 18, 1.5, 4)));
  }

  private static ConvolutionReading convolution(
      double layers, double channels, double fall, double growth, double steepest) {
    return new ConvolutionReading(layers, channels, fall, growth, steepest, 0.1, 5, 0.5);
  }

  private static Map<String, List<ConvolutionReading>> under(String map, ConvolutionReading read) {
    return Map.of("depth 3, " + map, List.of(read));
  }

  private static JudgeTest.Case<ConvolutionReading> convolutionBalance() {
    return of(
        "convolutions, balance",
        r -> ConvolutionChapter.judgeBalance(under("cosh", r)),
        List.of(convolution(1e-4, 1e-4, 0, 2, 0.5)),
        List.of(
            convolution(2e-3, 0, 0, 2, 0.5),
            convolution(0, 2e-3, 0, 2, 0.5),
            convolution(0, NAN, 0, 2, 0.5)));
  }

  private static JudgeTest.Case<ConvolutionReading> convolutionMargin() {
    return of(
        "convolutions, margin",
        r -> ConvolutionChapter.judgeMargin(under("euclidean", r)),
        List.of(convolution(0, 0, 1e-4, 2, 0.5)),
        List.of(
            convolution(0, 0, 0.1, 2, 0.5),
            convolution(0, 0, 0, 0.9, 0.5),
            convolution(0, 0, NAN, 2, 0.5),
            convolution(0, 0, 0, NAN, 0.5)));
  }

  private static JudgeTest.Case<double[][]> convolutionGaps() {
    return of(
        "convolutions, KKT gap",
        marks ->
            ConvolutionChapter.judgeGaps(
                under("cosh", convolution(0, 0, 0, 2, ConvolutionReading.steepest(gaps(marks))))),
        List.of(
            new double[][] {{-2, 1}, {-12, 0.4}},
            new double[][] {{-1, 1}, {-5, 1.2}, {-12, 0.4}, {-50, 0.5}, {-120, 0.3}}),
        List.of(
            new double[][] {},
            new double[][] {{-2, 1}, {-9, 0.4}},
            new double[][] {{-2, 1}, {-12, 1.1}},
            new double[][] {{-2, 1}, {-12, NAN}, {-120, 0.3}},
            new double[][] {{-2, 1}, {-12, 0.4}, {-120, 0.5}, {-1200, 0.1}}));
  }

  private static Trajectory gaps(double[]... marks) {
    return new Trajectory(List.of("logLoss", "kktGap"), List.of(marks));
  }

  private static Map<String, Map<String, double[]>> channels(double... shares) {
    List<String> maps = List.of("hyperbolic", "p = 1.5", "euclidean", "p = 3", "cosh");
    Map<String, double[]> byMap = new LinkedHashMap<>();
    for (int i = 0; i < shares.length; i++) {
      byMap.put(maps.get(i), new double[] {shares[i]});
    }
    return Map.of("depth 3", byMap);
  }

  private static JudgeTest.Case<Map<String, Map<String, double[]>>> convolutionOrder() {
    return of(
        "convolutions, channels",
        ConvolutionChapter::judgeOrder,
        List.of(channels(0.1, 0.2, 0.4, 0.7, 0.8), channels(0.2, 0.1, 0.4, 0.7, 0.8)),
        List.of(
            Map.of(),
            channels(0.1, 0.2, 0.4),
            channels(0.8, 0.7, 0.4, 0.2, 0.1),
            channels(0.2, 0.1, 0.4, 0.8, 0.7),
            channels(0.4, 0.2, 0.3, 0.7, 0.8),
            channels(0.1, 0.2, 0.4, 0.7, 0.4),
            channels(0.1, NAN, 0.4, 0.7, 0.8)));
  }

  private static JudgeTest.Case<Map<String, Double>> convolutionImages() {
    return of(
        "convolutions, images",
        ConvolutionChapter::judgeImages,
        List.of(shares(0.2, 0.5, 0.9)),
        List.of(
            Map.of("hyperbolic", 0.2),
            shares(0.5, 0.2, 0.9),
            shares(0.2, 0.5, 0.5),
            shares(NAN, 0.5, 0.9)));
  }

  private static List<ChannelsOf.Result> trained(double... shares) {
    return java.util.Arrays.stream(shares)
        .mapToObj(
            share ->
                new ChannelsOf.Result(
                    0.1,
                    0.1,
                    1,
                    0.4,
                    List.of(8, 16),
                    List.of(8, 16),
                    List.of(share, share),
                    List.of(8, 16),
                    100,
                    100,
                    0.4))
        .toList();
  }

  private static Map<String, List<ChannelsOf.Result>> cifar(
      double hyperbolic, double euclidean, double cosh) {
    return Map.of(
        "hyperbolic", trained(hyperbolic, hyperbolic),
        "euclidean", trained(euclidean),
        "cosh", trained(cosh));
  }

  private static JudgeTest.Case<Map<String, List<ChannelsOf.Result>>> cifar() {
    return of(
        "convolutions, CIFAR-10",
        CifarChapter::judge,
        List.of(cifar(0.7, 0.8, 0.9)),
        List.of(
            cifar(0.8, 0.7, 0.9),
            cifar(0.7, 0.9, 0.9),
            cifar(NAN, 0.8, 0.9),
            Map.of("hyperbolic", trained(0.7), "euclidean", trained(0.8))));
  }

  private static ScaleChapter.Setting setting(double exponent, double share) {
    return new ScaleChapter.Setting(1, 1, new double[] {exponent}, new double[] {share});
  }

  private static JudgeTest.Case<List<ScaleChapter.Setting>> scale() {
    return of(
        "scale",
        ScaleChapter::judge,
        List.of(List.of(setting(1, 0.2), setting(1.5, 0.4), setting(2, 0.9))),
        List.of(
            List.of(),
            List.of(setting(1, 0.2)),
            List.of(setting(1, 0.9), setting(1.5, 0.4), setting(2, 0.2)),
            List.of(setting(1, 0.5), setting(1.5, 0.5), setting(2, 0.5)),
            List.of(setting(1, 0.2), setting(NAN, 0.4), setting(2, 0.9))));
  }

  @Test
  void intervalsAreThoseOfStudent() {
    Interval five = Interval.of(1, 2, 3, 4, 5);
    double half = 2.7764451051977987 * Math.sqrt(2.5 / 5);
    assertThat(five.mean()).isEqualTo(3);
    assertThat(five.high() - 3).isCloseTo(half, org.assertj.core.data.Offset.offset(1e-9));
    assertThat(3 - five.low()).isCloseTo(half, org.assertj.core.data.Offset.offset(1e-9));
    assertThat(Interval.of(7).low()).isNaN();
    assertThat(Interval.of(7).text()).isEqualTo("7");
    assertThat(Interval.of().mean()).isNaN();
    assertThat(Interval.of(1, NAN).mean()).isNaN();
  }

  @Test
  void ranksCorrelate() {
    double[] x = {1, 2, 3, 4};
    assertThat(Numbers.rankCorrelation(x, new double[] {1, 4, 9, 16})).isEqualTo(1);
    assertThat(Numbers.rankCorrelation(x, new double[] {4, 3, 2, 1})).isEqualTo(-1);
    assertThat(Numbers.rankCorrelation(x, new double[] {1, 1, 1, 1})).isNaN();
    assertThat(Numbers.rankCorrelation(x, new double[] {1, 2, NAN, 4})).isNaN();
  }
}
