package org.mirrorflow.lab.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mirrorflow.lab.run.Trajectory;

/** The judges of known results, each on what it must accept and what it must refuse. */
final class KnownJudgeTest {
  private static final double NAN = Double.NaN;

  static Stream<JudgeTest.Case<?>> cases() {
    return Stream.of(
        fanOwn(),
        fanFlow(),
        fanNearest(),
        fanRate(),
        pesmeDirection(),
        pesmeFall(),
        sunOwn(),
        sunOrder(),
        woodworthPotential(),
        woodworthRegimes(),
        woodworthDepth(),
        liEqual(),
        liDifferent(),
        lyuGrowth(),
        lyuRate(),
        lyuFar(),
        gronich(),
        tsilivisMargins(),
        tsilivisGaps(),
        bungertSparse(),
        bungertBias(),
        bungertAccuracy(),
        liangBound(),
        liangPatterns(),
        liangShared());
  }

  @ParameterizedTest
  @MethodSource("cases")
  <T> void holdsForWhatIsStatedAndFailsForItsOpposite(JudgeTest.Case<T> test) {
    for (T good : test.holds()) {
      ClaimResult claim = test.judge().apply(good);
      assertThat(claim.holds()).as(claim.measured()).isTrue();
      assertThat(claim.question()).endsWith("?");
      assertThat(List.of(claim.id(), claim.measured(), claim.predicted(), claim.figure()))
          .noneMatch(String::isBlank);
    }
    for (T bad : test.fails()) {
      ClaimResult claim = test.judge().apply(bad);
      assertThat(claim.holds()).as(claim.measured()).isFalse();
    }
  }

  private static FanChapter.End end(
      String norm, double sup, double two, double cosSup, double cosTwo) {
    return new FanChapter.End(
        norm, Map.of("ℓ∞", sup, "ℓ2", two), Map.of("ℓ∞", cosSup, "ℓ2", cosTwo));
  }

  private static JudgeTest.Case<Map<String, FanChapter.End>> fanOwn() {
    return new JudgeTest.Case<>(
        "fan-own",
        FanChapter::judgeOwn,
        List.of(Map.of("sign", end("ℓ∞", 0.9, 0.5, 0, 0), "plain", end("ℓ2", 0.6, 0.8, 0, 0))),
        List.of(
            Map.of(),
            Map.of("sign", end("ℓ∞", 0.9, 0.85, 0, 0), "plain", end("ℓ2", 0.6, 0.8, 0, 0)),
            Map.of("sign", end("ℓ∞", NAN, 0.5, 0, 0), "plain", end("ℓ2", 0.6, 0.8, 0, 0))));
  }

  private static JudgeTest.Case<Map<String, FanChapter.End>> fanNearest() {
    return new JudgeTest.Case<>(
        "fan-nearest",
        FanChapter::judgeNearest,
        List.of(Map.of("sign", end("ℓ∞", 0, 0, 0.9, 0.7), "plain", end("ℓ2", 0, 0, 0.7, 0.9))),
        List.of(
            Map.of(),
            Map.of("sign", end("ℓ∞", 0, 0, 0.7, 0.9)),
            Map.of("sign", end("ℓ∞", 0, 0, NAN, 0.9))));
  }

  private static JudgeTest.Case<Map<String, double[][]>> fanRate() {
    return new JudgeTest.Case<>(
        "fan-rate",
        FanChapter::judgeRate,
        List.of(Map.of("sign", decay(-0.5)), Map.of("sign", decay(-0.9), "plain", decay(-0.4))),
        List.of(
            Map.of(), Map.of("sign", decay(-0.5), "plain", decay(-0.1)), Map.of("a", decay(NAN))));
  }

  /** A gap t^slope at 1, 2, …, 1000 steps. */
  private static double[][] decay(double slope) {
    double[] t = new double[1000];
    double[] gap = new double[1000];
    for (int k = 0; k < t.length; k++) {
      t[k] = k + 1;
      gap[k] = Math.pow(t[k], slope);
    }
    return new double[][] {t, gap};
  }

