package org.mirrorflow.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.mirrorflow.certificate.CertificateOptions;
import org.mirrorflow.certificate.LimitOptions;
import org.mirrorflow.certificate.LimitSolver;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowOptions;
import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.Integrator;
import org.mirrorflow.flow.MirrorFlow;
import org.mirrorflow.flow.auto.AutoFlow;
import org.mirrorflow.flow.descent.MirrorDescent;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.Loss;
import org.mirrorflow.model.ModelSpec;
import org.mirrorflow.numeric.Norms;

/**
 * Which method raises the ℓ2 margin q_min/‖θ‖^L most for its effort, all from the same fitted
 * start: the limit solver, progressive norm rescaling, gradient descent with the step over the
 * loss, and the flow itself.
 *
 * <p>Effort is processor time of the thread over that of one gradient of the loss, both in this
 * process: a convex program and a Runge–Kutta step then count in the same unit. The shortfall is 1
 * − margin / the largest margin that any of them found from that start. Lines hold medians over the
 * starts.
 */
public final class LimitRace {
  private static final int STARTS = 5;
  private static final double FITTED = -10;
  private static final int TIMED = 2_000;
  private static final double[] EFFORTS = {1e2, 1e3, 1e4, 1e5};
  private static final double[] NEAR = {1e-2, 1e-3, 1e-4};

  /** Where a flow of practical length would end. */
  private static final double FAR = -1e12;

  private LimitRace() {}

  /** A network on data, by names. */
  private record Race(String data, String model) {
    FlowProblem problem() {
      Dataset set = DataSpec.load(data);
      return FlowProblem.of(
          ModelSpec.parse(model).on(set), set, Loss.EXPONENTIAL, MapSpec.parse("euclidean"));
    }
  }

  private static final List<Race> ALL =
      List.of(
          new Race("synthetic:xor,n=20,d=5,seed=0", "dense:50"),
          new Race("synthetic:teacher,n=100,d=20,seed=0", "linear"),
          new Race("digits:3,8", "linear"),
          new Race("digits:3,8", "dense:20"));

  /** One method; calls {@link Log#offer} as it goes and ends when there is no effort left. */
  private interface Contender {
    String name();

    void run(FlowProblem problem, double[] start, Log log);
  }

  /** The best margin by effort. */
  private static final class Log {
    private final Gauge gauge;
    private final double gradient;
    private final double mostEffort;
    private final List<double[]> marks = new ArrayList<>();
    private final double begin = seconds();
    private double best;

    Log(Gauge gauge, double gradient, double mostEffort) {
      this.gauge = gauge;
      this.gradient = gradient;
      this.mostEffort = mostEffort;
    }

    /** Notes a point; false if the effort is spent. */
    boolean offer(double[] theta, double margin) {
      double effort = (seconds() - begin) / gradient;
      double normalised = margin / Math.exp(gauge.logPower(theta));
      if (normalised > best) {
        best = normalised;
        marks.add(new double[] {effort, best});
      }
      return effort < mostEffort;
    }

    double marginAt(double effort) {
      return marks.stream()
          .filter(mark -> mark[0] <= effort)
          .mapToDouble(m -> m[1])
          .max()
          .orElse(0);
    }

    /** Effort to a margin; infinite if it was not reached. */
    double effortTo(double margin) {
      return marks.stream()
          .filter(mark -> mark[1] >= margin)
          .mapToDouble(mark -> mark[0])
          .min()
          .orElse(Double.POSITIVE_INFINITY);
    }
  }

  /** {@link LimitSolver}; the certificate of its end is not counted. */
  private record Solver() implements Contender {
    private static final double KKT_GAP = 1e-7;
    private static final int MOST_STEPS = 1_000;

    @Override
    public String name() {
      return "limit solver";
    }

    @Override
    public void run(FlowProblem problem, double[] start, Log log) {
      LimitOptions options =
          new LimitOptions(KKT_GAP, MOST_STEPS, Double.MAX_VALUE, CertificateOptions.COARSE);
      new LimitSolver(problem.model(), problem.data(), euclidean(problem), options)
          .run(start, theta -> log.offer(theta, minimumMargin(problem, theta)));
    }
  }

  /**
   * Progressive norm rescaling (Wang, Min and Wu 2024, arXiv 2311.14387): steps of θ − η ∇ℒ/ℒ that
   * are projected onto the ball of radius R, which grows by a factor after every few of them. The
   * curvature of log ℒ grows as R^{2L−2}, hence η = c R^{2−2L} / ‖ĝ‖² with the largest gradient ĝ
   * of the start. The factor is ours to choose.
   */
  private record Rescaling(double step, double growth) implements Contender {
    private static final int STEPS_PER_RADIUS = 5;
    private static final double LARGEST = 1e100;

    @Override
    public String name() {
      return String.format(Locale.ROOT, "rescaling c=%s R*=%s", step, growth);
    }

