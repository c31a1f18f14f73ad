package org.mirrorflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.io.Npz;
import org.mirrorflow.io.Safetensors;

/** Training and pruning as commands, on a tiny image set that the test writes. */
final class TrainTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private Path data;

  @BeforeEach
  void writeImages() throws IOException {
    data = TinyImages.write(folder.resolve("data"));
  }

  private String[] train(String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "train", "--data", "mnist", "--data-dir", data.toString(), "--json", "--quiet"));
    args.addAll(Arrays.asList(more));
    return args.toArray(String[]::new);
  }

  private static JsonNode done(Answer answer) throws IOException {
    assertThat(answer.exit()).as(answer.err()).isZero();
    return answer.json();
  }

  @ParameterizedTest
  @CsvSource({
    "dense:20, euclidean, 0.5",
    "dense:20, hyperbolic:beta=0.01, 2",
    "'dense:20,10', p:3, 0.1",
    "conv:4-6, euclidean, 0.5",
    "dense:20, group(p:1.5)|euclidean, 0.5",
    "dense:20, cosh:s=0.1, 5",
  })
  void trainsReportsAndIsPruned(String model, String map, String rate) throws IOException {
    Path out = folder.resolve("run");
    JsonNode result =
        done(
            Answer.of(
                train(
                    "--model",
                    model,
                    "--map",
                    map,
                    "--learning-rate",
                    rate,
                    "--epochs",
                    "15",
                    "--batch",
                    "20",
                    "--out",
                    out.toString())));
    assertThat(result.get("outcome").asText()).isEqualTo("EPOCHS_DONE");
    assertThat(result.get("epochs").asInt()).isEqualTo(15);
    assertThat(result.get("testAccuracy").asDouble()).isGreaterThan(0.5);
    JsonNode layer = result.get("layers").get(0);
    assertThat(layer.fieldNames())
        .toIterable()
        .contains("name", "activeNeurons", "participationRatio", "neuronsFor99");
    assertThat(layer.get("neuronsFor99").asInt()).isBetween(1, layer.get("neurons").asInt());
    assertThat(result.get("maps").size()).isEqualTo(result.get("layers").size() + 1);
    assertThat(out.resolve("index.html"))
        .content()
        .contains("Accuracy against kept neurons", "How did it learn?");
    assertThat(Files.readAllLines(out.resolve("epochs.csv"))).hasSize(16);
    assertThat(Npz.read(out.resolve("weights.npz"))).containsKey("W2");
    assertThat(JSON.readTree(out.resolve("result.json").toFile()).get("logLoss"))
        .isEqualTo(result.get("logLoss"));
    int neurons = 0;
    for (JsonNode each : result.get("layers")) {
      neurons += each.get("neurons").asInt();
    }
    Path small = folder.resolve("small.npz");
    JsonNode all = prune(out, "--threshold", "0", "--out", small.toString());
    assertThat(all.get("kept").asInt()).isEqualTo(neurons);
    assertThat(all.get("accuracyAfter")).isEqualTo(all.get("accuracyBefore"));
    assertThat(Answer.of("prune", out.toString(), "--keep", "999", "--quiet").err())
        .contains("warning: every neuron is kept");
    assertThat(all.get("accuracyBefore").asDouble())
        .isEqualTo(result.get("testAccuracy").asDouble());
    assertThat(Safetensors.read(folder.resolve("small.safetensors"))).containsKey("W1");
    JsonNode three = prune(out, "--keep", "3", "--out", small.toString());
    assertThat(three.get("kept").asInt()).isEqualTo(3 * result.get("layers").size());
    assertThat(Npz.read(small).get("W1").axis(0)).isEqualTo(3);
    if (result.get("layers").size() == 1) {
      assertThat(three.get("accuracyAfter").asDouble())
          .isEqualTo(layer.get("keptAccuracy").get(2).get("accuracy").asDouble());
    }
    Path named = folder.resolve("named.npz");
    String names = String.join(",", java.util.Collections.nCopies(result.get("maps").size(), "w"));
    Answer.of("prune", out.toString(), "--keep", "3", "--out", named.toString(), "--names", names)
        .isRefusedWithRemedy("--names", "differ");
    names = "";
    for (int layer0 = 0; layer0 < result.get("maps").size(); layer0++) {
      names += (layer0 == 0 ? "" : ",") + 2 * layer0 + ".weight";
    }
    prune(out, "--keep", "3", "--out", named.toString(), "--names", names);
    assertThat(Safetensors.read(folder.resolve("named.safetensors")).keySet())
        .containsExactlyInAnyOrder(names.split(","));
    assertThat(Npz.read(named).get("0.weight").data()).isEqualTo(Npz.read(small).get("W1").data());
    JsonNode tuned = prune(out, "--keep", "3", "--finetune", "2");
    assertThat(tuned.get("accuracyFinetuned").asDouble()).isBetween(0.1, 1.0);
  }

  private JsonNode prune(Path run, String... more) throws IOException {
    List<String> args = new ArrayList<>(List.of("prune", run.toString(), "--json", "--quiet"));
    args.addAll(Arrays.asList(more));
    return done(Answer.of(args.toArray(String[]::new)));
  }

  @Test
  void aResidualNetworkTrainsOutsideTheTheory() throws IOException {
    Path out = folder.resolve("run");
    JsonNode result =
        done(
            Answer.of(
                train(
                    "--model",
                    "resnet:18",
                    "--map",
                    "euclidean",
                    "--epochs",
                    "1",
                    "--batch",
                    "20",
                    "--samples",
                    "40",
                    "--out",
                    out.toString())));
    assertThat(result.get("gauge").isNull()).isTrue();
    assertThat(result.get("qMargin").isNull()).isTrue();
    assertThat(result.get("layers")).isEmpty();
    assertThat(out.resolve("index.html")).content().contains("outside the theory");
    Answer.of("prune", out.toString(), "--keep", "3").isRefusedWithRemedy("resnet:18");
  }

  @Test
  void aFullBatchGoesFarBelowTheSmallestFloat() throws IOException {
    JsonNode result =
        done(
            Answer.of(
                train(
                    "--model",
                    "dense:16",
                    "--map",
                    "euclidean",
                    "--batch",
                    "0",
                    "--epochs",
                    "5000",
                    "--samples",
                    "50",
                    "--until-log-loss",
                    "-1000")));
    assertThat(result.get("outcome").asText()).isEqualTo("LOSS_TARGET_REACHED");
    assertThat(result.get("logLoss").asDouble()).isLessThan(-1000);
    assertThat(result.get("minMargin").asDouble()).isGreaterThan(1000);
    assertThat(result.get("qMargin").asDouble()).isPositive();
  }

  @Test
  void aDeadNetworkAndATrainingAtChanceAreNamedWithTheirRemedies() throws IOException {
    Answer dead =
        Answer.of(train("--model", "dense:20", "--map", "euclidean", "--learning-rate", "1000"));
    assertThat(dead.exit()).isEqualTo(Main.RUN_FAILED);
    assertThat(dead.json().get("outcome").asText()).isEqualTo("DEAD");
    assertThat(dead.err()).contains("mirrorflow train: DEAD").contains("leave --learning-rate out");
    Answer idle =
        Answer.of(train("--model", "conv:4-6", "--map", "p:3", "--learning-rate", "1e-9"));
    assertThat(idle.exit()).isZero();
    assertThat(idle.err())
        .contains("warning: training accuracy")
        .contains("that of guessing")
        .contains("leave --learning-rate out");
  }

  /** Other data than image sets: what flow reads train reads too, by the same words. */
  @Test
  void dataOfEveryKindAreTrainedOn() throws IOException {
    JsonNode digits =
        done(
            Answer.of(
                "train",
                "--data",
                "digits:3,8,noise=0.1",
                "--validation",
                "100",
                "--model",
                "conv:4",
                "--map",
                "hyperbolic:beta=0.1",
                "--crop",
                "1",
                "--flip",
                "--normalize",
                "--schedule",
                "warmup:0.1+step:0.5,0.8",
                "--batch",
                "16",
                "--epochs",
                "20",
                "--json",
                "--quiet"));
    assertThat(digits.get("validationAccuracy").asDouble()).isGreaterThan(0.6);
    assertThat(digits.get("rates").get("layers").size()).isEqualTo(2);
    // the largest gradient step that was tried is beyond the edge of stability, which is not taken
    JsonNode trials = digits.get("rates").get("trials");
    assertThat(trials.get(trials.size() - 1).get("loss").isNull()).isTrue();
    assertThat(digits.get("rates").get("gradientStep").asDouble()).isEqualTo(0.3);
    JsonNode iris =
        done(
            Answer.of(
                "train",
                "--data",
                "iris",
                "--test",
                "iris",
                "--model",
                "dense:8",
                "--map",
                "enet:0.1",
                "--batch",
                "10",
                "--analysis",
                "full",
                "--json",
                "--quiet"));
    assertThat(iris.get("testAccuracy").asDouble()).isGreaterThan(0.6);
    assertThat(iris.get("zeros").size()).isEqualTo(2);
    Answer.of("train", "--data", "digits", "--model", "dense:8", "--map", "p:3")
        .isRefusedWithRemedy("no test part", "--validation N");
    Answer.of("train", "--data", "iris", "--validation", "50", "--model", "dense:8", "--map", "p:3")
        .isRefusedWithRemedy("hold class 2, which none", "--test");
  }

  @Test
  void aHeldOutPartIsReportedInThePlaceOfTheTestSet() throws IOException {
    JsonNode result =
        done(Answer.of(train("--model", "dense:8", "--map", "euclidean", "--validation", "50")));
    assertThat(result.get("testAccuracy").isNull()).isTrue();
    assertThat(result.get("validationAccuracy").asDouble()).isBetween(0.0, 1.0);
  }

  /** What ended by itself and what was killed in between and went on, bit by bit. */
  @ParameterizedTest
  @ValueSource(strings = {"20", "0"})
  void aKilledTrainingGoesOnToTheSameNumbers(String batch) throws Exception {
    String[] options = {
      "--model",
      "dense:12",
      "--map",
      "hyperbolic:beta=0.01",
      "--momentum",
      batch.equals("0") ? "0" : "0.5",
      "--batch",
      batch,
      "--loss-scaled",
      "--learning-rate",
      "0.2",
      "--schedule",
      "constant"
    };
    Path killed = folder.resolve("killed");
    String[] endless = with(options, "--epochs", "1000000", "--out", killed);
    try (Child child = Child.start(folder, "killed", train(endless))) {
      child.await(() -> Files.exists(killed.resolve("checkpoint.npz")));
      child.kill();
    }
    assertThat(killed.resolve("result.json")).doesNotExist();
    int reached = (int) Npz.read(killed.resolve("checkpoint.npz")).get("clock").data()[0];
    String epochs = Integer.toString(reached + 20);
    Path whole = folder.resolve("whole");
    ObjectNode second =
        (ObjectNode)
            done(Answer.of(train(with(options, "--epochs", epochs, "--out", killed, "--resume"))));
    ObjectNode first =
        (ObjectNode) done(Answer.of(train(with(options, "--epochs", epochs, "--out", whole))));
    second.remove("seconds");
    first.remove("seconds");
    assertThat(second).isEqualTo(first);
    for (String name : List.of("weights.npz", "checkpoint.npz", "trajectory.csv", "epochs.csv")) {
      assertThat(killed.resolve(name)).hasSameBinaryContentAs(whole.resolve(name));
    }
  }

  @Test
  void aRateThatFallsOverAllEpochsIsBoundToTheirNumber() throws IOException {
    String[] options = {
      "--model", "dense:8", "--map", "euclidean", "--schedule", "cosine", "--learning-rate", "0.5"
    };
    Path run = folder.resolve("run");
    done(Answer.of(train(with(options, "--epochs", "3", "--out", run))));
    Answer.of(train(with(options, "--epochs", "4", "--out", run, "--resume")))
        .isRefusedWithRemedy("other options");
    done(Answer.of(train(with(options, "--epochs", "3", "--out", run, "--resume"))));
  }

  private static String[] with(String[] options, Object... more) {
    List<String> all = new ArrayList<>(Arrays.asList(options));
    Arrays.stream(more).map(Object::toString).forEach(all::add);
    return all.toArray(String[]::new);
  }

  @Test
  void wrongOptionsAreRefusedInOneLine() throws IOException {
    Path out = folder.resolve("run");
    Answer.of(train("--model", "dense:8", "--map", "p:3", "--step-limit", "0.5"))
        .isRefusedWithRemedy("--step-limit 0.5", "above 1, or 0");
    Answer.of(train("--model", "dense:8", "--map", "cosine")).isRefused("cosine");
    Answer.of(train("--model", "dense", "--map", "euclidean")).isRefused("dense");
    Answer.of(train("--model", "dense:8", "--map", "euclidean|p:3|p:3")).isRefused("3 maps");
    Answer.of(train("--model", "dense:8", "--map", "p:3", "--learning-rate", "0"))
        .isRefusedWithRemedy("--learning-rate");
    Answer.of(train("--model", "dense:8", "--map", "p:3", "--batch", "0", "--momentum", "0.9"))
        .isRefusedWithRemedy("--batch 0");
    Answer.of(train("--model", "dense:8", "--map", "p:3", "--schedule", "step"))
        .isRefusedWithRemedy("--schedule step");
    Answer.of(train("--model", "dense:8", "--map", "p:3", "--batch", "0", "--schedule", "linear"))
        .isRefusedWithRemedy("--batch 0 with --schedule linear");
    Answer.of(train("--model", "dense:8", "--map", "p:3", "--device", "tpu"))
        .isRefusedWithRemedy("--device tpu");
    Answer.of(train("--model", "dense:8", "--map", "p:3", "--device", "gpu:0"))
        .isRefusedWithRemedy("--device gpu:0", "cuda");
    Answer.of(train("--model", "dense:8", "--map", "p:3", "--samples", "201"))
        .isRefusedWithRemedy("--samples");
    Answer.of(train("--model", "dense:8", "--map", "p:3", "--resume")).isRefusedWithRemedy("--out");
    Answer.of("train", "--data", "digits", "--model", "dense:8", "--map", "p:3")
        .isRefusedWithRemedy("digits");
    Answer.of("prune", out.toString(), "--keep", "3").isRefusedWithRemedy("train.json");
    Answer.of("prune", out.toString()).isRefusedWithRemedy("--keep, --threshold");
    done(Answer.of(train("--model", "dense:4", "--map", "p:3", "--out", out.toString())));
    Answer.of(train("--model", "dense:4", "--map", "p:3", "--out", out.toString()))
        .isRefusedWithRemedy("already holds");
    Answer.of(train("--model", "dense:4", "--map", "p:4", "--out", out.toString(), "--resume"))
        .isRefusedWithRemedy("other options");
    for (String own : List.of("weights.npz", "checkpoint.npz")) {
      byte[] before = Files.readAllBytes(out.resolve(own));
      String over = out.resolve(own).toString();
      Answer.of("prune", out.toString(), "--keep", "3", "--out", over)
          .isRefusedWithRemedy("the file that is read");
      assertThat(out.resolve(own)).hasBinaryContent(before);
    }
    Path images = data.resolve("mnist/train-images-idx3-ubyte");
    byte[] cut = Arrays.copyOf(Files.readAllBytes(images), 5000);
    Files.write(images, cut);
    Answer.of(train("--model", "dense:4", "--map", "p:3")).isRefusedWithRemedy("ends early");
    assertThat(images).hasBinaryContent(cut);
  }

  /** The same weights in the flow command's model, core's own network. */
  @Test
  void theNumbersAreThoseOfCoreOnTheSameWeights() throws IOException {
    Path out = folder.resolve("run");
    JsonNode result =
        done(
            Answer.of(
                train(
                    "--model",
                    "dense:16",
                    "--map",
                    "euclidean",
                    "--batch",
                    "0",
                    "--epochs",
                    "2000",
                    "--samples",
                    "50",
                    "--until-log-loss",
                    "-3",
                    "--out",
                    out.toString())));
    JsonNode certificate =
        done(
            Answer.of(
                "certify",
                "--weights",
                out.resolve("weights.npz").toString(),
                "--data",
                "mnist:n=50",
                "--data-dir",
                data.toString(),
                "--gauge",
                "l2",
                "--json"));
    assertThat(result.get("qMargin").asDouble())
        .isCloseTo(
            certificate.get("qMargin").asDouble(),
            org.assertj.core.data.Percentage.withPercentage(
                org.mirrorflow.Tolerances.SAME_MARGIN_PERCENT));
    assertThat(result.get("minMargin").asDouble())
        .isCloseTo(
            certificate.get("minMargin").asDouble(),
            org.assertj.core.data.Percentage.withPercentage(
                org.mirrorflow.Tolerances.SAME_MARGIN_PERCENT));
  }
}