  private static JudgeTest.Case<Map<String, FanChapter.End>> fanFlow() {
    return new JudgeTest.Case<>(
        "fan-flow",
        FanChapter::judgeFlows,
        List.of(Map.of("cosh", end("ℓ∞", 0.9, 0.5, 0, 0), "euclidean", end("ℓ2", 0.6, 0.8, 0, 0))),
        List.of(
            Map.of(),
            Map.of("cosh", end("ℓ∞", 0.5, 0.5, 0, 0), "euclidean", end("ℓ2", 0.6, 0.8, 0, 0))));
  }

  /** A flow whose angle to the own direction is given, and that to another at the end. */
  private static Map<String, PesmeChapter.Way> way(double other, double... own) {
    double[] last = own.clone();
    Arrays.fill(last, other);
    return Map.of("quadratic", new PesmeChapter.Way("ℓ2", own, Map.of("ℓ2", own, "ℓ1", last)));
  }

  private static JudgeTest.Case<Map<String, PesmeChapter.Way>> pesmeDirection() {
    return new JudgeTest.Case<>(
        "pesme-direction",
        PesmeChapter::judgeDirections,
        List.of(way(0.5, 0.3, 0.2, 0.1, 0.01)),
        List.of(Map.of(), way(0.5, 0.3, 0.2, 0.2, 0.2), way(0.001, 0.01), way(0.5), way(NAN, 0.1)));
  }

  private static JudgeTest.Case<Map<String, PesmeChapter.Way>> pesmeFall() {
    return new JudgeTest.Case<>(
        "pesme-fall",
        PesmeChapter::judgeFall,
        List.of(way(0.5, 0.1, 0.3, 0.2, 0.1, 0.05)),
        List.of(
            Map.of(), way(0.5, 0.4, 0.3, 0.2, 0.1, 0.2), way(0.5, 0.1), way(0.5, 1, 1, 1, 1, NAN)));
  }

  private static Map<String, SunChapter.Margins> shares(double[]... rows) {
    return Map.of("data", new SunChapter.Margins(rows));
  }

  private static JudgeTest.Case<Map<String, SunChapter.Margins>> sunOwn() {
    return new JudgeTest.Case<>(
        "sun-own",
        SunChapter::judgeOwn,
        List.of(shares(new double[] {0.99, 0.8}, new double[] {0.9, 1})),
        List.of(
            Map.of(),
            shares(new double[] {0.99, 0.8}, new double[] {0.995, 1}),
            shares(new double[] {0.99, NAN}, new double[] {0.9, 1}),
            shares(new double[] {1})));
  }

  private static JudgeTest.Case<Map<String, SunChapter.Margins>> sunOrder() {
    return new JudgeTest.Case<>(
        "sun-order",
        SunChapter::judgeOrder,
        List.of(
            shares(
                new double[] {1, 0.8, 0.6},
                new double[] {0.9, 1, 0.9},
                new double[] {0.7, 0.8, 1})),
        List.of(
            Map.of(),
            shares(
                new double[] {1, 0.8, 0.6}, new double[] {0.7, 1, 0.5}, new double[] {0.8, 0.8, 1}),
            shares(new double[] {1, NAN}, new double[] {0.9, 1})));
  }

  private static WoodworthChapter.Point point(
      double alpha, double distance, double error, double sum, double fromKernel) {
    return new WoodworthChapter.Point(alpha, distance, error, error, sum, fromKernel);
  }

  private static Map<String, List<WoodworthChapter.Point>> points(WoodworthChapter.Point... all) {
    return Map.of("D = 2", List.of(all));
  }

  private static JudgeTest.Case<Map<String, List<WoodworthChapter.Point>>> woodworthPotential() {
    return new JudgeTest.Case<>(
        "woodworth-potential",
        WoodworthChapter::judgePotential,
        List.of(points(point(0.1, 1e-4, 0, 1, 1), point(1, 1e-5, 0, 1, 1))),
        List.of(
            Map.of(),
            points(point(0.1, 1e-4, 0, 1, 1), point(1, 0.1, 0, 1, 1)),
            points(point(0.1, NAN, 0, 1, 1))));
  }

