package org.mirrorflow.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.mirrorflow.certificate.LimitOptions;
import org.mirrorflow.certificate.LimitSolver;
import org.mirrorflow.flow.Outcome;
import org.mirrorflow.flow.auto.Integrators;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.horizon.MapHorizon;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.certify.LimitAnswer;
import org.mirrorflow.lab.cluster.Cluster;
import org.mirrorflow.lab.cluster.ClusterFlow;
import org.mirrorflow.lab.page.FlowPage;
import org.mirrorflow.lab.run.AutoMap;
import org.mirrorflow.lab.run.Ending;
import org.mirrorflow.lab.run.FlowRun;
import org.mirrorflow.lab.run.FolderLock;
import org.mirrorflow.lab.run.Interruption;
import org.mirrorflow.lab.run.Patience;
import org.mirrorflow.lab.run.RateSummary;
import org.mirrorflow.lab.run.RunEnvironment;
import org.mirrorflow.lab.run.RunFolder;
import org.mirrorflow.lab.run.RunOption;
import org.mirrorflow.lab.run.RunOptions;
import org.mirrorflow.lab.run.RunResult;
import org.mirrorflow.lab.run.RunSession;
import org.mirrorflow.lab.run.RunSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mirrorflow flow}: one mirror flow with every analysis. */
@Command(
    name = "flow",
    modelTransformer = FlowCommand.RunOptionSpecs.class,
    description = "Follow one mirror flow and analyse it.",
    footer = {
      "",
      "Example:",
      "  mirrorflow flow --data synthetic:xor,n=20,d=5,seed=0 --model dense:50 \\",
      "    --map hyperbolic:beta=0.1 --until-log-loss -1000"
    })
final class FlowCommand implements Callable<Integer> {
  @Spec private CommandSpec self;

  @Mixin private CommonOptions common;

