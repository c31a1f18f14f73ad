package org.mirrorflow.lab.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mirrorflow.certificate.Certificate;
import org.mirrorflow.certificate.CertificateOptions;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.certify.CertifyAnswer;
import org.mirrorflow.lab.certify.CertifyRequest;
import org.mirrorflow.lab.report.Browser;
import org.mirrorflow.lab.report.Series;
import org.mirrorflow.lab.run.Ending;
import org.mirrorflow.lab.run.FlowRun;
import org.mirrorflow.lab.run.Progress;
import org.mirrorflow.lab.run.RunEnvironment;
import org.mirrorflow.lab.run.RunFolder;
import org.mirrorflow.lab.run.RunOptions;
import org.mirrorflow.lab.run.RunSession;
import org.mirrorflow.lab.run.RunSpec;
import org.mirrorflow.model.Activation;

/** Pages of small flows: what they say, and that a browser draws all of it. */
class PagesTest {
  private static final RunSpec SPEC =
      RunSpec.of(
              "synthetic:rings,n=12,noise=0.05,constant=1,seed=0",
              "dense:12",
              "hyperbolic:beta=0.1")
          .startingAt(0.5, 0)
          .until(-20);

  @TempDir static Path folder;

  private static FlowRun first;

  private static FlowRun run(RunSpec spec, String name) {
    RunFolder kept = new RunFolder(folder.resolve(name));
    return RunSession.begin(spec, RunEnvironment.oneOfMany(Progress.SILENT, () -> false).in(kept));
  }

  @BeforeAll
  static void flows() {
    first = run(SPEC, "a");
    run(SPEC.startingAt(0.5, 1), "b");
    run(SPEC.with(RunOptions.MAP, "p:3"), "c");
  }

