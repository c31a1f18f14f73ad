package org.mirrorflow.lab.study;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.mirrorflow.lab.report.Axis;
import org.mirrorflow.lab.report.Chart;
import org.mirrorflow.lab.report.Series;
import org.mirrorflow.lab.report.Table;

/**
 * Linearised Bregman iterations train a network from few weights and add only those that matter:
 * exact zeros along all of training, without the bias of a penalty (Bungert, Roith, Tenbrinck and
 * Burger 2022, arXiv 2105.04319).
 */
record BungertChapter(long seed) implements StudyChapter {
  static final String BREGMAN = "Bregman, sparse start";
  static final String PROXIMAL = "ℓ1-proximal, sparse start";
  static final String DENSE = "ℓ1-proximal, dense start";
  static final String GRADIENT = "gradient descent, dense start";
  private static final String SHARES = "Weights that are not 0 along training";
  private static final String LOSSES = "Loss of sparse training";
  private static final String ACCURACIES = "Held-out accuracy against the weights that are not 0";
  private static final String SOURCE = "Bungert et al. 2022";
  private static final double LAMBDA = 0.3;
  private static final double PENALTY = 0.001;
  private static final double SPARSE = 0.1;
  private static final long MOST_STEPS = 3_000;

  /** The largest share on the way over that of the end: a weight may return to 0. */
  private static final double NOISE = 1.05;

  /** What they lose on CIFAR-10: 93.6 % of the dense network less 90.2 %. */
  private static final double THEIR_LOSS = 0.034;

  @Override
  public String id() {
    return "bungert-2022";
  }

  @Override
  public List<String> cites() {
    return List.of("enet", "digits");
  }

  private Map<String, BregmanOf> items(StudySize size) {
    long steps = Math.min(size.steps(), MOST_STEPS);
    Map<String, BregmanOf> items = new LinkedHashMap<>();
    items.put(BREGMAN, new BregmanOf(BregmanOf.Method.BREGMAN, LAMBDA, SPARSE, steps, seed));
    items.put(PROXIMAL, new BregmanOf(BregmanOf.Method.PROXIMAL, PENALTY, SPARSE, steps, seed));
    items.put(DENSE, new BregmanOf(BregmanOf.Method.PROXIMAL, PENALTY, 1, steps, seed));
    items.put(GRADIENT, new BregmanOf(BregmanOf.Method.GRADIENT, 0, 1, steps, seed));
    return items;
  }

  @Override
  public List<Work<?>> work(StudySize size) {
    return List.copyOf(items(size).values());
  }

  @Override
  public Findings conclude(StudySize size, FinishedRuns runs) {
    Map<String, BregmanOf.Result> all = Curves.map(items(size), runs::get);
    List<ClaimResult> claims = List.of(judgeSparse(all), judgeBias(all), judgeAccuracy(all));
    CsvText csv = new CsvText("training", "steps", "share", "loss", "accuracy");
    all.forEach(
        (label, r) -> {
          for (int k = 0; k < r.steps().size(); k++) {
            csv.row(
                label,
                r.steps().get(k),
                r.shares().get(k),
                r.losses().get(k),
                r.accuracies().get(k));
          }
        });
    return findings(
        size,
        "Bregman learning (Bungert, Roith, Tenbrinck, Burger 2022)",
        "Mirror descent with the elastic net from a start with one weight in ten: do most weights stay"
            + " exactly 0 along all of training, and does the loss still fall to that of a dense"
            + " network?",
        "A weight is 0 until its dual has passed λ, so weights come in one after another and few leave:"
            + " the share that is not 0 is largest at the end. ℓ1-proximal descent from the same start"
            + " first fills with weights and then thins. Its penalty keeps its loss up, while the"
            + " Bregman iteration has no penalty and its loss goes on to fall.",
        claims,
        List.of(
            new Chart(
                SHARES,
                Axis.log("steps").in("number"),
                Axis.linear("share of the weights"),
                Curves.each(all, (label, r) -> along(label, r, r.shares())),
                "One network, 40 ReLU neurons. Step 0, where a tenth of the weights of the sparse starts"
                    + " is not 0, has no place on the axis."),
            new Chart(
                LOSSES,
                Axis.log("steps").in("number"),
                Axis.log("mean training loss").in("cross-entropy"),
                Curves.each(all, (label, r) -> along(label, r, r.losses())),
                "The loss alone, without the penalty that proximal descent descends as well."),
            new Chart(
                ACCURACIES,
                Axis.linear("share of the weights that are not 0"),
                Axis.linear("held-out accuracy").in("share of 400 images"),
                Curves.each(
                    all,
                    (label, r) ->
                        Series.scatter(
                            label, Numbers.array(r.shares()), Numbers.array(r.accuracies()))),
                "Every point is a moment of training. Accuracy rises along each of them; only the"
                    + " Bregman iteration stays among few weights.")),
        stated(claims),
        Map.of("bungert-2022.csv", csv.toString()));
  }

