package org.mirrorflow.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.mirrorflow.certificate.Certificate;
import org.mirrorflow.certificate.CertificateOptions;
import org.mirrorflow.certificate.LimitOptions;
import org.mirrorflow.certificate.LimitResult;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.certify.CertifyAnswer;
import org.mirrorflow.lab.certify.CertifyRequest;
import org.mirrorflow.lab.certify.LimitAnswer;
import org.mirrorflow.lab.certify.LinearReference;
import org.mirrorflow.lab.page.CertifyPage;
import org.mirrorflow.lab.run.OutFolder;
import org.mirrorflow.lab.run.Patience;
import org.mirrorflow.lab.weights.Reading;
import org.mirrorflow.model.Activation;
import org.mirrorflow.model.ModelSpec;
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
  private static final String LINEAR = "linear";

  @Mixin private CommonOptions common;

  @Option(
      names = "--weights",
      required = true,
      paramLabel = "FILE",
      description = "npz or safetensors with W1, W2, ... or NAME.weight, each (out, in).")
  private Path weights;

  @Option(
      names = "--layers",
      paramLabel = "NAME",
      split = ",",
      description =
          "Names of the weight arrays, from input to output (default: inferred from names and shapes).")
  private List<String> layers = List.of();

  @Option(
      names = "--transpose",
      negatable = true,
      description = "Whether the matrices are (in, out) rather than (out, in) (default: inferred).")
  private Boolean transpose;

  @Mixin private DataOptions data;

  @Option(
      names = "--gauge",
      required = true,
      paramLabel = "GAUGE",
      description =
          "l1, l2, linf, lp:1.5, group:l1, nuclear, operator, rowsum:linf, blocks:l1|l2 ...")
  private String gauge;

  @Option(
      names = "--activation",
      paramLabel = "NAME",
      description = "relu, leaky:0.1, relu^2, abs or linear (default: relu).")
  private String activation;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description =
          "Needed for networks with convolutions: conv:8-16 or chain:c8-m-c16-a, as in flow."
              + " With linear, the largest margin of a linear model is printed, too.")
  private String model;

  @Option(
      names = "--kink-tolerance",
      paramLabel = "X",
      description =
          "To set neuron inputs near 0 exactly to 0 (kinks), the weights may move by at most this"
              + " share of their gauge (default: 1e-3).")
  private double kinkTolerance = CertificateOptions.KINK_TOLERANCE;

  @Option(
      names = "--solve",
      description = "Also move from the weights to a nearby KKT point and report it.")
  private boolean solve;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "With --solve: npz file for the weights of the limit.")
  private Path out;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write a page with the certificate and the network.")
  private Path html;

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
    if (out != null) {
      OutFolder.requireOther(out, weights);
    }
    if (named() && activation != null) {
      throw new InputException(
          "--activation " + activation,
          "given together with --model " + model,
          "the activation as a part of --model",
          "write for example --model conv:8-16,activation=abs");
    }
    GaugeSpec chosen = GaugeSpec.parse(gauge);
    Reading reading = new Reading(layers, transpose, 0);
    CertifyRequest request =
        named()
            ? CertifyRequest.of(weights, data.load(), ModelSpec.parse(model), reading)
            : CertifyRequest.of(
                weights,
                data.load(),
                activation == null ? Activation.RELU : Activation.parse(activation),
                reading);
    CertificateOptions options = CertificateOptions.FINE.withKinkTolerance(kinkTolerance);
    try (Interrupts interrupts = new Interrupts()) {
      return Patience.unless(interrupts, () -> request.certificate(chosen, options))
          .flatMap(c -> Patience.unless(interrupts, () -> answer(request, chosen, c)))
          .map(answer -> answer(request, answer))
          .orElseGet(
              () ->
                  common.interrupted(
                      "the bounds of the gap are not close yet", "run it again with more time"));
    }
  }

  /** Whether the network is said, and not read from the shapes of the weights. */
  private boolean named() {
    return model != null && !model.equals(LINEAR);
  }

  /** The answer with what was asked for besides the certificate. */
  private CertifyAnswer answer(CertifyRequest request, GaugeSpec chosen, Certificate certificate) {
    boolean separated = certificate.status().bounded();
    LimitAnswer limit = null;
    if (solve && separated) {
      LimitResult result = request.limit(chosen, LimitOptions.STANDARD, certificate);
      limit = LimitAnswer.of(result);
      if (out != null) {
        request.save(out, result.theta());
      }
    }
    LinearReference reference =
        model != null && !named() && separated
            ? LinearReference.of(request, chosen, certificate)
            : null;
    return CertifyAnswer.of(chosen.spec(), request.mapping(), certificate, limit, reference);
  }

  private int answer(CertifyRequest request, CertifyAnswer answer) {
    common.answer(answer, () -> describe(answer));
    if (html != null) {
      new CertifyPage(request, answer).save(html);
    }
    Certificate.Status status = Certificate.Status.valueOf(answer.status());
    if (status.bounded()) {
      return 0;
    }
    common.err().println("mirrorflow certify: " + why(status));
    return Main.RUN_FAILED;
  }

  private static String why(Certificate.Status status) {
    return status == Certificate.Status.NOT_SEPARATED
        ? "NOT_SEPARATED: some samples are misclassified, so there is no margin; train further or"
            + " check --data and --activation"
        : status
            + ": margins or gradients left the range of float64; scale the features, for example"
            + " with --unit-norm, in training and here, or multiply each layer of weights by a"
            + " constant so that the layers are of similar size";
  }

  private static String ending(LimitAnswer limit) {
    String kept =
        limit.startKept() ? ", no nearer than the weights themselves, which are kept" : "";
    String remedy =
        limit.end().equals("STALLED")
            ? "; steps meet kinks that they do not pass: train further, then solve again"
            : "";
    return limit.end() + kept + remedy;
  }

  private void describe(CertifyAnswer answer) {
    common.line("layers", answer.layers());
    common.line("gauge", answer.gauge());
    common.line("Q-margin", answer.qMargin());
    common.line("smallest margin", answer.minMargin());
    common.line("KKT gap, kinks free", answer.kktGap());
    common.line("KKT gap is at least", answer.kktGapLower());
    common.line("bounds", answer.status());
    if (answer.kinkDistance() != null) {
      common.line(
          "certified",
          answer.kinkDistance() > 0
              ? "within "
                  + CommonOptions.number(answer.kinkDistance())
                  + " of these weights lies a point whose KKT gap is "
                  + CommonOptions.number(answer.kktGap())
              : "the KKT gap of these weights themselves");
    }
    common.line("KKT gap, fixed", answer.kktGapFixed());
    common.line(
        "epsilon, delta",
        CommonOptions.number(answer.epsilon()) + ", " + CommonOptions.number(answer.delta()));
    common.line("support vectors", answer.supportVectors().length);
    common.line("kinks", answer.kinks());
    if (answer.reference() != null) {
      common.line("largest margin", answer.reference().maxMargin());
      common.line("largest margin is at most", answer.reference().maxMarginUpper());
      common.line("largest / margin - 1", answer.reference().suboptimality());
    }
    if (answer.limit() != null) {
      common.line("limit Q-margin", answer.limit().qMargin());
      common.line("limit KKT gap", answer.limit().kktGap());
      common.line("limit ended", ending(answer.limit()));
      common.line(
          "angle to the limit", CommonOptions.number(answer.limit().angleDegrees()) + " degrees");
    }
  }
}