  /** Headings of the figures. */
  private static List<String> titles(Path page) throws IOException {
    return Pattern.compile("<div class=\"figure-head\"><h3>([^<]*)</h3>")
        .matcher(Files.readString(page))
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  private static Path folder(String name) {
    return folder.resolve(name);
  }

  @Test
  void thePageOfAFlowSaysHowItEndedAndHowToRepeatIt() throws Exception {
    Path page = folder.resolve("flow.html");
    new FlowPage(first).save(page);
    assertThat(page)
        .content()
        .contains("LOSS_TARGET_REACHED", "Decision boundary", "Distance from a KKT point")
        .contains(Cells.number(first.result().margin().qMargin()))
        .contains("--until-log-loss");
    assertThat(Files.size(page)).isLessThan(3_000_000);
    assertThat(titles(page))
        .containsExactly(
            "Loss against time",
            "Loss against steps",
            "Margin",
            "Distance from a KKT point",
            "Balance",
            "Distance from the limit gauge",
            "Decision boundary",
            "Strengths of neurons",
            "Active neurons",
            "Sublevel sets of hyperbolic:beta=0.1");
    Browser.open(page, Files.createDirectory(folder.resolve("browser")))
        .drewWithoutErrorsAndWithoutTheNetwork(titles(page).size());
  }

  @Test
  void aFlowThatNeverFittedHasAPageToo() {
    FlowRun stopped = run(SPEC.with(RunOptions.MAX_STEPS, 3L), "stopped");
    Path page = folder.resolve("stopped.html");
    new FlowPage(stopped).save(page);
    assertThat(page).content().contains(Ending.of(stopped).meaning(), "Strengths of neurons");
  }

  @Test
  void picturesOfImagesAreDrawnForImages() {
    FlowRun digits = run(SPEC.with(RunOptions.DATA, "digits:0,1").until(-1), "digits");
    Path page = folder.resolve("digits.html");
    new FlowPage(digits).save(page);
    assertThat(page).content().contains("First-layer weights, the strongest 12");
    assertThat(page).content().doesNotContain("Decision boundary");
  }

  @Test
  void kernelsOfConvolutionsAreDrawn() throws IOException {
    RunSpec convolution =
        SPEC.with(RunOptions.DATA, "digits:0,1,n=20").with(RunOptions.MODEL, "conv:5").until(2.9);
    Path page = folder.resolve("kernels.html");
    new FlowPage(run(convolution, "kernels")).save(page);
    assertThat(page).content().contains("First-layer weights, the strongest 5", "\"width\":3");
  }

  @Test
  void thePageOfACertificateHasItsBoundsAndTheNetwork() throws Exception {
    CertifyRequest request =
        CertifyRequest.of(folder("a").resolve("weights.npz"), SPEC.loadData(), Activation.RELU);
    GaugeSpec gauge = GaugeSpec.parse("l1");
    Certificate certificate = request.certificate(gauge, CertificateOptions.FINE);
    CertifyAnswer answer = CertifyAnswer.of("l1", request.mapping(), certificate, null, null);
    Path page = folder.resolve("certificate.html");
    new CertifyPage(request, answer).save(page);
    assertThat(page)
        .content()
        .contains("Certificate in l1", "at most " + Cells.number(answer.kktGap()));
    assertThat(titles(page))
        .containsExactly(
            "Multipliers of the support vectors", "Strengths of neurons", "Decision boundary");
    Browser.open(page, Files.createDirectory(folder.resolve("browser3")))
        .drewWithoutErrorsAndWithoutTheNetwork(3);
  }

  @Test
  void flowsThatDifferInTheirSeedShareACurve() throws Exception {
    ComparisonPage comparison = ComparisonPage.of(List.of(folder("a"), folder("b"), folder("c")));
    assertThat(comparison.groups().keySet()).containsExactly("hyperbolic:beta=0.1", "p:3");
    assertThat(comparison.groups().get("hyperbolic:beta=0.1")).hasSize(2);
    Path page = folder.resolve("comparison.html");
    comparison.save(page);
    assertThat(titles(page)).contains("Margin", "Distance from a KKT point", "Active neurons");
    assertThat(page).content().doesNotContain("Both tend to", "participation ratio is");
    assertThat(page)
        .content()
        .contains("Band of 2 flows: range, from the least to the largest.")
        .doesNotContain("95 % interval of the mean (Student&#39;s t) over");
    Browser.open(page, Files.createDirectory(folder.resolve("browser2")))
        .drewWithoutErrorsAndWithoutTheNetwork(titles(page).size());
  }

  @Test
  void equalSettingsAreToldApartByTheirFolders() {
    assertThat(Compared.byName(List.of(Compared.read(folder("a"))), true)).containsOnlyKeys("a");
  }

  @Test
  void theAngleIsZeroToItselfAndNotToOthers() {
    Compared a = Compared.read(folder("a"));
    assertThat(a.angle(a)).isZero();
    assertThat(a.angle(Compared.read(folder("b")))).isBetween(1.0, 180.0);
    Compared running = new Compared(a.folder(), a.spec(), a.trajectory(), a.result(), Map.of());
    assertThat(running.angle(a)).isNaN();
  }

  @Test
  void aRunThatGoesOnIsComparedAsFarAsItIs() throws Exception {
    Path running = Files.createDirectory(folder.resolve("running"));
    for (String file : List.of("run.json", "trajectory.csv")) {
      Files.copy(folder("a").resolve(file), running.resolve(file));
    }
    Path page = folder.resolve("running.html");
    ComparisonPage.of(List.of(running, folder("c"))).save(page);
    assertThat(page).content().contains("not ended");
  }

  @Test
  void aFolderWithoutARunIsNamed() {
    assertThatThrownBy(() -> ComparisonPage.of(List.of(folder.resolve("nothing"))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("nothing")
        .hasMessageContaining("flow --out");
  }

  @Test
  void theMeanOfCurvesIsTakenWhereBothAreKnown() {
    Series low = Series.line("low", new double[] {1, 4}, new double[] {1, 4});
    Series high = Series.line("high", new double[] {2, 8}, new double[] {6, 12});
    Series mean = new Pooled("both", true).of(List.of(low, high)).orElseThrow();
    for (int k = 0; k < mean.x().length; k++) {
      double x = mean.x()[k];
      assertThat(mean.y()[k]).isCloseTo((x + x + 4) / 2, within(1e-12));
      assertThat(mean.band().low()[k]).isCloseTo(x, within(1e-12));
      assertThat(mean.band().high()[k]).isCloseTo(x + 4, within(1e-12));
    }
    assertThat(mean.x()).startsWith(2).endsWith(4);
    Series apart = Series.line("apart", new double[] {9, 10}, new double[] {0, 0});
    assertThat(new Pooled("none", true).of(List.of(low, apart))).isEmpty();
  }

  /** Values x − 1, x and x + 4: mean x + 1, standard deviation √7. */
  @Test
  void threeSeedsHaveAnIntervalAndOtherFlowsARange() {
    double[] x = {1, 4};
    List<Series> curves =
        List.of(
            Series.line("a", x, new double[] {0, 3}),
            Series.line("b", x, new double[] {1, 4}),
            Series.line("c", x, new double[] {5, 8}));
    Series seeds = new Pooled("seeds", true).of(curves).orElseThrow();
    Series settings = new Pooled("settings", false).of(curves).orElseThrow();
    double quantile = 0.95 * Math.sqrt(2 / (1 - 0.95 * 0.95));
    double half = quantile * Math.sqrt(7.0 / 3);
    for (int k = 0; k < seeds.x().length; k++) {
      double mean = seeds.x()[k] + 1;
      assertThat(seeds.y()[k]).isCloseTo(mean, within(1e-12));
      assertThat(settings.y()[k]).isCloseTo(mean, within(1e-12));
      assertThat(seeds.band().low()[k]).isCloseTo(mean - half, within(1e-8));
      assertThat(seeds.band().high()[k]).isCloseTo(mean + half, within(1e-8));
      assertThat(settings.band().low()[k]).isCloseTo(mean - 2, within(1e-12));
      assertThat(settings.band().high()[k]).isCloseTo(mean + 3, within(1e-12));
    }
  }

  @Test
  void onlyFlowsWithDifferentSeedsAndOneSettingAreASample() {
    Path place = folder.resolve("a");
    Compared a = Compared.named(place, SPEC);
    Compared b = Compared.named(place, SPEC.startingAt(0.5, 1));
    Compared other = Compared.named(place, SPEC.startingAt(0.6, 2));
    assertThat(Compared.seedsAlone(List.of(a, b))).isTrue();
    assertThat(Compared.seedsAlone(List.of(a, b, a))).isFalse();
    assertThat(Compared.seedsAlone(List.of(a, b, other))).isFalse();
  }
}
