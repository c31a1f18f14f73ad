package org.mirrorflow.lab.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.mirrorflow.certificate.Accuracy;
import org.mirrorflow.certificate.Certificate;
import org.mirrorflow.certificate.CertificateOptions;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowOptions;
import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.MirrorFlow;
import org.mirrorflow.flow.auto.Integrators;
import org.mirrorflow.flow.descent.AdamDescent;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.Loss;
import org.mirrorflow.model.ModelSpec;

/**
 * A network trained on odd against even digits by a descent method, its margins in several norms
 * along the way, and its KKT gap in the method's own norm.
 *
 * @param method {@code steepest:GAUGE:RATE}, {@code adam:RATE}, or {@code muon:RATE} for steps in
 *     the operator norm with momentum 0.9 and rates falling like the root of their number
 * @param model specification
 * @param images number of images
 * @param logLoss target of log ℒ
 * @param seed of the start
 * @param gauges specifications of the norms
 * @param own that of the method
 */
record NetworkOf(
    String method,
    String model,
    int images,
    double logLoss,
    long seed,
    List<String> gauges,
    String own)
    implements Work<NetworkOf.Result> {
  private static final double SCALE = 0.3;
  private static final double RATIO = 1.25;
  private static final double GAP_RATIO = 4;
  private static final long MOST_STEPS = 100_000;
  private static final double FIRST = 0.9;
  private static final double SECOND = 0.99;
  private static final Accuracy ACCURACY = new Accuracy(1e-4, 0.05, 4_000, 1e8);

  /**
   * Points along the way; Adam shows its last alone.
   *
   * @param decay log(1/ℒ), rising, from 1 on
   * @param margins q_min/Q(θ)^L in every norm
   * @param smoothed log(1/ℒ)/Q(θ)^L in every norm
   * @param gapDecay log(1/ℒ) where the KKT gap was measured
   * @param gaps κ in the own norm there
   */
  record Result(
      List<Double> decay,
      List<double[]> margins,
      List<double[]> smoothed,
      List<Double> gapDecay,
      List<Double> gaps) {

    /** Margins at the end; NaN where no point was reached. */
    double[] last(int norms) {
      double[] none = new double[norms];
      Arrays.fill(none, Double.NaN);
      return margins.isEmpty() ? none : margins.get(margins.size() - 1);
    }

    /** The margin in one norm along the way. */
    double[] margin(int norm) {
      return margins.stream().mapToDouble(m -> m[norm]).toArray();
    }

    /** The smoothed margin in one norm along the way. */
    double[] smoothed(int norm) {
      return smoothed.stream().mapToDouble(m -> m[norm]).toArray();
    }
  }

  @Override
  public Class<Result> type() {
    return Result.class;
  }

  /** Odd digits are class 1. */
  private Dataset data() {
    Dataset digits = DataSpec.load("digits").select(IntStream.range(0, images).toArray());
    int[] parity = Arrays.stream(digits.labels()).map(label -> label % 2).toArray();
    return new Dataset("odd against even digits", digits.inputs(), parity, digits.features(), 2);
  }

  @Override
  public Result run(FinishedRuns runs) {
    Dataset data = data();
    FlowProblem problem =
        FlowProblem.of(
            ModelSpec.parse(model).on(data), data, Loss.EXPONENTIAL, MapSpec.parse("euclidean"));
    double[] start = new Initialisation(SCALE, seed).parameters(problem.model().layout());
    Recorder recorder = new Recorder(problem);
    FlowOptions options = FlowOptions.until(logLoss).withMaxSteps(MOST_STEPS);
    train(problem, start, options, recorder);
    return recorder.result;
  }

  private void train(FlowProblem problem, double[] start, FlowOptions options, Recorder recorder) {
    String[] words = method.split(":", -1);
    double rate = Double.parseDouble(words[words.length - 1]);
    switch (words[0]) {
      case "adam" -> {
        FlowPoint end = new FlowPoint(problem);
        end.moveTo(new AdamDescent(rate, FIRST, SECOND).run(problem, start, options));
        recorder.at(end);
      }
      case "muon" ->
          new NormedDescent("operator", rate, 0.5, FIRST)
              .run(
                  problem,
                  start,
                  MOST_STEPS,
                  (k, point) -> recorder.at(point) && point.logLoss() > logLoss);
      default ->
          new MirrorFlow(problem, Integrators.parse(method), options)
              .run(problem.start(start), (state, point) -> recorder.at(point));
    }
  }

  /** Keeps margins at points that are apart, and the KKT gap at fewer. */
  private final class Recorder {
    private final FlowProblem problem;
    private final List<Gauge> norms;
    private final Result result =
        new Result(
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>());
    private double next = 1;
    private double nextGap = 2;

    Recorder(FlowProblem problem) {
      this.problem = problem;
      this.norms =
          gauges.stream().map(g -> GaugeSpec.parse(g).on(problem.model().layout())).toList();
    }

    boolean at(FlowPoint point) {
      double decay = -point.logLoss();
      if (!(decay >= next || (decay >= 1 && point.logLoss() <= logLoss))) {
        return true;
      }
      next = RATIO * decay;
      result.decay.add(decay);
      double[] theta = point.theta();
      result.margins.add(
          norms.stream().mapToDouble(q -> point.minimumMargin() / q.power(theta)).toArray());
      result.smoothed.add(norms.stream().mapToDouble(q -> decay / q.power(theta)).toArray());
      if (decay >= nextGap) {
        nextGap = GAP_RATIO * decay;
        result.gapDecay.add(decay);
        result.gaps.add(gap(theta));
      }
      return true;
    }

    private double gap(double[] theta) {
      Gauge norm = GaugeSpec.parse(own).on(problem.model().layout());
      CertificateOptions options =
          new CertificateOptions(ACCURACY, CertificateOptions.KINK_TOLERANCE);
      return Certificate.of(problem.model(), problem.data(), norm, theta, options).kktGap();
    }
  }
}