    @Override
    public void run(FlowProblem problem, double[] start, Log log) {
      int degree = problem.model().layout().degree();
      FlowPoint point = new FlowPoint(problem);
      double[] theta = start.clone();
      double radius = Norms.euclidean(theta);
      point.moveTo(theta);
      point.computeDirection();
      double unit =
          Math.pow(Norms.euclidean(point.direction()), -2) * Math.pow(radius, 2.0 * degree - 2);
      boolean more = true;
      for (long k = 0; more && radius < LARGEST; k++) {
        if (k % STEPS_PER_RADIUS == 0) {
          scale(theta, radius *= growth);
          point.moveTo(theta);
        }
        point.computeDirection();
        double eta = step * unit * Math.pow(radius, 2 - 2.0 * degree);
        for (int j = 0; j < theta.length; j++) {
          theta[j] += eta * point.direction()[j];
        }
        if (Norms.euclidean(theta) > radius) {
          scale(theta, radius);
        }
        point.moveTo(theta);
        more = Double.isFinite(point.logLoss()) && log.offer(theta, point.minimumMargin());
      }
    }

    private static void scale(double[] theta, double radius) {
      double factor = radius / Norms.euclidean(theta);
      for (int j = 0; j < theta.length; j++) {
        theta[j] *= factor;
      }
    }
  }

  /** Any integrator, on to a loss far beyond practice. */
  private record Along(String name, Integrator integrator) implements Contender {
    @Override
    public void run(FlowProblem problem, double[] start, Log log) {
      new MirrorFlow(problem, integrator, FlowOptions.until(FAR))
          .run(
              problem.start(start),
              (state, point) -> log.offer(point.theta(), point.minimumMargin()));
    }
  }

  private static final List<Contender> CONTENDERS =
      List.of(
          new Solver(),
          new Rescaling(1, 1.2),
          new Rescaling(1, 1.05),
          new Rescaling(1, 1.01),
          new Rescaling(0.1, 1.01),
          new Rescaling(1, 1.002),
          new Along("descent, step over loss", MirrorDescent.parse("loss-scaled:0.1")),
          new Along("flow", new AutoFlow()));

  /** Prints the table; arguments choose lines that contain one of them, none means all. */
  public static void main(String[] args) {
    for (Race race : ALL) {
      String words = race.data() + " " + race.model();
      if (args.length == 0 || List.of(args).stream().anyMatch(words::contains)) {
        System.out.println(words);
        run(race.problem());
      }
    }
  }

  private static void run(FlowProblem problem) {
    double gradient = secondsOfGradient(problem, start(problem, 0));
    System.out.printf(Locale.ROOT, "  a gradient takes %.3g s%n", gradient);
    for (Contender contender : CONTENDERS) {
      contender.run(problem, start(problem, 0), new Log(euclidean(problem), gradient, EFFORTS[2]));
    }
    Log[][] logs = new Log[CONTENDERS.size()][STARTS];
    for (int s = 0; s < STARTS; s++) {
      double[] start = start(problem, s);
      for (int c = 0; c < logs.length; c++) {
        logs[c][s] = new Log(euclidean(problem), gradient, EFFORTS[EFFORTS.length - 1]);
        CONTENDERS.get(c).run(problem, start, logs[c][s]);
      }
    }
    double[] best =
        IntStream.range(0, STARTS)
            .mapToDouble(s -> Arrays.stream(logs).mapToDouble(of -> of[s].best).max().getAsDouble())
            .toArray();
    System.out.printf("  %-27s", "shortfall after gradients");
    for (double effort : EFFORTS) {
      System.out.printf(Locale.ROOT, " %9.0e", effort);
    }
    System.out.printf("   gradients to within");
    for (double near : NEAR) {
      System.out.printf(Locale.ROOT, " %9.0e", near);
    }
    System.out.println();
    for (int c = 0; c < logs.length; c++) {
      Log[] own = logs[c];
      System.out.printf("  %-27s", CONTENDERS.get(c).name());
      for (double effort : EFFORTS) {
        System.out.printf(
            Locale.ROOT, " %9.2e", median(own, s -> 1 - own[s].marginAt(effort) / best[s]));
      }
      System.out.printf("%22s", "");
      for (double near : NEAR) {
        System.out.printf(
            Locale.ROOT, " %9.3g", median(own, s -> own[s].effortTo((1 - near) * best[s])));
      }
      System.out.println();
    }
  }

  private static double median(Log[] own, IntToDoubleFunction value) {
    return IntStream.range(0, own.length).mapToDouble(value).sorted().toArray()[own.length / 2];
  }

  /** The flow from initial weights of a seed to a fit. */
  private static double[] start(FlowProblem problem, int seed) {
    double[] theta = new Initialisation(1, seed).parameters(problem.model().layout());
    return problem.parameters(
        new MirrorFlow(problem, new AutoFlow(), FlowOptions.until(FITTED))
            .run(problem.start(theta), (state, point) -> true)
            .state());
  }

  private static double secondsOfGradient(FlowProblem problem, double[] theta) {
    FlowPoint point = new FlowPoint(problem);
    double best = Double.POSITIVE_INFINITY;
    for (int trial = 0; trial < 5; trial++) {
      double begin = seconds();
      for (int k = 0; k < TIMED; k++) {
        point.moveTo(theta);
        point.computeDirection();
      }
      best = Math.min(best, (seconds() - begin) / TIMED);
    }
    return best;
  }

  private static double minimumMargin(FlowProblem problem, double[] theta) {
    FlowPoint point = new FlowPoint(problem);
    point.moveTo(theta);
    return point.minimumMargin();
  }

  private static Gauge euclidean(FlowProblem problem) {
    return GaugeSpec.parse("l2").on(problem.model().layout());
  }

  private static double seconds() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() * 1e-9;
  }
}