  private static JudgeTest.Case<Map<String, List<WoodworthChapter.Point>>> woodworthRegimes() {
    WoodworthChapter.Point rich = point(0.01, 0, 1e-4, 1.005, 1.5);
    WoodworthChapter.Point kernel = point(1, 0, 0.7, 2.4, 0.001);
    return new JudgeTest.Case<>(
        "woodworth-regimes",
        WoodworthChapter::judgeRegimes,
        List.of(points(rich, kernel)),
        List.of(
            Map.of(),
            points(kernel, rich),
            points(rich, rich),
            points(point(0.01, 0, 0.5, 1.005, 1.5), kernel),
            points(point(0.01, 0, NAN, NAN, 1.5), kernel)));
  }

  private static JudgeTest.Case<Map<String, List<WoodworthChapter.Point>>> woodworthDepth() {
    BiFunction<Double, Double, Map<String, List<WoodworthChapter.Point>>> sums =
        (two, three) -> {
          Map<String, List<WoodworthChapter.Point>> all = new LinkedHashMap<>();
          all.put("D = 2", List.of(point(0.1, 0, 0, two, 1)));
          all.put("D = 3", List.of(point(0.1, 0, 0, three, 1)));
          return all;
        };
    return new JudgeTest.Case<>(
        "woodworth-depth",
        WoodworthChapter::judgeDepth,
        List.of(sums.apply(1.5, 1.1)),
        List.of(Map.of(), sums.apply(1.1, 1.5), sums.apply(NAN, 1.1), points(rich())));
  }

  private static WoodworthChapter.Point rich() {
    return point(0.01, 0, 1e-4, 1.005, 1.5);
  }

  private static Map<String, TwinOf.Result> twin(Double... distances) {
    return Map.of("D = 3", new TwinOf.Result(List.of(distances), List.of(distances)));
  }

  private static JudgeTest.Case<Map<String, TwinOf.Result>> liEqual() {
    return new JudgeTest.Case<>(
        "li-equal",
        LiChapter::judgeEqual,
        List.of(twin(1e-8, 1e-6)),
        List.of(Map.of(), twin(1e-8, 0.1, 1e-8), twin(NAN), twin()));
  }

  private static JudgeTest.Case<Map<String, TwinOf.Result>> liDifferent() {
    return new JudgeTest.Case<>(
        "li-different",
        LiChapter::judgeDifferent,
        List.of(twin(1e-8, 0.1)),
        List.of(Map.of(), twin(1e-8, 1e-6), twin(NAN), twin()));
  }

  /** Marks of steps, log ℒ, margin and κ; the smoothed margin is the margin. */
  private static Trajectory marks(double[]... rows) {
    return new Trajectory(
        List.of("steps", "logLoss", "qMargin", "smoothedMargin", "kktGap"),
        Arrays.stream(rows).map(r -> new double[] {r[0], r[1], r[2], r[2], r[3]}).toList());
  }

  private static JudgeTest.Case<Map<String, Trajectory>> lyuGrowth() {
    double[] first = {1, -1, 0.5, 1};
    return new JudgeTest.Case<>(
        "lyu-growth",
        LyuChapter::judgeGrowth,
        List.of(Map.of("flow", marks(first, new double[] {2, -5, 0.7, 0.5}))),
        List.of(
            Map.of(),
            Map.of("flow", marks(first)),
            Map.of("flow", marks(first, new double[] {2, -5, 0.4, 0.5})),
            Map.of(
                "flow", marks(first, new double[] {2, -5, 0.7, 1}, new double[] {3, -6, 0.6, 1}))));
  }

  private static JudgeTest.Case<Map<String, Trajectory>> lyuRate() {
    Trajectory slow = marks(new double[] {10, -1, 0.1, 1}, new double[] {1000, -5, 0.2, 1});
    Trajectory fast = marks(new double[] {10, -1, 0.1, 1}, new double[] {900, -50, 0.9, 1});
    Trajectory late = marks(new double[] {10, -1, 0.1, 1}, new double[] {2000, -50, 0.9, 1});
    return new JudgeTest.Case<>(
        "lyu-rate",
        LyuChapter::judgeRate,
        List.of(Map.of("constant rate", slow, "loss-scaled rate", fast)),
        List.of(
            Map.of(),
            Map.of("constant rate", slow, "loss-scaled rate", slow),
            Map.of("constant rate", slow, "loss-scaled rate", late),
            Map.of("loss-scaled rate", fast)));
  }

