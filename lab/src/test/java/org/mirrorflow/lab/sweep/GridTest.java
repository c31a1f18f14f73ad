package org.mirrorflow.lab.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.run.RunOptions;

/** Grids: what they say, what they are refused for, and what a cell's id depends on. */
final class GridTest {
  private static final String SMALL =
      """
      data: iris
      model: dense:4
      map: euclidean
      """;

  @TempDir Path folder;

  private Grid grid(String text) throws IOException {
    return Grid.read(Files.writeString(folder.resolve("grid.yaml"), text), 0);
  }

  private List<Cell> cells(String text) throws IOException {
    return grid(text).cells();
  }

  private static List<String> ids(List<Cell> cells) {
    return cells.stream().map(Cell::id).toList();
  }

  private void assertRefused(String text, String... words) {
    assertThatThrownBy(() -> cells(text))
        .isInstanceOf(InputException.class)
        .hasMessageContainingAll(words)
        .message()
        .matches(".*grid\\.yaml.*; expected .*; .*")
        .doesNotContain("\n");
  }

  @Test
  void everyCombinationIsACell() throws IOException {
    List<Cell> cells =
        cells(
            """
            data: [iris, "digits:0,1"]
            model: [linear, dense:4]
            map: [euclidean, p:3]
            seed: {from: 1, to: 3, step: 1}
            init-scale: [0.1, 1e-2]
            """);
    assertThat(cells).hasSize(2 * 2 * 2 * 3 * 2);
    assertThat(ids(cells)).doesNotHaveDuplicates();
    assertThat(cells.stream().map(cell -> cell.spec().initScale())).contains(0.1, 0.01);
    assertThat(cells.stream().map(cell -> cell.value(GridKey.SEED))).contains("1", "2", "3");
  }

  @Test
  void theSpecificationIsThatOfTheValues() throws IOException {
    Cell cell =
        cells(
                SMALL
                    + """
                    loss: logistic
                    until-log-loss: -7
                    max-steps: 99
                    tolerance: 1e-3
                    integrator: implicit
                    standardize: true
                    unit-norm: true
                    """)
            .get(0);
    assertThat(cell.spec().command())
        .startsWith(
            "./mirrorflow flow --data iris --standardize --unit-norm --model dense:4"
                + " --map euclidean --loss logistic --until-log-loss -7.0 --max-steps 99"
                + " --tolerance 0.001 --init-scale 0.1 --seed ")
        .endsWith(" --integrator implicit");
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      value = {
        "{from: 0.1, to: 0.5, step: 0.1} => 0.1 0.2 0.3 0.4 0.5",
        "{from: 1, to: 2, count: 3} => 1.0 1.5 2.0",
        "{from: 0.001, to: 10, count: 5, spacing: log} => 0.001 0.01 0.1 1.0 10.0",
        "{from: 1, to: 1, step: 1} => 1.0",
        "{from: 1, to: 3} => 1.0 2.0 3.0",
        "010 => 10.0",
        "1E-2 => 0.01",
        "'07' => 7.0",
        "{from: 1, to: 3.5, step: 1} => 1.0 2.0 3.0"
      })
  void rangesAreTheNumbersThatOneMeans(String range, String expected) throws IOException {
    assertThat(grid(SMALL + "init-scale: " + range).values().get(GridKey.INIT_SCALE))
        .containsExactly(expected.split(" "));
  }

  @Test
  void theIdFollowsFromTheContentNotFromItsPlaceOrSpelling() throws IOException {
    String id = cells(SMALL + "init-scale: 0.1\n").get(0).id();
    assertThat(id).matches("[0-9a-f]{24}").isEqualTo(cells(SMALL).get(0).id());
    assertThat(ids(cells("map: [p:3.0, euclidean]\nmodel: dense:4\ndata: iris\n"))).contains(id);
    assertThat(ids(cells("map: p:3\nmodel: dense:4\ndata: iris\n")))
        .isEqualTo(ids(cells("map: p:3.0\nmodel: dense:4\ndata: iris\n")));
    assertThat(cells(SMALL + "seed: 1\n").get(0).id()).isNotEqualTo(id);
  }

  /** Sweeps that were begun earlier go on. */
  @Test
  void anIdStaysWhatItWas() throws IOException {
    assertThat(cells(SMALL).get(0).id()).isEqualTo("2228bf48cb58f09738fdd008");
  }

  @Test
  void theSeedFollowsFromDataModelAndRepetitionAlone() throws IOException {
    List<Cell> pair = cells("data: iris\nmodel: dense:4\nmap: [euclidean, p:3]\n");
    assertThat(pair.get(0).spec().seed()).isEqualTo(pair.get(1).spec().seed());
    List<Cell> repeated = cells(SMALL + "seed: [0, 1]\n");
    assertThat(repeated.get(0).spec().seed()).isNotEqualTo(repeated.get(1).spec().seed());
    assertThat(Grid.read(folder.resolve("grid.yaml"), 5).cells()).isEqualTo(repeated);
    Files.writeString(folder.resolve("grid.yaml"), SMALL);
    assertThat(ids(Grid.read(folder.resolve("grid.yaml"), 1).cells()))
        .containsExactly(repeated.get(1).id());
  }

