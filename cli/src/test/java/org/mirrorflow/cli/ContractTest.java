package org.mirrorflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.Tolerances;
import org.mirrorflow.lab.study.ClaimResult;
import picocli.CommandLine;

/** Names, JSON keys, streams and exit codes: what scripts rely on. */
final class ContractTest {

  /** Keys of the JSON object of each command; more may be added, none may go. */
  private static final Map<String, List<String>> KEYS =
      Map.ofEntries(
          Map.entry(
              "flow",
              List.of(
                  "outcome",
                  "steps",
                  "seconds",
                  "logLoss",
                  "logTime",
                  "gauge",
                  "qMargin",
                  "smoothedMargin",
                  "kktGap",
                  "kktGapFixed",
                  "kinks",
                  "balanceDrift",
                  "neuronBalanceDrift",
                  "activeNeurons",
                  "participationRatio",
                  "accuracy",
                  "regime",
                  "growth",
                  "rate")),
          Map.entry(
              "certify",
              List.of(
                  "qMargin",
                  "minMargin",
                  "kktGap",
                  "kktGapFixed",
                  "kktGapLower",
                  "kinkDistance",
                  "epsilon",
                  "delta",
                  "supportVectors",
                  "kinks",
                  "kinksByLayer")),
          Map.entry("maps", List.of("maps")),
          Map.entry("compare", List.of("page")),
          Map.entry("board", List.of("address")),
          Map.entry("horizon", List.of("limit", "regime", "gaugeAt", "effectiveExponent")),
          Map.entry("study", List.of("claims")),
          Map.entry("sweep", List.of("done", "failed", "skipped")),
          Map.entry("runs", List.of("columns", "rows")),
          Map.entry("advise", List.of("recommended", "candidates")),
          Map.entry(
              "train",
              List.of(
                  "outcome",
                  "epochs",
                  "seconds",
                  "trainAccuracy",
                  "testAccuracy",
                  "logLoss",
                  "layers")),
          Map.entry("prune", List.of("kept", "accuracyBefore", "accuracyAfter")),
          Map.entry("cite", List.of("references")));

  private static final List<String> MAP_KEYS = List.of("name", "gauge", "p", "regime");
  private static final List<String> CLAIM_KEYS =
      List.of("id", "holds", "figure", "measured", "predicted");

  private static final String[] FLOW = {
    "flow",
    "--data",
    "synthetic:xor,n=8,d=2",
    "--model",
    "dense:8",
    "--map",
    "euclidean",
    "--init-scale",
    "1",
    "--until-log-loss",
    "-5"
  };

  private static String[] flow(String... more) {
    return Stream.concat(Stream.of(FLOW), Stream.of(more)).toArray(String[]::new);
  }

  static Stream<String> commands() {
    return Main.line(false).getSubcommands().keySet().stream();
  }

  private static void assertKeys(JsonNode node, List<String> keys) {
    assertThat(node.fieldNames()).toIterable().containsAll(keys);
  }

