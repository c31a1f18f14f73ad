package org.mirrorflow.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.horizon.HorizonAnswer;
import org.mirrorflow.lab.horizon.HorizonReport;
import org.mirrorflow.lab.run.OutFolder;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.map.MirrorMap;
import org.mirrorflow.map.Numbers;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mirrorflow horizon}: which margin a potential maximises, and from which scale on. */
@Command(
    name = "horizon",
    description = "Show the limit gauge, regime and effective exponent of a map or formula.",
    footer = {
      "",
      "Example:",
      "  mirrorflow horizon 'expr:abs(x)^3+x^2' --at 3,-1,0.5 --html horizon.html"
    })
final class HorizonCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @ArgGroup(multiplicity = "1")
  private Asked asked;

  /** The map, with or without the name that the other commands give it. */
  private static final class Asked {
    @Parameters(
        paramLabel = "MAP",
        description = "euclidean, p:1.5, hyperbolic:beta=0.1, 'expr:abs(x)^3+x^2' ...")
    private String map;

    @Option(names = "--map", paramLabel = "MAP", description = "The same, as in other commands.")
    private String named;

    String spec() {
      return map == null ? named : map;
    }
  }

  @Option(
      names = "--at",
      split = ",",
      paramLabel = "V",
      description = "Vector at which the gauge is evaluated (default: 3,-1,0.5).")
  private double[] at = {3, -1, 0.5};

  @Option(
      names = "--eta",
      split = ",",
      paramLabel = "LIST",
      description =
          "Inverse scales at which the gauge is evaluated (default: 1e-1,1e-2,1e-4,1e-8).")
  private double[] etas = {1e-1, 1e-2, 1e-4, 1e-8};

  @Option(
      names = "--degree",
      paramLabel = "L",
      description =
          "Degree of homogeneity of the model, for the predicted arrival times (default: ${DEFAULT-VALUE}).")
  private int degree = 2;

  @Option(
      names = "--margin",
      paramLabel = "G",
      description =
          "Margin of the model, for the predicted arrival times (default: ${DEFAULT-VALUE}).")
  private double margin = 1;

  @Option(names = "--html", paramLabel = "FILE", description = "Write a page with the figures.")
  private Path html;

  @Override
  public Integer call() {
    check();
    String map = asked.spec();
    MapSpec spec = MapSpec.parse(map);
    if (spec.perLayer().size() != 1) {
      throw new InputException(
          "horizon " + map,
          "several maps",
          "one map",
          "ask for the horizon of each layer's map by itself");
    }
    MirrorMap one = spec.perLayer().get(0);
    HorizonAnswer answer = HorizonAnswer.of(one, at, etas, degree, margin);
    if (html != null) {
      OutFolder.save(HorizonReport.of(one, answer), html, "--html " + html);
    }
    common.answer(answer, () -> describe(answer));
    return 0;
  }

  private void check() {
    for (double x : at) {
      if (!Double.isFinite(x)) {
        throw new InputException("--at", "not a finite number", "finite numbers", "write 3,-1,0.5");
      }
    }
    for (double eta : etas) {
      if (!(eta > 0) || !Double.isFinite(eta)) {
        throw new InputException(
            "--eta " + eta, "out of range", "finite numbers above 0", "write 1e-1,1e-4");
      }
    }
    if (degree < 1 || !(margin > 0) || !Double.isFinite(margin)) {
      throw new InputException(
          "--degree " + degree + " --margin " + margin,
          "out of range",
          "a degree of at least 1 and a finite margin above 0",
          "change the option");
    }
  }

  private void describe(HorizonAnswer answer) {
    common.line("map", answer.map());
    common.line("limit gauge", answer.limit() == null ? "none" : answer.limit().gauge());
    common.line("known by", answer.estimated() ? "estimate from the growth" : "closed form");
    common.line("regime", answer.regime() + ", deviation " + answer.regimeFormula());
    if (!answer.reason().isEmpty()) {
      common.line("reason", answer.reason());
    }
    answer.warnings().forEach(warning -> common.line("warning", warning));
    answer.gaugeAt().forEach(g -> common.line("gauge at eta " + Numbers.text(g.eta()), g.value()));
    common.line("gauge in the limit", answer.gaugeLimit());
    answer
        .effectiveExponent()
        .forEach(e -> common.line("exponent at " + Numbers.text(e.scale()), e.p()));
    answer.arrivals().forEach(a -> common.line(within(a), from(a)));
    if (html != null) {
      common.line("page", html.toString());
    }
  }

  private static String within(HorizonAnswer.ArrivalWithin arrival) {
    return "within " + Numbers.text(arrival.epsilon());
  }

  private static String from(HorizonAnswer.ArrivalWithin arrival) {
    if (arrival.everywhere()) {
      return "at every scale";
    }
    return "from log scale %s, log time %s, log log time %s"
        .formatted(
            CommonOptions.number(arrival.logScale()),
            CommonOptions.number(arrival.logTime()),
            CommonOptions.number(arrival.logLogTime()));
  }
}