  @Mixin private DataOptions data;

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
          "Step rule of descent with its learning rate: constant:0.1, loss-scaled:0.1"
              + " or normalised:0.1.")
  private String stepRule;

  @Option(
      names = "--then-limit",
      description = "After the flow, move to a nearby KKT point of the margin problem.")
  private boolean thenLimit;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Folder for checkpoints, trajectory, weights, result and page, index.html (default: none).")
  private Path out;

  @Option(
      names = "--keep-weights",
      description = "Keep the weights of every mark in the folder marks of --out.")
  private boolean keepWeights;

  @Option(names = "--resume", description = "Continue the run in --out.")
  private boolean resume;

  @Option(
      names = "--spark",
      paramLabel = "MASTER",
      description =
          "Run on a Spark cluster, spark://host:7077 or local[*]: the explicit flow, with --data in"
              + " Parquet or CSV.")
  private String spark;

  /** Interrupts wait for the answer to be printed, too. */
  @Override
  public Integer call() {
    try (Interrupts interrupts = new Interrupts()) {
      return spark == null ? follow(interrupts) : answer(onCluster(interrupts));
    } catch (Interruption e) {
      return common.interrupted(e, Map.of());
    }
  }

  private ClusterFlow onCluster(Interrupts interrupts) {
    RunSpec spec = spec();
    if (spec.get(RunOptions.TEST) != null || !spec.gauges().isEmpty() || keepWeights) {
      throw new InputException(
          "--spark " + spark,
          "given together with --test, --gauges or --keep-weights",
          "none of them: on a cluster a flow is measured only at its end",
          "leave them out");
    }
    if (resume || thenLimit) {
      throw new InputException(
          resume ? "--resume" : "--then-limit",
          "not on a cluster",
          "--spark without it",
          "leave it out; --init DIR/weights.npz continues from the weights of a run");
    }
    return out == null
        ? onCluster(spec, null, interrupts)
        : FolderLock.during(out, () -> onCluster(spec, new RunFolder(out), interrupts));
  }

  private ClusterFlow onCluster(RunSpec spec, RunFolder folder, Interrupts interrupts) {
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
    common.answer(run.result(), () -> describe(run.result()));
    return exit(Ending.of(run.flow().outcome()));
  }

  /** A folder is nobody else's until its page is written. */
  private int follow(Interrupts interrupts) {
    if (resume && out == null) {
      throw new InputException(
          "--resume", "no folder", "--out DIR with it", "name the folder of the run");
    }
    if (keepWeights && out == null) {
      throw new InputException(
          "--keep-weights", "no folder", "--out DIR with it", "name a folder for them");
    }
    RunSpec spec = spec();
    boolean auto = spec.map().equals(AutoMap.NAME);
    if (auto && out != null) {
      throw new InputException(
          "--map auto with --out " + out,
          "--map auto writes no checkpoints",
          "--map auto without a folder",
          "leave out --out, or repeat the run with the map that --map auto chose");
    }
    ProgressDisplay progress = common.progress("flow");
    Function<FlowRun, Integer> last =
        run -> {
          progress.close();
          return answer(run, interrupts);
        };
    try {
      if (auto) {
        return last.apply(new AutoMap(spec).run(progress, interrupts));
      }
      RunEnvironment any = RunEnvironment.alone(progress, interrupts);
      RunEnvironment alone = keepWeights ? any.keepingWeights() : any;
      if (resume) {
        return RunSession.resume(spec, new RunFolder(out), alone, last);
      }
      return RunSession.begin(spec, out == null ? alone : alone.in(new RunFolder(out)), last);
    } finally {
      progress.close();
    }
  }

  /** The numbers of the run, and those of the limit where they were asked for. */
  private record Answer(
      @JsonUnwrapped RunResult result,
      @JsonInclude(JsonInclude.Include.NON_NULL) String map,
      @JsonInclude(JsonInclude.Include.NON_NULL) LimitAnswer limit) {}

  /** The map that {@code --map auto} picked; null for a fixed one. */
  private String picked(FlowRun run) {
    return spec().map().equals(AutoMap.NAME) ? run.spec().map() : null;
  }

  /** Null if it was interrupted. */
  private static LimitAnswer limit(FlowRun run, Interrupts interrupts) {
    return Patience.unless(interrupts, () -> limit(run)).orElse(null);
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

  private int answer(FlowRun run, Interrupts interrupts) {
    boolean further = thenLimit && run.flow().minimumMargin() > 0;
    LimitAnswer limit = further ? limit(run, interrupts) : null;
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
    if (out != null) {
      new FlowPage(run).save(out.resolve(FlowPage.FILE));
    }
    if (further && limit == null) {
      return exit(Ending.of(Outcome.INTERRUPTED));
    }
    return exit(Ending.of(run));
  }

  private int exit(Ending ending) {
    if (ending.outcome().success()) {
      return 0;
    }
    if (ending.outcome() == Outcome.INTERRUPTED && (out == null || spark != null)) {
      return common.interrupted(
          ending.meaning(),
          spark != null || spec().map().equals(AutoMap.NAME)
              ? "run it again"
              : "run it again with --out DIR to be able to go on");
    }
    common.err().println("mirrorflow flow: " + ending.text());
    return Main.RUN_FAILED;
  }

  /** Adds the options of a run that no mixin has. */
  static final class RunOptionSpecs implements IModelTransformer {
    @Override
    public CommandSpec transform(CommandSpec command) {
      for (RunOption<?> option : RunOptions.ALL) {
        if (command.findOption(option.flag()) == null) {
          command.addOption(
              OptionSpec.builder(option.flag())
                  .type(option.type())
                  .required(option.required())
                  .paramLabel(option.label())
                  .description(option.help())
                  .build());
        }
      }
      return command;
    }
  }

  /** What the options ask for. */
  RunSpec spec() {
    Map<RunOption<?>, Object> values = new HashMap<>();
    for (RunOption<?> option : RunOptions.ALL) {
      values.put(option, self.findOption(option.flag()).getValue());
    }
    values.put(RunOptions.DATA, data.spec());
    values.put(RunOptions.INTEGRATOR, followedBy((String) values.get(RunOptions.INTEGRATOR)));
    return new RunSpec(data.transforms(), values);
  }

  /** The integrator, or the rule of descent; null by default. */
  private String followedBy(String integrator) {
    return switch (method) {
      case "flow" -> {
        if (stepRule != null) {
          throw new InputException(
              "--step-rule " + stepRule,
              "a step rule without --method descent",
              "--method descent with it",
              "add --method descent, or leave the rule out");
        }
        yield integrator == null && spark != null ? Cluster.INTEGRATOR : integrator;
      }
      case "descent" -> {
        if (stepRule == null || integrator != null) {
          throw new InputException(
              "--method descent",
              stepRule == null ? "no step rule" : "given together with --integrator",
              "--step-rule and no --integrator",
              "for example --method descent --step-rule loss-scaled:0.1");
        }
        yield Integrators.DESCENT + ":" + stepRule;
      }
      default ->
          throw new InputException(
              "--method " + method, "unknown name", "flow or descent", "name one of them");
    };
  }

  private void describe(RunResult result) {
    common.line("outcome", result.end().outcome());
    common.line("log loss", result.end().logLoss());
    common.line("log time", result.end().logTime());
    common.line("steps", result.end().steps());
    common.line("seconds", result.end().seconds());
    common.line("limit gauge", result.margin().gauge() + ", regime " + result.regime());
    common.line("regime shown", shown(result.rate()));
    common.line(
        "log time by the law", result.growth() == null ? null : result.growth().predictedLogTime());
    common.line("Q-margin", result.margin().qMargin());
    common.line("smoothed margin", result.margin().smoothedMargin());
    common.line("KKT gap, kinks free", result.certificate().kktGap());
    common.line("KKT gap, fixed", result.certificate().kktGapFixed());
    common.line("kinks", result.certificate().kinks());
    common.line("balance drift", result.balance().balanceDrift());
    common.line("neuron balance drift", result.balance().neuronBalanceDrift());
    common.line("active neurons", result.features().activeNeurons());
    common.line("participation ratio", result.features().participationRatio());
    common.line("accuracy", result.accuracy());
    if (spec().get(RunOptions.TEST) != null) {
      common.line("accuracy, held out", result.more().get("testAccuracy"));
      common.line("log mean loss, held out", result.more().get("testLogLoss"));
    }
    for (GaugeSpec gauge : spec().gauges()) {
      String in = " in " + gauge.spec();
      common.line("Q-margin" + in, result.more().get("qMargin_" + gauge.spec()));
      common.line("KKT gap" + in, result.more().get("kktGap_" + gauge.spec()));
    }
    result.warnings().forEach(warning -> common.line("warning", warning));
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