  private static JudgeTest.Case<Map<String, Trajectory>> lyuFar() {
    double[] first = {1, -10, 0.5, 1};
    return new JudgeTest.Case<>(
        "lyu-far",
        LyuChapter::judgeFar,
        List.of(Map.of("flow", marks(first, new double[] {2, -3000, 0.7, 0.1}))),
        List.of(
            Map.of(),
            Map.of("flow", marks()),
            Map.of("flow", marks(first, new double[] {2, -1000, 0.7, 0.1})),
            Map.of("flow", marks(first, new double[] {2, -3000, 0.7, 0.9})),
            Map.of("flow", marks(first, new double[] {2, -3000, 0.7, NAN}))));
  }

  private static Map<String, GronichChapter.End> margins(double sup, double two, double operator) {
    return Map.of(
        "sign",
        new GronichChapter.End(0, new double[] {sup, 1, 1}),
        "plain",
        new GronichChapter.End(1, new double[] {1, two, 1}),
        "Muon",
        new GronichChapter.End(2, new double[] {1, 1, operator}));
  }

  /** Two methods of one norm, one of which stays behind another norm's. */
  private static Map<String, GronichChapter.End> oneBehind() {
    Map<String, GronichChapter.End> ends = new LinkedHashMap<>(margins(2, 2, 2));
    ends.put("Adam", new GronichChapter.End(0, new double[] {0.5, 1, 1}));
    return ends;
  }

  private static JudgeTest.Case<Map<String, GronichChapter.End>> gronich() {
    return new JudgeTest.Case<>(
        "gronich",
        ends -> GronichChapter.judge("gronich", "ReLU", ends),
        List.of(margins(2, 2, 2)),
        List.of(Map.of(), margins(2, 0.5, 2), margins(2, 2, 1), margins(NAN, 2, 2), oneBehind()));
  }

  private static Map<String, double[][]> growing(double... margin) {
    double[] decay = new double[margin.length];
    Arrays.setAll(decay, k -> 5 + k);
    return Map.of("sign", new double[][] {decay, margin});
  }

  private static JudgeTest.Case<Map<String, double[][]>> tsilivisMargins() {
    return new JudgeTest.Case<>(
        "tsilivis-margin",
        TsilivisChapter::judgeMargins,
        List.of(growing(1, 2, 3)),
        List.of(Map.of(), growing(), growing(3, 2, 1), growing(1, 3, 2), growing(1, NAN)));
  }

  private static JudgeTest.Case<Map<String, double[]>> tsilivisGaps() {
    return new JudgeTest.Case<>(
        "tsilivis-kkt",
        TsilivisChapter::judgeGaps,
        List.of(Map.of("sign", new double[] {1, 0.8, 0.1})),
        List.of(
            Map.of(),
            Map.of("sign", new double[] {1, 0.8}),
            Map.of("sign", new double[] {1}),
            Map.of("sign", new double[] {1, NAN})));
  }

  private static BregmanOf.Result training(double loss, double accuracy, double... shares) {
    List<Double> all = Arrays.stream(shares).boxed().toList();
    return new BregmanOf.Result(
        all.stream().map(s -> 1L).toList(),
        all,
        all.stream().map(s -> loss).toList(),
        all.stream().map(s -> accuracy).toList());
  }

  private static Map<String, BregmanOf.Result> trainings(
      BregmanOf.Result own, BregmanOf.Result proximal, BregmanOf.Result dense) {
    return Map.of(
        BungertChapter.BREGMAN,
        own,
        BungertChapter.PROXIMAL,
        proximal,
        BungertChapter.DENSE,
        dense,
        BungertChapter.GRADIENT,
        training(0.01, 0.9, 1));
  }