  @Test
  void theBytesOfADataFileBelongToTheId() throws IOException {
    Path data = Files.writeString(folder.resolve("d.csv"), "a,label\n1,0\n2,1\n");
    String grid = "data: d.csv\nmodel: linear\nmap: euclidean\n";
    Cell first = cells(grid).get(0);
    assertThat(first.spec().loadData().size()).isEqualTo(2);
    assertThat(first.value(GridKey.DATA)).isEqualTo("d.csv");
    Files.writeString(data, "a,label\n1,0\n3,1\n");
    assertThat(cells(grid).get(0).id()).isNotEqualTo(first.id());
  }

  /** Weights that somebody changed are other weights. */
  @Test
  void theBytesOfAFileOfWeightsBelongToTheId() throws IOException {
    Path weights = Files.writeString(folder.resolve("w.npz"), "weights");
    String grid = SMALL + "init: [default, ./w.npz]\n";
    List<Cell> cells = cells(grid);
    assertThat(cells.get(0).id()).isEqualTo(cells(SMALL).get(0).id());
    assertThat(cells.get(1).value(GridKey.INIT)).isEqualTo("w.npz");
    assertThat(cells.get(1).spec().get(RunOptions.INIT)).isEqualTo(weights.toString());
    Files.writeString(weights, "others");
    assertThat(cells(grid).get(0).id()).isEqualTo(cells.get(0).id());
    assertThat(cells(grid).get(1).id()).isNotEqualTo(cells.get(1).id());
    assertRefused(SMALL + "init: [w.npz, ./w.npz]", "init", "w.npz twice");
    assertRefused(SMALL + "init: ../w.npz", "init", "outside the folder");
    assertThatThrownBy(() -> cells(SMALL + "init: none.npz"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("none.npz");
  }

  @Test
  void aMethodIsAnIntegratorByTheWordOfFlow() throws IOException {
    String descent = "descent:loss-scaled:0.1";
    List<Cell> cells = cells(SMALL + "method: [flow, '" + descent + "']");
    assertThat(cells.get(0)).isEqualTo(cells(SMALL).get(0));
    assertThat(cells.get(1)).isEqualTo(cells(SMALL + "integrator: '" + descent + "'").get(0));
    assertThat(cells.get(1).spec().method().spec()).isEqualTo(descent);
    assertThat(cells(SMALL + "method: 'steepest:linf:0.01'")).hasSize(1);
    assertRefused(SMALL + "method: descent", "method: descent", "descent:loss-scaled:0.1");
    assertRefused(SMALL + "method: flow\nintegrator: auto", "method and integrator");
    assertRefused(SMALL + "method: [flow, flow]", "twice");
  }

  @Test
  void aCellIsTheSameAfterAJourney() throws IOException {
    Cell cell = cells(SMALL + "unit-norm: true").get(0);
    assertThat(CellFiles.parseCell(CellFiles.json(cell))).isEqualTo(cell);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      value = {
        "maps: euclidean => unknown key maps",
        "init-scale: [] => init-scale, an empty list",
        "seed: [1, 2, 1] => seed, 1 twice, duplicate cells",
        "init-scale: [0.1, 1e-1] => init-scale, 0.1 twice, duplicate cells",
        "seed: {from: 1, to: 1000000000, step: 1} => more than 1000000 cells",
        "seed: {from: 1, to: 1e300, step: 1} => more than 1000000 cells",
        "init-scale: {from: 1, to: 2, count: 999999999} => more than 1000000 cells",
        "seed: !!java.net.URL [http://a] => a tag",
        "seed: !!int 3 => a tag",
        "seed: &a 1 => an anchor or alias",
        "seed: *a => an anchor or alias",
        "seed: one => seed, a whole number",
        "seed: 1.5 => seed, a whole number",
        "seed: null => seed, no scalar",
        "seed: [[1]] => seed, no scalar",
        "seed: {from: 3, to: 1, step: 1} => seed, no range",
        "seed: {from: 1, to: 3, step: 0} => seed, no range",
        "seed: {from: 1} => seed, no range",
        "seed: {from: 1, to: 3, spacing: log} => seed, no range",
        "seed: 0x10 => seed, a whole number",
        "seed: 0..4 => seed: 0..4, a whole number",
        "seed: 1_000 => seed: 1_000, a whole number",
        "init-scale: .nan => init-scale: .nan, a number",
        "init-scale: 1E400 => init-scale: 1E400, beyond the largest double",
        "init-scale: 1E9x => init-scale: 1E9x, a number",
        "standardize: no => standardize: no, true or false",
        "integrator: ~ => integrator, no scalar",
        "loss: => loss, no scalar",
        "? [a] : b => a key that is no word",
        "seed: {from: a, to: 3, step: 1} => seed, no range",
        "init-scale: {from: 0, to: 1, count: 3, spacing: log} => init-scale, no range",
        "init-scale: {from: 1, to: 2, count: 3, spacing: cubic} => init-scale, no range",
        "init-scale: -1 => out of range",
        "loss: hinge => loss, hinge",
        "standardize: 7 => standardize, true or false",
        "integrator: magic => magic",
        "seed: [1 => YAML"
      })
  @Timeout(10)
  void badLinesAreRefused(String line, String words) {
    String[] expected = words.split(", ");
    if (line.startsWith("init-scale: -1") || line.startsWith("integrator")) {
      assertThatThrownBy(() -> cells(SMALL + line))
          .isInstanceOf(InputException.class)
          .hasMessageContaining(expected[0]);
      return;
    }
    assertRefused(SMALL + line, expected);
  }

  @Test
  void everyPlaceOfAReferenceIsSeen() {
    assertRefused("&x data: iris\nmodel: linear\nmap: p:3\n", "anchor");
    assertRefused("data: iris\nmodel: linear\nmap: &m [p:3]\nseed: [1, *m]\n", "anchor");
    assertRefused("!!map\ndata: iris\nmodel: linear\nmap: p:3\n", "tag");
    assertRefused("data: iris\nmodel: linear\nmap: [!x p:3]\n", "tag");
  }

  /** One expectation in a message, and the value as it was written. */
  @Test
  void messagesQuoteWhatWasWritten() {
    assertThatThrownBy(() -> cells(SMALL + "seed: 0..4"))
        .hasMessageContaining("0..4")
        .message()
        .containsOnlyOnce("expected");
    assertThatThrownBy(() -> cells(SMALL + "max-steps: 1E234"))
        .hasMessageContaining("max-steps: 1E234")
        .message()
        .containsOnlyOnce("expected")
        .doesNotContain("Feature");
  }

  /** Nine levels of nine references each: 10^9 strings if anything expanded them. */
  @Test
  @Timeout(10)
  void aBombOfAliasesDoesNotGoOff() {
    String bomb =
        "a0: &a0 [x,x,x,x,x,x,x,x,x]\n"
            + IntStream.rangeClosed(1, 9)
                .mapToObj(i -> "a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(9)))
                .collect(Collectors.joining());
    assertRefused(SMALL + bomb, "anchor or alias");
    assertRefused(SMALL + "seed: " + "[".repeat(100_000), "more than 8 levels");
  }

  @Test
  @Timeout(10)
  void manyListsAreCountedBeforeTheyAreMultiplied() {
    String thousand =
        IntStream.range(0, 1000).mapToObj(Integer::toString).collect(Collectors.joining(","));
    assertRefused(
        SMALL + "seed: [" + thousand + "]\nmax-steps: {from: 1, to: 1001, step: 1}",
        "more than 1000000 cells");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../d.csv", "/etc/hostname.csv", "sub/../../d.csv", "link.csv"})
  void dataOutsideTheFolderAreRefused(String path) throws IOException {
    Path inner = Files.createDirectories(folder.resolve("inner"));
    Path outside = Files.writeString(folder.resolve("d.csv"), "a,label\n1,0\n2,1\n");
    Files.createSymbolicLink(inner.resolve("link.csv"), outside);
    Path grid =
        Files.writeString(
            inner.resolve("grid.yaml"), "data: \"" + path + "\"\nmodel: linear\nmap: p:3\n");
    assertThatThrownBy(() -> Grid.read(grid, 0))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("outside the folder");
  }

  @Test
  void whatIsNoGridIsRefused() throws IOException {
    assertRefused("", "no keys");
    assertRefused("- a\n- b\n", "no keys");
    assertRefused("data: iris\nmodel: linear\n", "no key map");
    assertRefused("data: iris\ndata: iris\nmodel: linear\nmap: p:3\n", "Duplicate");
    assertRefused(SMALL + "---\n" + SMALL, "grid.yaml", "a second document");
    assertRefused("data: iris\nmodel: linear\nmap: no\n", "map: no");
    assertRefused("data: \"mnist:n=5,dir=/etc\"\nmodel: linear\nmap: p:3\n", "names a folder");
    assertRefused("data: nothing\nmodel: linear\nmap: p:3\n", "nothing");
    assertRefused("#" + "x".repeat(2 << 20), "megabyte");
    assertThatThrownBy(() -> Grid.read(folder.resolve("none.yaml"), 0))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no such file");
  }
}