  private static Series along(String label, BregmanOf.Result r, List<Double> values) {
    double[] steps = Numbers.array(r.steps());
    double[] y = Numbers.array(values);
    int from = Math.min(1, steps.length);
    return Series.line(
        label,
        Arrays.copyOfRange(steps, from, steps.length),
        Arrays.copyOfRange(y, from, y.length));
  }

  /**
   * Holds when the share of the Bregman iteration is largest at its end, up to a twentieth, and
   * never as large as that of proximal descent from the same start.
   */
  static ClaimResult judgeSparse(Map<String, BregmanOf.Result> all) {
    double most = largest(all.get(BREGMAN));
    double end = end(all.get(BREGMAN), BregmanOf.Result::shares);
    double other = largest(all.get(PROXIMAL));
    return new ClaimResult(
        "bungert-sparse",
        "Does the Bregman iteration keep most weights exactly 0 along all of training?",
        most <= NOISE * end && most < other,
        SHARES,
        "largest share of weights that are not 0: Bregman "
            + Numbers.text(most)
            + ", at its end "
            + Numbers.text(end)
            + "; ℓ1-proximal from the same start "
            + Numbers.text(other),
        "largest at the end (up to a factor of "
            + Numbers.text(NOISE)
            + "), and never as large as with ℓ1-proximal descent from the same start");
  }

  private static double largest(BregmanOf.Result r) {
    return r == null ? Double.NaN : Numbers.largest(r.shares(), share -> share);
  }

  private static double end(BregmanOf.Result r, Function<BregmanOf.Result, List<Double>> what) {
    return r == null ? Double.NaN : BregmanOf.Result.last(what.apply(r));
  }

  /** Holds when the Bregman iteration ends with a smaller loss than both proximal descents. */
  static ClaimResult judgeBias(Map<String, BregmanOf.Result> all) {
    double own = end(all.get(BREGMAN), BregmanOf.Result::losses);
    double sparse = end(all.get(PROXIMAL), BregmanOf.Result::losses);
    double dense = end(all.get(DENSE), BregmanOf.Result::losses);
    return new ClaimResult(
        "bungert-bias",
        "Does the loss of the Bregman iteration fall below that of penalised training?",
        own < sparse && own < dense,
        LOSSES,
        "mean training loss at the end: Bregman "
            + Numbers.text(own)
            + ", ℓ1-proximal "
            + Numbers.text(sparse)
            + " (sparse start) and "
            + Numbers.text(dense)
            + " (dense start)",
        "the Bregman iteration has the smallest of the three");
  }

  /** Holds when accuracy is at most 3.4 points below the dense network's, with half its weights. */
  static ClaimResult judgeAccuracy(Map<String, BregmanOf.Result> all) {
    double own = end(all.get(BREGMAN), BregmanOf.Result::accuracies);
    double dense = end(all.get(GRADIENT), BregmanOf.Result::accuracies);
    double share = end(all.get(BREGMAN), BregmanOf.Result::shares);
    return new ClaimResult(
        "bungert-accuracy",
        "Is the sparse network about as accurate as the dense one?",
        own >= dense - THEIR_LOSS && share < 0.5,
        ACCURACIES,
        "held-out accuracy "
            + Numbers.text(own)
            + " with a share of "
            + Numbers.text(share)
            + " of the weights; gradient descent "
            + Numbers.text(dense)
            + " with all",
        "at most "
            + Numbers.text(THEIR_LOSS)
            + " below, as theirs, with less than half the weights");
  }

  private static List<Table> stated(List<ClaimResult> claims) {
    return Stated.tables(
        "Bungert et al.",
        List.of(
            new Stated.Row(
                "training starts with very few weights and adds only significant ones",
                SOURCE + ", abstract",
                "yes",
                claims.get(0).measured()),
            new Stated.Row(
                "accuracy of a sparse network against the dense one",
                SOURCE + ", abstract: ResNet-18, CIFAR-10",
                "90.2 % with 3.4 % of the weights; 93.6 % dense",
                claims.get(2).measured()),
            new Stated.Row(
                "the baseline is linearised Bregman iteration, which has no bias of a penalty",
                SOURCE + ", abstract, and theory of inverse scale space",
                "yes",
                claims.get(1).measured())),
        List.of(
            new Stated.Setting(
                "data",
                "MNIST, Fashion-MNIST, CIFAR-10",
                "8 × 8 digits, 400 to train, 400 held out"),
            new Stated.Setting(
                "network", "multilayer perceptron, convolutional, ResNet-18", "dense:40, no bias"),
            new Stated.Setting(
                "steps", "stochastic, with learning rates that are cut", "full batch, 0.2"),
            new Stated.Setting(
                "start",
                "weights not 0 with a small probability, their variance raised",
                "probability 0.1, variance over 0.1"),
            new Stated.Setting("λ", "not known to us", "0.3; penalty of proximal descent 0.001")),
        List.of(
            new Stated.Gap("ResNet-18 on CIFAR-10", "longer than three minutes on two cores"),
            new Stated.Gap(
                "LinBreg with momentum and AdaBreg",
                "the chapter has mirror descent alone; train --momentum is LinBreg with momentum"),
            new Stated.Gap(
                "group sparsity of convolutions",
                "not in this chapter; train takes group(enet:lambda=1)")));
  }
}
