package org.mirrorflow.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.mirrorflow.analysis.Certificate;
import org.mirrorflow.analysis.CertificateOptions;
import org.mirrorflow.analysis.LimitOptions;
import org.mirrorflow.analysis.LimitResult;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.certify.CertifyAnswer;
import org.mirrorflow.lab.certify.CertifyRequest;
import org.mirrorflow.lab.certify.LimitAnswer;
import org.mirrorflow.lab.certify.LinearReference;
import org.mirrorflow.model.Activation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mirrorflow certify}: how close weights from anywhere are to a max-margin limit. */
@Command(
    name = "certify",
    description = "Prove how close weights are to a KKT point of their max-margin problem.",
    footer = {
      "",
      "Example:",
      "  mirrorflow certify --weights model.npz --data digits:0,1 --gauge l2"
    })
final class CertifyCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Option(
      names = "--weights",
      required = true,
      paramLabel = "FILE",
      description = "npz or safetensors with W1, W2, ... or NAME.weight, each (out, in).")
  private Path weights;

  @Mixin private DataOptions data;

  @Option(
      names = "--gauge",
      required = true,
      paramLabel = "GAUGE",
      description = "l1, l2, linf, lp:1.5, group:l1, nuclear, operator, blocks:l1|l2 ...")
  private String gauge;

  @Option(
      names = "--activation",
      paramLabel = "NAME",
      description = "relu, leaky:0.1, relu^2, abs or linear (default: relu).")
  private String activation = "relu";

  @Option(
      names = "--model",
      paramLabel = "linear",
      description = "linear: add the exact largest margin of a linear model.")
  private String model;

  @Option(
      names = "--kink-tolerance",
      paramLabel = "X",
      description = "Share of |w||x| below which a preactivation is 0 (default: 1e-3).")
  private double kinkTolerance = CertificateOptions.KINK_TOLERANCE;

  @Option(
      names = "--solve",
      description = "Follow convex steps from the weights to a KKT point and report it.")
  private boolean solve;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "With --solve: npz file for the weights of the limit.")
  private Path out;

  @Override
  public Integer call() {
    if (!(kinkTolerance >= 0 && kinkTolerance < 1)) {
      throw new InputException(
          "--kink-tolerance " + kinkTolerance, "out of range", "0 or more, below 1", "write 1e-3");
    }
    if (out != null && !solve) {
      throw new InputException(
          "--out " + out, "nothing to write without --solve", "--solve with it", "add --solve");
    }
    if (model != null && !model.equals("linear")) {
      throw new InputException(
          "--model " + model, "unknown", "linear, or nothing for other networks", "leave it out");
    }
    Gauge chosen = GaugeSpec.parse(gauge);
    CertifyRequest request = CertifyRequest.of(weights, data.load(), Activation.parse(activation));
    CertificateOptions options = CertificateOptions.FINE.withKinkTolerance(kinkTolerance);
    Certificate certificate = request.certificate(chosen, options);
    boolean separated = certificate.status() != Certificate.Status.NOT_SEPARATED;
    LimitAnswer limit = null;
    if (solve && separated) {
      LimitResult result = request.limit(chosen, LimitOptions.STANDARD);
      limit = LimitAnswer.of(result);
      if (out != null) {
        request.save(out, result.theta());
      }
    }
    LinearReference reference =
        model != null && separated
            ? LinearReference.of(request, chosen, certificate.qMargin())
            : null;
    CertifyAnswer answer =
        CertifyAnswer.of(chosen.spec(), request.mapping(), certificate, limit, reference);
    if (common.json()) {
      common.print(answer);
    } else {
      describe(answer);
    }
    if (separated) {
      return 0;
    }
    common
        .err()
        .println(
            "mirrorflow certify: NOT_SEPARATED: some samples are misclassified, so there is no"
                + " margin; train further or check --data and --activation");
    return Main.RUN_FAILED;
  }

  private void describe(CertifyAnswer answer) {
    print("layers", answer.layers());
    print("gauge", answer.gauge());
    print("Q-margin", answer.qMargin());
    print("smallest margin", answer.minMargin());
    print("KKT gap, kinks free", answer.kktGap());
    print("KKT gap, fixed", answer.kktGapFixed());
    print("KKT gap is at least", answer.kktGapLower());
    print("bounds", answer.status());
    print("epsilon, delta", number(answer.epsilon()) + ", " + number(answer.delta()));
    print("support vectors", answer.supportVectors().length);
    print("kinks", answer.kinks());
    if (answer.reference() != null) {
      print("largest margin", answer.reference().maxMargin());
      print("largest / margin - 1", answer.reference().suboptimality());
    }
    if (answer.limit() != null) {
      print("limit Q-margin", answer.limit().qMargin());
      print("limit KKT gap", answer.limit().kktGap());
      print("limit ended", answer.limit().end());
      print("angle to the limit", number(answer.limit().angleDegrees()) + " degrees");
    }
  }

  private void print(String name, Object value) {
    common.out().printf(Locale.ROOT, "%-22s%s%n", name, number(value));
  }

  private static String number(Object value) {
    return value == null
        ? "-"
        : value instanceof Double d ? String.format(Locale.ROOT, "%.6g", d) : value.toString();
  }
}