  private static JudgeTest.Case<Map<String, BregmanOf.Result>> bungertSparse() {
    BregmanOf.Result fills = training(0.1, 0.9, 0.1, 0.6, 0.2);
    return new JudgeTest.Case<>(
        "bungert-sparse",
        BungertChapter::judgeSparse,
        List.of(trainings(training(0.1, 0.9, 0.1, 0.3, 0.3), fills, fills)),
        List.of(
            Map.of(),
            trainings(training(0.1, 0.9, 0.1, 0.5, 0.3), fills, fills),
            trainings(training(0.1, 0.9, 0.1, 0.7), fills, fills),
            trainings(training(0.1, 0.9), fills, fills),
            trainings(training(0.1, 0.9, NAN), fills, fills)));
  }

  private static JudgeTest.Case<Map<String, BregmanOf.Result>> bungertBias() {
    BregmanOf.Result held = training(0.1, 0.9, 0.5);
    return new JudgeTest.Case<>(
        "bungert-bias",
        BungertChapter::judgeBias,
        List.of(trainings(training(0.05, 0.9, 0.5), held, held)),
        List.of(
            Map.of(),
            trainings(training(0.2, 0.9, 0.5), held, held),
            trainings(training(0.05, 0.9, 0.5), held, training(0.01, 0.9, 0.5)),
            trainings(training(NAN, 0.9, 0.5), held, held)));
  }

  private static JudgeTest.Case<Map<String, BregmanOf.Result>> bungertAccuracy() {
    BregmanOf.Result any = training(0.1, 0.9, 0.5);
    return new JudgeTest.Case<>(
        "bungert-accuracy",
        BungertChapter::judgeAccuracy,
        List.of(trainings(training(0.1, 0.87, 0.3), any, any)),
        List.of(
            Map.of(),
            trainings(training(0.1, 0.8, 0.3), any, any),
            trainings(training(0.1, 0.95, 0.8), any, any),
            trainings(training(0.1, NAN, 0.3), any, any)));
  }

  /** Neurons of the plane at these angles, with their patterns; all outputs are positive. */
  private static List<Directions> neurons(String patterns, double... degrees) {
    return List.of(
        new Directions(
            Arrays.stream(degrees)
                .map(Math::toRadians)
                .mapToObj(a -> new double[] {Math.cos(a), Math.sin(a)})
                .toList(),
            Arrays.stream(degrees).mapToObj(a -> 1.0).toList(),
            patterns.chars().mapToObj(Character::toString).toList()));
  }

  private static JudgeTest.Case<Map<String, List<Directions>>> liangBound() {
    return new JudgeTest.Case<>(
        "liang-bound",
        LiangChapter::judgeBound,
        List.of(Map.of("p = 3", neurons("aab", 0, 40, 90)), Map.of("cosh", neurons("aa", 0, 2))),
        List.of(
            Map.of(),
            Map.of("p = 3", neurons("aa", 0, 40)),
            Map.of("p = 3", neurons("")),
            Map.of("cosh", neurons("aa", 0, 2), "p = 3", neurons("aabb", 0, 40, 90, 140))));
  }

  private static JudgeTest.Case<Map<String, List<Directions>>> liangPatterns() {
    return new JudgeTest.Case<>(
        "liang-pattern",
        LiangChapter::judgePatterns,
        List.of(Map.of("p = 3", neurons("aab", 0, 2, 90))),
        List.of(
            Map.of(),
            Map.of("cosh", neurons("aab", 0, 2, 90)),
            Map.of("p = 3", neurons("aab", 0, 40, 90)),
            Map.of("p = 3", neurons(""))));
  }

  private static JudgeTest.Case<Map<String, List<Directions>>> liangShared() {
    return new JudgeTest.Case<>(
        "liang-shared",
        LiangChapter::judgeShared,
        List.of(Map.of("p = 3", neurons("aab", 0, 2, 90), "euclidean", neurons("ab", 0, 90))),
        List.of(
            Map.of(),
            Map.of("euclidean", neurons("aab", 0, 2, 90)),
            Map.of("p = 3", neurons("aab", 0, 2, 90), "cosh", neurons("ab", 0, 90))));
  }
}
