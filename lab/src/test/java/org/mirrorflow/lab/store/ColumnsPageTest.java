package org.mirrorflow.lab.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mirrorflow.analysis.Quantities;
import org.mirrorflow.analysis.Quantity;

/** The page of the columns is made from the list of quantities. */
final class ColumnsPageTest {
  private static final Path PAGE = Path.of("../docs/columns.md");
  private static final String ANEW =
      "./mvnw -pl lab -am test -Dtest=ColumnsPageTest -Dsurefire.failIfNoSpecifiedTests=false"
          + " -Ddocs.write=true";

  @Test
  void thePageIsThatOfTheList() throws IOException {
    if (Boolean.getBoolean("docs.write")) {
      Files.writeString(PAGE, page());
    }
    assertThat(Files.readString(PAGE)).as("write %s anew with: %s", PAGE, ANEW).isEqualTo(page());
  }

  @Test
  void everyQuantityHasItsOwnNameAndASentence() {
    for (List<? extends Quantity<?>> list :
        List.of(
            Quantities.OF_MARK, Quantities.OF_BLOCK, Quantities.OF_LAYER, Quantities.OF_GAUGE)) {
      assertThat(list)
          .extracting(q -> q.name())
          .doesNotHaveDuplicates()
          .allMatch(ColumnsPageTest::camel);
      assertThat(list).extracting(q -> q.reported()).doesNotHaveDuplicates();
      assertThat(list).allMatch(q -> q.meaning().endsWith(".") && !q.meaning().contains("|"));
    }
  }

  private static boolean camel(String name) {
    return name.matches("[a-z][a-zA-Z]*");
  }

  private static String page() {
    List<String> lines = new ArrayList<>();
    lines.add("# Columns");
    lines.add("");
    lines.add(
        "What is measured at every mark of a run. This page is generated from the list `Quantities`"
            + " in `core` by");
    lines.add("");
    lines.add("<!-- block: skip, ColumnsPageTest is a part of the build -->");
    lines.add("    " + ANEW);
    lines.add("");
    lines.add(
        "Margins, the KKT gap and all shares are numbers without a unit; the [glossary](glossary.md)"
            + " defines the terms. The KKT gap is 0 if and only if the weights are a KKT point.");
    lines.add("");
    lines.add(
        "A number that does not exist is an empty field in CSV and NULL in the store. Example: KKT"
            + " gaps do not exist while a sample is misclassified. *Result* is the key in `flow"
            + " --json` and `result.json`.");
    section(
        lines, "Marks", "`trajectory.csv`; table `marks` of the store.", "", Quantities.OF_MARK);
    section(
        lines,
        "Weight layers",
        "`trajectory.csv` alone; BLOCK is `W1`, `W2`, …, first to last. The balance law says dD_b/ds ="
            + " L_b Σ p q for every layer b. So each D_b/L_b grows by the same W, and the differences"
            + " D_b/L_b − D_c/L_c keep their values.",
        "_BLOCK",
        Quantities.OF_BLOCK);
    section(
        lines,
        "Hidden layers",
        "`trajectory.csv`, LAYER from 1; table `features` of the store, one row per layer; `layers`"
            + " of the result.",
        "_LAYER",
        Quantities.OF_LAYER);
    section(
        lines,
        "Other gauges",
        "`trajectory.csv`, GAUGE one of `--gauges`; table `gauges` of the store, one row per gauge;"
            + " in the result the names end in `_GAUGE` as well.",
        "_GAUGE",
        Quantities.OF_GAUGE);
    return String.join("\n", lines) + "\n";
  }

  private static void section(
      List<String> lines,
      String title,
      String where,
      String ending,
      List<? extends Quantity<?>> quantities) {
    boolean stored = !quantities.equals(Quantities.OF_BLOCK);
    lines.add("");
    lines.add("## " + title);
    lines.add("");
    lines.add(where);
    lines.add("");
    lines.add("| CSV | store | result | meaning |");
    lines.add("|---|---|---|---|");
    for (Quantity<?> q : quantities) {
      lines.add(
          "| `%s` | %s | %s | %s |"
              .formatted(
                  q.name() + ending,
                  stored ? "`" + Schema.columnOf(q) + "`" : "",
                  result(q),
                  q.meaning()));
    }
  }

  private static String result(Quantity<?> q) {
    return switch (q.end()) {
      case ABSENT -> "";
      case LAST -> "`" + q.reported() + "`";
      case ASKED -> "`" + q.reported() + "`, if asked for";
      case LARGEST -> "`" + q.reported() + "`, the largest";
    };
  }
}