  @Test
  void everyCommandHasItsKeysListed() {
    assertThat(commands()).containsExactlyInAnyOrderElementsOf(KEYS.keySet());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandExplainsItselfWithAnExampleThatParses(String command) {
    Answer help = Answer.of(command, "--help");
    assertThat(help.exit()).isZero();
    assertThat(help.err()).isEmpty();
    assertThat(help.out()).contains("Usage: mirrorflow " + command, "--json", "--quiet", "--seed");
    assertThat(help.out().lines()).allMatch(line -> line.length() <= 80);
    String example = help.out().substring(help.out().indexOf("Example:") + "Example:".length());
    assertThat(example.strip()).startsWith("mirrorflow " + command);
    List<String> words =
        Stream.of(example.replace("\\\n", " ").strip().split("\\s+"))
            .map(word -> word.replace("'", ""))
            .skip(1)
            .toList();
    CommandLine.ParseResult parsed = Main.line(false).parseArgs(words.toArray(String[]::new));
    assertThat(parsed.subcommand().commandSpec().name()).isEqualTo(command);
  }

  @Test
  void withoutACommandItExplainsItself() {
    Answer none = Answer.of();
    assertThat(none.exit()).isZero();
    assertThat(none.out()).contains("Usage: mirrorflow");
    assertThat(KEYS.keySet()).allSatisfy(command -> assertThat(none.out()).contains(command));
    assertThat(Answer.of("--version").out()).startsWith("MirrorFlow ");
  }

  @Test
  void descentAnswersLikeAFlow() throws IOException {
    Answer answer =
        Answer.of(
            flow("--json", "--quiet", "--method", "descent", "--step-rule", "loss-scaled:0.05"));
    assertThat(answer.exit()).as(answer.err()).isZero();
    assertKeys(answer.json(), KEYS.get("flow"));
    assertThat(answer.json().get("outcome").asText()).isEqualTo("LOSS_TARGET_REACHED");
    assertThat(answer.json().get("balanceDrift").asDouble()).isPositive();
  }

  @Test
  void flowAnswersInJson() throws IOException {
    Answer answer = Answer.of(flow("--json", "--quiet"));
    assertThat(answer.exit()).as(answer.err()).isZero();
    assertThat(answer.err()).isEmpty();
    JsonNode node = answer.json();
    assertKeys(node, KEYS.get("flow"));
    assertThat(node.get("outcome").asText()).isEqualTo("LOSS_TARGET_REACHED");
    assertThat(node.get("steps").isIntegralNumber()).isTrue();
    assertThat(node.get("logLoss").asDouble()).isLessThanOrEqualTo(-5);
    assertThat(node.get("qMargin").asDouble()).isPositive();
    assertThat(node.get("kktGap").asDouble())
        .isPositive()
        .isLessThanOrEqualTo(node.get("kktGapFixed").asDouble());
    assertThat(node.get("accuracy").asDouble()).isEqualTo(1);
    assertThat(node.get("gauge").asText()).isEqualTo("l2");
    assertThat(node.get("regime").asText()).isEqualTo("EXACT");
    assertThat(node.get("rate").get("regime").asText()).isEqualTo("EXACT");
    assertThat(node.get("growth").get("predictedLogTime").asDouble())
        .isCloseTo(node.get("logTime").asDouble(), within(1.0));
    assertThat(node.get("growth").get("logLogCoefficient").asDouble()).isEqualTo(1);
  }

  @Test
  void mapsAnswersInJson() throws IOException {
    Answer answer = Answer.of("maps", "--json");
    assertThat(answer.exit()).isZero();
    assertThat(answer.err()).isEmpty();
    JsonNode maps = answer.json().get("maps");
    assertThat(maps).hasSizeGreaterThan(5);
    maps.forEach(map -> assertKeys(map, MAP_KEYS));
    assertThat(maps).anyMatch(map -> map.get("gauge").asText().equals("linf"));
    assertThat(maps).anyMatch(map -> map.get("p").isNull());
  }

  /** The limit is known all the same. */
  @ParameterizedTest
  @ValueSource(strings = {"cosh:s=1e-300", "expr:exp(exp(x^2)-1)-1", "plog:p=3"})
  void aScaleBeyondTheNumbersHasNoGauge(String map) throws IOException {
    JsonNode node = Answer.of("horizon", map, "--eta", "1e-320,1", "--json").json();
    assertThat(node.get("gaugeAt").get(0).get("value").isNull()).isTrue();
    assertThat(node.get("gaugeAt").get(1).get("value").asDouble()).isBetween(2.9, 4.5);
    assertThat(node.get("limit").get("gauge").asText()).isNotEmpty();
  }

  @Test
  void horizonTakesItsMapWithAndWithoutItsName() {
    assertThat(Answer.of("horizon", "--map", "p:3").out())
        .isEqualTo(Answer.of("horizon", "p:3").out())
        .contains("at every scale");
    Answer.of("horizon", "cosh", "--map", "p:3").isRefused("MAP, --map=MAP");
  }

  @Test
  void horizonAnswersInJson() throws IOException {
    Answer answer = Answer.of("horizon", "p:3", "--json");
    assertThat(answer.exit()).isZero();
    assertThat(answer.err()).isEmpty();
    JsonNode node = answer.json();
    assertKeys(node, KEYS.get("horizon"));
    assertKeys(node.get("limit"), List.of("gauge", "p"));
    node.get("gaugeAt").forEach(at -> assertKeys(at, List.of("eta", "value")));
    node.get("effectiveExponent").forEach(at -> assertKeys(at, List.of("scale", "p")));
    assertThat(node.get("limit").get("p").asDouble()).isEqualTo(3);
    node.get("arrivals")
        .forEach(
            at -> {
              assertKeys(at, List.of("epsilon", "everywhere", "logScale", "logTime", "logLogTime"));
              assertThat(at.get("everywhere").asBoolean()).isTrue();
            });
  }

  /** Near 0 the gauge is ℓ5, which is within 6 % of the limit ℓ4 of three entries. */
  @Test
  void anArrivalAtEveryScaleSaysSo() throws IOException {
    String map = "expr:x^4*log(1+abs(x))";
    JsonNode arrivals = Answer.of("horizon", map, "--json").json().get("arrivals");
    assertThat(arrivals.get(0).get("everywhere").asBoolean()).isTrue();
    assertThat(arrivals.get(0).get("logScale").isNull()).isTrue();
    assertThat(arrivals.get(1).get("everywhere").asBoolean()).isFalse();
    assertThat(arrivals.get(1).get("logScale").isNull()).isFalse();
    assertThat(Answer.of("horizon", map).out()).contains("within 0.1              at every scale");
  }

  @Test
  void certifyAnswersInJsonForTheWeightsOfAFlow(@TempDir Path folder) throws IOException {
    JsonNode run = Answer.of(flow("--json", "--out", folder.toString())).json();
    String weights = folder.resolve("weights.npz").toString();
    Answer answer =
        Answer.of("certify", "--weights", weights, "--data", FLOW[2], "--gauge", "l2", "--json");
    assertThat(answer.exit()).as(answer.err()).isZero();
    assertThat(answer.err()).isEmpty();
    assertKeys(answer.json(), KEYS.get("certify"));
    assertThat(answer.json().get("qMargin").asDouble())
        .isCloseTo(run.get("qMargin").asDouble(), withinPercentage(Tolerances.SAME_MARGIN_PERCENT));
    assertThat(answer.json().get("kktGap").asDouble())
        .isPositive()
        .isLessThanOrEqualTo(answer.json().get("kktGapFixed").asDouble());
  }

  @Test
  void studyAnswersInJson() throws IOException {
    ClaimResult open = new ClaimResult("a", "Is it?", null, "Figure", "3", "4");
    ClaimResult held = new ClaimResult("b", "Is it?", true, "Figure", "3", "3");
    Answer answer = study(List.of(open, held), "--json");
    assertKeys(answer.json(), KEYS.get("study"));
    JsonNode claims = answer.json().get("claims");
    claims.forEach(claim -> assertKeys(claim, CLAIM_KEYS));
    assertThat(claims.get(0).get("holds").isNull()).isTrue();
    assertThat(claims.get(1).get("holds").asBoolean()).isTrue();
  }

  @Test
  void studyAnswersInWords() {
    ClaimResult open = new ClaimResult("a", "Is a?", null, "Figure", "3", "4");
    ClaimResult failed = new ClaimResult("b", "Is b?", false, "Figure", "3", "4");
    assertThat(study(List.of(open, failed)).out())
        .contains("not tested  Is a?", "FAILS  Is b?", "measured: 3", "predicted: 4");
  }

  private static Answer study(List<ClaimResult> claims, String... options) {
    StringWriter out = new StringWriter();
    CommandLine line = Main.line(false);
    line.setOut(new PrintWriter(out, true));
    CommandLine.ParseResult parsed =
        line.parseArgs(
            Stream.concat(Stream.of("study"), Stream.of(options)).toArray(String[]::new));
    StudyCommand command = (StudyCommand) parsed.subcommand().commandSpec().userObject();
    return new Answer(command.answer(claims), out.toString(), "");
  }

  @Tag("slow")
  @Test
  void theQuickStudyAnswers(@TempDir Path folder) throws IOException {
    Answer answer = Answer.of("study", "--quick", "--json", "--out", folder.toString());
    assertThat(answer.exit()).as(answer.err()).isZero();
    answer.json().get("claims").forEach(claim -> assertKeys(claim, CLAIM_KEYS));
    assertThat(folder.resolve("index.html")).isNotEmptyFile();
    assertThat(folder.resolve("summary.json")).isNotEmptyFile();
  }

  @Test
  void progressIsOnStandardErrorInPlainLines() throws IOException {
    Answer answer = Answer.of(flow("--json"));
    answer.json();
    assertThat(answer.err().lines())
        .isNotEmpty()
        .allMatch(
            line ->
                line.matches(
                    "flow: \\d+ %, log loss [0-9.e+-]+, least margin [0-9.e+-]+, "
                        + "[0-9.]+ % of the samples carry weight, \\w+ steps"));
  }

  @Test
  void onATerminalProgressIsABarOnTheStreamGiven() throws IOException {
    Answer answer = Answer.of(true, flow("--json"));
    answer.json();
    assertThat(answer.err()).contains("\rflow").contains("%").endsWith("\n");
    assertThat(Answer.of(true, flow("--json", "--quiet")).err()).isEmpty();
  }

  @Test
  void inWordsTheNumbersAreThoseOfTheJson() throws IOException {
    JsonNode node = Answer.of(flow("--json", "--quiet")).json();
    Answer words = Answer.of(flow("--quiet"));
    assertThat(words.exit()).isZero();
    assertThat(words.out())
        .contains("outcome                 LOSS_TARGET_REACHED")
        .contains(
            String.format(
                Locale.ROOT, "Q-margin                %.6g", node.get("qMargin").asDouble()))
        .contains(
            String.format(Locale.ROOT, "steps                   %d", node.get("steps").asInt()));
  }

  @Test
  void seedsMatterAndRepeat() throws IOException {
    JsonNode first = Answer.of(flow("--json", "--seed", "7")).json();
    JsonNode again = Answer.of(flow("--json", "--seed", "7")).json();
    JsonNode other = Answer.of(flow("--json", "--seed", "8")).json();
    assertThat(again.get("qMargin")).isEqualTo(first.get("qMargin"));
    assertThat(other.get("qMargin")).isNotEqualTo(first.get("qMargin"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"de-DE", "tr-TR", "ar-EG-u-nu-arab"})
  void theLocaleChangesNothing(String tag) throws IOException {
    Locale before = Locale.getDefault();
    JsonNode here = Answer.of(flow("--json")).json();
    String horizon = Answer.of("horizon", "p:2.5").out();
    String maps = Answer.of("maps").out();
    try {
      Locale.setDefault(Locale.forLanguageTag(tag));
      JsonNode there = Answer.of(flow("--json")).json();
      assertThat(there.get("qMargin")).isEqualTo(here.get("qMargin"));
      Answer words = Answer.of(flow("--seed", "3"));
      assertThat(words.out()).contains("log loss                -5.").isASCII();
      assertThat(words.err()).startsWith("flow: 0 %, log loss ").isASCII();
      assertThat(Answer.of("maps").out()).isEqualTo(maps);
      assertThat(Answer.of("horizon", "p:2.5").out()).isEqualTo(horizon);
      Answer.of("flow", "--model", "x", "--max-steps", "1,5").isRefused("--max-steps", "1,5");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void aFlowMeasuresWhatItIsAskedFor() throws IOException {
    Answer asked =
        Answer.of(
            flow(
                "--json",
                "--test",
                "synthetic:xor,n=20,d=2,seed=9",
                "--gauges",
                "l1,linf",
                "--marks",
                "3"));
    assertKeys(asked.json(), List.of("testAccuracy", "testLogLoss", "qMargin_l1", "kktGap_linf"));
    Answer words = Answer.of(flow("--test", "split:0.25", "--gauges", "l1"));
    assertThat(words.out()).contains("accuracy, held out", "Q-margin in l1");
    Answer without = Answer.of(flow("--keep-weights"));
    assertThat(without.exit()).isEqualTo(Main.BAD_INPUT);
    assertThat(without.err()).contains("--keep-weights", "--out DIR");
  }
}
