package org.mirrorflow.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.mirrorflow.certificate.LimitOptions;
import org.mirrorflow.certificate.LimitSolver;
import org.mirrorflow.flow.FlowOptions;
import org.mirrorflow.flow.Outcome;
import org.mirrorflow.horizon.MapHorizon;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.certify.LimitAnswer;
import org.mirrorflow.lab.cluster.Cluster;
import org.mirrorflow.lab.cluster.ClusterFlow;
import org.mirrorflow.lab.run.AutoMap;
import org.mirrorflow.lab.run.FlowRun;
import org.mirrorflow.lab.run.RateSummary;
import org.mirrorflow.lab.run.RunFolder;
import org.mirrorflow.lab.run.RunResult;
import org.mirrorflow.lab.run.RunSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mirrorflow flow}: one mirror flow with every analysis. */
@Command(
    name = "flow",
    description = "Follow one mirror flow and analyse it.",
    footer = {
      "",
      "Example:",
      "  mirrorflow flow --data synthetic:xor,n=20,d=5,seed=0 --model dense:50 \\",
      "    --map hyperbolic:beta=0.1 --until-log-loss -1000"
    })
final class FlowCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Mixin private DataOptions data;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "MODEL",
      description = "linear, dense:50, dense:64,64,activation=leaky:0.1 ...")
  private String model;

  @Option(
      names = "--map",
      required = true,
      paramLabel = "MAP",
      description =
          "euclidean, p:1.5, hyperbolic:beta=0.1 ...; MAP|MAP for one per layer; auto for"
              + " hyperbolic entropy whose beta is picked on the way.")
  private String map;

  @Option(
      names = "--loss",
      paramLabel = "LOSS",
      description =
          "exponential, logistic or cross-entropy (default: exponential for two classes,"
              + " cross-entropy for more).")
  private String loss;

  @Option(
      names = "--until-log-loss",
      paramLabel = "X",
      description = "Target of log loss (default: ${DEFAULT-VALUE}).")
  private double untilLogLoss = RunSpec.DEFAULT_LOG_LOSS;

  @Option(
      names = "--max-steps",
      paramLabel = "N",
      description = "Most steps (default: ${DEFAULT-VALUE}).")
  private long maxSteps = RunSpec.DEFAULT_STEPS;

  @Option(
      names = "--tolerance",
      paramLabel = "X",
      description = "Accuracy of a step (default: ${DEFAULT-VALUE}).")
  private double tolerance = FlowOptions.DEFAULT_TOLERANCE;

  @Option(
      names = "--init-scale",
      paramLabel = "S",
      description = "Scale of the initial weights (default: ${DEFAULT-VALUE}).")
  private double initScale = RunSpec.DEFAULT_SCALE;

  @Option(names = "--init", paramLabel = "FILE", description = "npz file with W1, W2, ...")
  private String init;

  @Option(
      names = "--integrator",
      paramLabel = "NAME",
      description =
          "explicit, stabilised, implicit or auto (default: " + RunSpec.DEFAULT_INTEGRATOR + ").")
  private String integrator;

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      description =
          "flow, or descent: discrete steps that never raise the loss (default: ${DEFAULT-VALUE}).")
  private String method = "flow";

  @Option(
      names = "--step-rule",
      paramLabel = "RULE",
      description =
          "Of descent: constant:0.1, loss-scaled:0.1 or normalised:0.1, with the learning rate.")
  private String stepRule;

  @Option(
      names = "--then-limit",
      description = "Then follow convex steps to a KKT point of the margin problem.")
  private boolean thenLimit;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for checkpoints, trajectory, weights and result.")
  private Path out;

  @Option(names = "--resume", description = "Go on with the run in --out.")
  private boolean resume;

  @Option(
      names = "--spark",
      paramLabel = "MASTER",
      description =
          "Follow the explicit flow on a Spark cluster, spark://host:7077 or local[*], on --data in"
              + " Parquet or CSV.")
  private String spark;

  /** Interrupts wait for the answer to be printed, too. */
  @Override
  public Integer call() {
    try (Interrupts interrupts = new Interrupts()) {
      return spark == null ? answer(follow(interrupts)) : answer(onCluster(interrupts));
    }
  }

  private ClusterFlow onCluster(Interrupts interrupts) {
    if (resume || thenLimit) {
      throw new InputException(
          resume ? "--resume" : "--then-limit",
          "not on a cluster",
          "--spark without it",
          "leave it out; --init DIR/weights.npz goes on from the weights of a run");
    }
    RunSpec spec = spec();
    RunFolder folder = out == null ? null : new RunFolder(out);
    if (folder != null) {
      folder.beginWithoutCheckpoints(spec);
    }
    try (ProgressDisplay progress = common.progress("flow")) {
      ClusterFlow run = Cluster.find().flow(spark, spec, progress, interrupts);
      if (folder != null) {
        folder.writeEnd(run.result(), run.layout(), run.theta());
      }
      return run;
    }
  }

  private int answer(ClusterFlow run) {
    if (common.json()) {
      common.print(run.result());
    } else {
      describe(run.result());
    }
    return exit(run.flow().outcome());
  }

  private FlowRun follow(Interrupts interrupts) {
    if (resume && out == null) {
      throw new InputException(
          "--resume", "no folder", "--out DIR with it", "name the folder of the run");
    }
    RunSpec spec = spec();
    boolean auto = spec.map().equals(AutoMap.NAME);
    if (auto && out != null) {
      throw new InputException(
          "--map auto with --out " + out,
          "a map that is picked on the way has no checkpoints",
          "--map auto without a folder",
          "leave --out out; then repeat the run with the map that was picked");
    }
    try (ProgressDisplay progress = common.progress("flow")) {
      if (auto) {
        return new AutoMap(spec).run(progress, interrupts);
      }
      return out == null
          ? FlowRun.inMemory(spec, progress, interrupts)
          : FlowRun.inFolder(spec, new RunFolder(out), resume, progress, interrupts);
    }
  }

  /** The numbers of the run, and those of the limit where they were asked for. */
  private record Answer(
      @JsonUnwrapped RunResult result,
      @JsonInclude(JsonInclude.Include.NON_NULL) String map,
      @JsonInclude(JsonInclude.Include.NON_NULL) LimitAnswer limit) {}

  /** The map that {@code --map auto} picked; null for a fixed one. */
  private String picked(FlowRun run) {
    return map.equals(AutoMap.NAME) ? run.spec().map() : null;
  }

  private static LimitAnswer limit(FlowRun run) {
    LimitSolver solver =
        new LimitSolver(
            run.problem().model(),
            run.problem().data(),
            MapHorizon.of(run.problem().map()).gauge(),
            LimitOptions.STANDARD);
    return LimitAnswer.of(solver.run(run.theta()));
  }

  private int answer(FlowRun run) {
    LimitAnswer limit = thenLimit && run.flow().minimumMargin() > 0 ? limit(run) : null;
    if (common.json()) {
      common.print(new Answer(run.result(), picked(run), limit));
    } else {
      describe(run.result());
      if (picked(run) != null) {
        common.line("map picked", picked(run));
      }
      if (limit != null) {
        common.line("limit Q-margin", limit.qMargin());
        common.line("limit KKT gap", limit.kktGap());
        common.line("limit ended", limit.end());
        common.line("degrees to the limit", limit.angleDegrees());
      }
    }
    return exit(run.flow().outcome());
  }

  private int exit(Outcome outcome) {
    if (outcome.success()) {
      return 0;
    }
    common
        .err()
        .println(
            "mirrorflow flow: " + outcome + ": " + outcome.meaning() + "; " + outcome.remedy());
    return Main.RUN_FAILED;
  }

  /** What the options ask for. */
  RunSpec spec() {
    return new RunSpec(
        data.spec(),
        data.transforms(),
        model,
        map,
        loss,
        untilLogLoss,
        maxSteps,
        tolerance,
        initScale,
        common.seed(),
        init,
        followedBy());
  }

  /** The integrator, or the rule of descent. */
  private String followedBy() {
    return switch (method) {
      case "flow" -> {
        if (stepRule != null) {
          throw new InputException(
              "--step-rule " + stepRule,
              "a step rule for a flow",
              "--method descent with it",
              "add --method descent, or leave the rule out");
        }
        yield integrator == null ? integratorByDefault() : integrator;
      }
      case "descent" -> {
        if (stepRule == null || integrator != null) {
          throw new InputException(
              "--method descent",
              stepRule == null ? "no step rule" : "an integrator besides",
              "--step-rule and no --integrator",
              "for example --method descent --step-rule loss-scaled:0.1");
        }
        yield RunSpec.DESCENT + stepRule;
      }
      default ->
          throw new InputException(
              "--method " + method, "unknown name", "flow or descent", "name one of them");
    };
  }

  private String integratorByDefault() {
    return spark == null ? RunSpec.DEFAULT_INTEGRATOR : Cluster.INTEGRATOR;
  }

  private void describe(RunResult result) {
    common.line("outcome", result.outcome());
    common.line("log loss", result.logLoss());
    common.line("log time", result.logTime());
    common.line("steps", result.steps());
    common.line("seconds", result.seconds());
    common.line("limit gauge", result.gauge() + ", regime " + result.regime());
    common.line("regime shown", shown(result.rate()));
    common.line(
        "log time by the law", result.growth() == null ? null : result.growth().predictedLogTime());
    common.line("Q-margin", result.qMargin());
    common.line("smoothed margin", result.smoothedMargin());
    common.line("KKT gap, kinks free", result.kktGap());
    common.line("KKT gap, fixed", result.kktGapFixed());
    common.line("kinks", result.kinks());
    common.line("balance drift", result.balanceDrift());
    common.line("neuron balance drift", result.neuronBalanceDrift());
    common.line("active neurons", result.activeNeurons());
    common.line("participation ratio", result.participationRatio());
    common.line("accuracy", result.accuracy());
  }

  private static String shown(RateSummary rate) {
    if (rate == null || rate.exponent() == null) {
      return rate == null ? null : rate.regime();
    }
    return String.format(
        Locale.ROOT,
        "%s, %s, exponent %.4g in [%.4g, %.4g]",
        rate.regime(),
        rate.law(),
        rate.exponent(),
        rate.low(),
        rate.high());
  }
}
