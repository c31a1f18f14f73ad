package org.mirrorflow.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Scanner;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mirrorflow.cli.Main;

/** Every example runs and says what its page promises. */
final class ExamplesTest {
  private static final Path ROOT = Path.of(System.getProperty("project.root", ".."));
  private static final long MOST_SECONDS = 120;

  @TempDir Path folder;

  /** The main method of an example. */
  private interface Example {
    void run(String... args) throws Exception;
  }

  private static String printed(Example example) throws Exception {
    PrintStream out = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      example.run();
    } finally {
      System.setOut(out);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static double numberAfter(String word, String text) {
    Scanner rest = new Scanner(text.substring(text.indexOf(word) + word.length()));
    return Double.parseDouble(rest.useDelimiter("[\\s,]+").next());
  }

  @Test
  void firstFlowIsShortAndReachesItsTarget() throws Exception {
    Path source = ROOT.resolve("examples/src/main/java/org/mirrorflow/examples/FirstFlow.java");
    assertThat(Files.readAllLines(source)).hasSizeLessThan(40);
    String text = printed(FirstFlow::main);
    assertThat(text).contains("LOSS_TARGET_REACHED").contains("l1 margin");
    assertThat(numberAfter("KKT gap", text)).isBetween(0.0, 0.5);
  }

  /** The project of its own, which is built against the installed jars, is the program printed. */
  @Test
  void theProjectOfItsOwnIsTheFirstFlow() throws Exception {
    Path own = ROOT.resolve("examples/library/src/main/java/com/example/FirstFlow.java");
    Path ours = ROOT.resolve("examples/src/main/java/org/mirrorflow/examples/FirstFlow.java");
    assertThat(Files.readString(own))
        .isEqualTo(Files.readString(ours).replace("org.mirrorflow.examples;", "com.example;"));
  }

  @Test
  void anOwnPotentialHasTheHorizonOfItsGrowth() throws Exception {
    String text = printed(OwnPotential::main);
    assertThat(numberAfter("p =", text)).isBetween(2.99, 3.01);
    assertThat(text).contains("ALGEBRAIC").contains("LOSS_TARGET_REACHED");
  }

  @Test
  void theCommandLineKnowsAnOwnPotentialByName() {
    StringWriter out = new StringWriter();
    int exit = Main.run(new PrintWriter(out), new PrintWriter(out), false, "horizon", "cubic");
    assertThat(exit).as(out.toString()).isZero();
    assertThat(out.toString()).contains("lp:3").contains("ALGEBRAIC");
  }

  @Test
  void theCommandLineKnowsAnOwnModelByName() throws Exception {
    assertThat(printed(OwnModel::main)).startsWith("3856 weights in 4 layers");
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out);
    String command =
        "flow --data iris:0,1 --model funnel:40 --map euclidean --init-scale 1 --until-log-loss -5";
    int exit = Main.run(writer, writer, false, command.split(" ", -1));
    assertThat(exit).as(out.toString()).isZero();
  }

  @Test
  void anOwnActivationTrains() throws Exception {
    String text = printed(OwnActivation::main);
    assertThat(text).startsWith("leaky:-0.5: ");
    assertThat(numberAfter("leaky:-0.5:", text)).isBetween(1.0, 30.0);
  }

  @Test
  void anOwnAnalysisSeesFewerAndFewerSamples() throws Exception {
    List<double[]> rows =
        printed(OwnAnalysis::main)
            .lines()
            .map(line -> new Scanner(line).useLocale(Locale.ROOT))
            .map(line -> new double[] {line.nextDouble(), line.nextDouble()})
            .toList();
    assertThat(rows).hasSizeGreaterThan(10);
    assertThat(rows.get(0)[1]).isBetween(19.0, 20.01);
    assertThat(rows.get(rows.size() - 1)[1]).isBetween(1.0, 15.0);
  }

  @Test
  void aNetworkOnImagesIsTrainedAndCertified() throws Exception {
    String text = printed(DjlImages::main);
    assertThat(numberAfter("margin", text)).isBetween(90.0, 150.0);
    assertThat(numberAfter("KKT gap", text)).isBetween(0.3, 1.5);
  }

  @Test
  void theLoopOfAnotherLibraryLearnsWithOneLineChanged() throws Exception {
    assertThat(numberAfter("accuracy", printed(DjlTransfer::main))).isGreaterThan(0.95);
  }

  @Test
  void theShellScriptNamesFourHorizons() throws Exception {
    Path jshell = Path.of(System.getProperty("java.home"), "bin", "jshell");
    assumeTrue(Files.isExecutable(jshell), "this Java has no jshell");
    String text =
        output(
            jshell.toString(),
            "--class-path",
            System.getProperty("java.class.path"),
            ROOT.resolve("examples/scripts/horizon.jsh").toString());
    assertThat(text.lines().filter(line -> line.contains("p = ")))
        .hasSize(4)
        .anyMatch(line -> line.startsWith("hyperbolic") && line.contains("LOGARITHMIC"));
  }

  @Test
  void pythonReadsTheWeightsOfARun() throws Exception {
    assumeTrue(pythonHasNumpy(), "python3 has no numpy");
    Path run = folder.resolve("run");
    StringWriter out = new StringWriter();
    String[] flow = {
      "flow",
      "--data",
      "synthetic:xor,n=20,d=5",
      "--model",
      "dense:20",
      "--map",
      "p:1.5",
      "--until-log-loss",
      "-20",
      "--quiet",
      "--out",
      run.toString()
    };
    int exit = Main.run(new PrintWriter(out), new PrintWriter(out), false, flow);
    assertThat(exit).as(out.toString()).isZero();
    String script = ROOT.resolve("examples/scripts/mirrorflow_files.py").toString();
    String text = output("python3", script, run.toString());
    assertThat(text).contains("W1 (20, 5)").contains("W2 (1, 20)").contains("of 20");
    assertThat(numberAfter("KKT gap:", text)).isBetween(0.0, 10.0);
  }

  @Test
  void weightsGoFromPythonToAFlowAndBack() throws Exception {
    assumeTrue(pythonHasNumpy(), "python3 has no numpy");
    String script = ROOT.resolve("examples/scripts/from_pytorch.py").toString();
    String text = output("python3", script, folder.resolve("files").toString());
    double trained = numberAfter("trained network: KKT gap", text);
    assertThat(numberAfter("after the flow: KKT gap", text)).isLessThan(trained / 10);
    assertThat(numberAfter("pruned to", text)).isBetween(1.0, 20.0);
    text.lines().filter(line -> line.startsWith("skipped, ")).forEach(System.out::println);
  }

  private boolean pythonHasNumpy() throws InterruptedException {
    try {
      return start("python3", "-c", "import numpy").waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private Process start(String... line) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath = System.getProperty("java.class.path");
    // What the scripts run in place of ./mirrorflow.
    builder
        .environment()
        .put("MIRRORFLOW", "'" + java + "' -cp '" + classPath + "' org.mirrorflow.cli.Main");
    return builder.redirectOutput(folder.resolve("out.txt").toFile()).start();
  }

  private String output(String... line) throws IOException, InterruptedException {
    Process process = start(line);
    assertThat(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)).isTrue();
    String text = Files.readString(folder.resolve("out.txt"));
    assertThat(process.exitValue()).as(text).isZero();
    return text;
  }
}
