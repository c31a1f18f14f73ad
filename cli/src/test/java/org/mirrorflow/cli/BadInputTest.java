package org.mirrorflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.io.Npz;
import org.mirrorflow.io.Tensor;

/** Whatever is wrong: one clear line, exit 2, and no file is lost. */
final class BadInputTest {
  private static final String DATA = "synthetic:xor,n=8,d=2";

  @TempDir Path folder;

  /** A flow that takes a moment, with some options in place of others. */
  private static Answer flow(String... changes) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--data",
                DATA,
                "--model",
                "dense:8",
                "--map",
                "euclidean",
                "--init-scale",
                "1",
                "--until-log-loss",
                "-2"));
    for (int i = 0; i < changes.length; i++) {
      int at = options.indexOf(changes[i]);
      if (at >= 0 && i + 1 < changes.length) {
        options.set(at + 1, changes[++i]);
      } else {
        options.add(changes[i]);
      }
    }
    return Answer.of(Stream.concat(Stream.of("flow"), options.stream()).toArray(String[]::new));
  }

  private String csv(String text) throws IOException {
    return Files.writeString(folder.resolve("data.csv"), text).toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      value = {
        "'a,b,label\n1,2,0\n1,1\n' => data.csv:3: 2 fields; expected 3",
        "'a,b,label\n1,NaN,0\n1,1,1\n' => data.csv:2: column \"b\" holds",
        "'a,b,label\n1,2,0\n1,word,1\n' => data.csv:3: column \"b\" holds",
        "'a,b,label\n1,2,0\n1,,1\n' => data.csv:3: column \"b\" holds",
        "'a,b,label\n1,2,0\n1,1e999,1\n' => data.csv:3: column \"b\" holds",
        "'a,b,label\n1,2,0\n2,3,0\n' => only the class 0",
        "'a,b,class\n1,2,0\n2,3,1\n' => no column named label",
        "'a,b,label\n1,2,0.5\n2,3,1\n' => data.csv:2: label",
        "'a,b,label\n' => data.csv:1",
        "'' => data.csv:1: the file is empty",
        "'label\n0\n1\n' => only the column label"
      })
  void dataThatAreNone(String text, String words) throws IOException {
    flow("--data", csv(text)).isRefusedWithRemedy(words);
  }

  @Test
  void theColumnOfTheClassesMayBeNamed() throws IOException {
    String data = csv("a,target\n1,0\n-1,1\n");
    flow("--data", data).isRefusedWithRemedy("did you mean \"target\"?", "--label target");
    Answer answer = flow("--data", data, "--label", "target", "--model", "linear");
    assertThat(answer.exit()).as(answer.err()).isZero();
    flow("--label", "target").isRefusedWithRemedy("--label target", "are no file");
  }

  @Test
  void hintsNameWhatWasMeant() throws IOException {
    flow("--integrator", "IMPLICIT").isRefusedWithRemedy("did you mean implicit?");
    flow("--integrator", "magic").isRefusedWithRemedy("name one of them");
    Answer.of("horizon", "expr:|x|^1.5").isRefusedWithRemedy("write |x| as abs(x)");
    Path run = Files.createDirectories(folder.resolve("run"));
    for (String settings : List.of("", "{}", "[]", "{\"data\": 1, \"map\": 2}")) {
      Files.writeString(run.resolve("run.json"), settings);
      Answer.of("cite", run.toString()).isRefusedWithRemedy("run.json", "no data and map in it");
    }
  }

  /** An empty variable of a script would otherwise fill the current folder. */
  @Test
  void aPlaceWithoutANameIsRefused() {
    flow("--out", "").isRefused("--out", "nothing found; expected a file or folder");
    flow("--init", "").isRefused("--init", "nothing found; expected a file or folder");
    flow("--init", "a\0b").isRefused("--init", "no path");
    flow("--out", " ").isRefused("--out", "nothing found; expected a file or folder");
    flow("--out", "a\0b").isRefused("--out", "no path");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nowhere.csv", "nowhere.npz", "nowhere", "", "a\0b.csv"})
  void dataThatAreNowhere(String data) {
    flow("--data", data).isRefusedWithRemedy("expected");
  }

  @ParameterizedTest
  @CsvSource({
    "constant:x, learning rate x",
    "constant, no learning rate",
    "constant:-1, learning rate",
    "adam:0.1, unknown name"
  })
  void stepRulesThatAreNone(String rule, String words) {
    flow("--method", "descent", "--step-rule", rule).isRefusedWithRemedy(words);
  }

  @Test
  void descentByAnIntegrator() {
    flow("--method", "descent", "--step-rule", "constant:1", "--integrator", "auto")
        .isRefusedWithRemedy("no --integrator");
  }

  @Test
  void dataThatAreAFolder() {
    flow("--data", folder.toString()).isRefusedWithRemedy(folder.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      value = {
        "--map => nosuch => unknown map 'nosuch'",
        "--map => p:1 => p = 1",
        "--map => p:0.5 => p = 0.5",
        "--map => p:NaN => is not a number",
        "--map => p => no value for p",
        "--map => p:2,q=3 => unknown parameter 'q=3'",
        "--map => hyperbolic:beta=-1 => beta = -1",
        "--map => hyperbolic:beta=x => is not a number",
        "--map => '' => unknown map ''",
        "--map => euclidean| => unknown map ''",
        "--map => euclidean|p:3|p:3 => 3 maps for a model with 2 layers",
        "--map => group(p:3 => close the parenthesis",
        "--map => expr:x+ => expr:x+",
        "--model => nosuch => unknown form",
        "--model => '' => unknown form",
        "--model => dense => unknown form",
        "--model => dense: => '' is not a width",
        "--model => dense:0 => '0' is not a width",
        "--model => dense:-3 => '-3' is not a width",
        "--model => dense:2.5 => '2.5' is not a width",
        "--model => dense:8,activation=tanh => tanh",
        "--model => dense:8,activation=leaky:x => leaky:x",
        "--model => dense:2000000000,2000000000 => choose smaller widths",
        "--integrator => euler => euler",
        "--method => jump => flow or descent",
        "--method => descent => no step rule",
        "--step-rule => constant:0.1 => --method descent with it",
        "--loss => hinge => exponential, logistic or cross-entropy",
        "--data => synthetic:nosuch => nosuch",
        "--data => synthetic:xor,n=0 => n",
        "--data => synthetic:xor,m=3 => m",
        "--data => digits:0,17 => classes [0, 17]",
        "--until-log-loss => NaN => --until-log-loss NaN",
        "--max-steps => 0 => --max-steps 0",
        "--max-steps => -1 => --max-steps -1",
        "--tolerance => 0 => --tolerance 0.0",
        "--tolerance => -1 => --tolerance -1.0",
        "--tolerance => NaN => --tolerance NaN",
        "--init-scale => 0 => --init-scale 0.0",
        "--init-scale => -1 => --init-scale -1.0",
        "--init-scale => Infinity => --init-scale Infinity",
        "--init => nowhere.npz => nowhere.npz"
      })
  void valuesThatAreRefused(String option, String value, String words) {
    flow(option, value).isRefusedWithRemedy(words);
  }

  @ParameterizedTest
  @CsvSource({
    "--max-steps, many",
    "--max-steps, 1.5",
    "--max-steps, 1e6",
    "--max-steps, 99999999999999999999",
    "--until-log-loss, deep",
    "--until-log-loss, '-1,5'",
    "--tolerance, small",
    "--init-scale, ''",
    "--seed, 0x10",
    "--seed, 1.0"
  })
  void numbersThatAreNone(String option, String value) {
    flow(option, value).isRefused(option, "'" + value + "'", "number", "--help");
  }

  @Test
  void usageThatIsNone() {
    Answer.of("flow").isRefused("Missing required options", "--data", "--model", "--map");
    Answer.of("flow", "--data", DATA).isRefused("Missing required options", "--model", "--map");
    Answer.of("flow", "--data").isRefused("--data", "--help");
    Answer.of("horizon").isRefused("Missing required argument", "MAP");
    Answer.of("nosuch").isRefused("nosuch", "--help");
    Answer.of("--nosuch").isRefused("--nosuch");
    flow("--nosuch").isRefused("Unknown option: '--nosuch'");
    Answer.of("flow", "--dta", DATA).isRefused("Unknown option: '--dta'; did you mean --data?");
    Answer.of("horizn", "p:3").isRefused("'horizn'", "did you mean horizon?");
    Answer.of("horizon", "grup(p:3)").isRefused("did you mean group?");
    flow("extra").isRefused("extra");
    flow("--resume").isRefusedWithRemedy("--resume: no folder; expected --out DIR");
    Answer.of("study", "--jobs", "0").isRefusedWithRemedy("--jobs 0");
    Answer.of("study", "--jobs", "two").isRefused("--jobs", "'two'");
    Answer.of("certify").isRefused("Missing required options", "--weights", "--data", "--gauge");
    Answer.of("maps", "extra").isRefused("extra");
    Answer.of("horizon", "p:3|p:4").isRefusedWithRemedy("one map");
    Answer.of("horizon", "p:3", "--eta", "0").isRefusedWithRemedy("--eta 0.0");
    Answer.of("horizon", "p:3", "--at", "1,x").isRefused("--at", "'x'");
  }

  @Test
  void aWordThatBeginsWithAtIsNoListOfWords() throws IOException {
    Path list = Files.writeString(folder.resolve("list"), "--json");
    Answer.of("maps", "@" + list).isRefused("@" + list);
  }

  @Test
  void initialWeightsThatDoNotFit() {
    Path file = folder.resolve("w.npz");
    Npz.write(file, Map.of("W1", Tensor.matrix(8, 2, new double[16])));
    flow("--init", file.toString()).isRefusedWithRemedy("w.npz", "no array W2");
    Npz.write(
        file,
        Map.of(
            "W1", Tensor.matrix(2, 8, new double[16]), "W2", Tensor.matrix(1, 8, new double[8])));
    flow("--init", file.toString()).isRefusedWithRemedy("W1: shape [2, 8]; expected (8, 2)");
    Npz.write(
        file,
        Map.of(
            "W1", Tensor.matrix(8, 2, new double[16]), "W2", Tensor.matrix(1, 8, new double[8])));
    flow("--init", file.toString()).isRefusedWithRemedy("all zero");
  }

  @Test
  void certificatesThatCannotBe() throws IOException {
    String file = folder.resolve("w.npz").toString();
    Npz.write(
        Path.of(file),
        Map.of("W1", Tensor.matrix(1, 2, 1, 2), "W2", Tensor.matrix(1, 1, Double.NaN)));
    certify(file).isRefusedWithRemedy("w.npz");
    Npz.write(
        Path.of(file), Map.of("W1", Tensor.matrix(1, 3, 1, 2, 3), "W2", Tensor.matrix(1, 1, 1)));
    certify(file).isRefusedWithRemedy("w.npz");
    certify("nowhere.npz").isRefusedWithRemedy("nowhere.npz");
    Files.writeString(Path.of(file), "garbage");
    certify(file).isRefusedWithRemedy("w.npz");
    certify(file, "--gauge", "l0").isRefused("gauge");
    certify(file, "--kink-tolerance", "2").isRefusedWithRemedy("--kink-tolerance 2.0");
    certify(file, "--kink-tolerance", "x").isRefused("--kink-tolerance", "'x'");
    certify(file, "--out", file).isRefusedWithRemedy("--solve");
    assertThat(Path.of(file)).hasContent("garbage");
  }

  private static Answer certify(String weights, String... more) {
    List<String> args = new ArrayList<>(List.of("certify", "--weights", weights, "--data", DATA));
    if (!List.of(more).contains("--gauge")) {
      args.addAll(List.of("--gauge", "l2"));
    }
    args.addAll(List.of(more));
    return Answer.of(args.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/dev/null/x", "/proc/x", "/proc"})
  void foldersThatCannotBeWritten(String out) {
    flow("--out", out).isRefusedWithRemedy(out, "cannot be written");
    Answer.of("study", "--quick", "--out", out).isRefusedWithRemedy(out, "cannot be written");
    Answer.of("horizon", "p:3", "--html", out + "/page.html")
        .isRefusedWithRemedy(out, "cannot be written");
  }

  @Test
  void aFileInThePlaceOfTheFolder() throws IOException {
    Path file = Files.writeString(folder.resolve("mine"), "precious");
    flow("--out", file.toString()).isRefusedWithRemedy("--out " + file, "a file is in its place");
    Answer.of("study", "--quick", "--out", file.toString()).isRefusedWithRemedy("--out " + file);
    assertThat(file).hasContent("precious");
  }

  @Test
  void badInputMakesNoFolder() {
    Path out = folder.resolve("out");
    flow("--out", out.toString(), "--map", "nosuch").isRefusedWithRemedy("nosuch");
    flow("--out", out.toString(), "--data", "nowhere.csv").isRefusedWithRemedy("nowhere.csv");
    flow("--out", out.toString(), "--init", "nowhere.npz").isRefusedWithRemedy("nowhere.npz");
    assertThat(out).doesNotExist();
  }

  @Test
  void aFolderWithARunIsLeftAsItIs() throws IOException {
    String out = folder.resolve("run").toString();
    assertThat(flow("--out", out).exit()).isZero();
    Map<String, String> before = bytes(Path.of(out));
    flow("--out", out).isRefusedWithRemedy("already holds a run", "--resume");
    flow("--out", out, "--resume", "--map", "p:3").isRefusedWithRemedy("other options");
    flow("--out", out, "--resume", "--seed", "1").isRefusedWithRemedy("other options");
    assertThat(bytes(Path.of(out))).isEqualTo(before);
    Files.write(Path.of(out, "checkpoint.npz"), new byte[] {'P', 'K', 3, 4});
    Map<String, String> damaged = bytes(Path.of(out));
    flow("--out", out, "--resume").isRefusedWithRemedy("checkpoint.npz");
    assertThat(bytes(Path.of(out))).isEqualTo(damaged);
    Files.writeString(Path.of(out, "run.json"), "{\"data\" : \"dig");
    flow("--out", out, "--resume").isRefusedWithRemedy("run.json");
  }

  private static Map<String, String> bytes(Path folder) throws IOException {
    Map<String, String> bytes = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        bytes.put(
            file.getFileName().toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
      }
    }
    return bytes;
  }

  @Test
  void onlyVerboseShowsAStackTrace() {
    Answer input = flow("--map", "nosuch", "--verbose");
    assertThat(input.exit()).isEqualTo(Main.BAD_INPUT);
    assertThat(input.err())
        .startsWith("mirrorflow flow: map nosuch")
        .contains("InputException")
        .contains("\tat org.mirrorflow.");
    Answer usage = flow("--max-steps", "x", "--verbose");
    assertThat(usage.exit()).isEqualTo(Main.BAD_INPUT);
    assertThat(usage.err()).startsWith("mirrorflow flow: ").contains("\tat picocli.");
  }
}
