package org.mirrorflow.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportTest {
  private static final long LARGEST_FILE = 8_000_000;
  private static final Pattern DATA =
      Pattern.compile("<script type=\"application/json\">(.*?)</script>", Pattern.DOTALL);
  private static final Pattern SCRIPT =
      Pattern.compile("<script[^>]*>.*?</script>", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

  private final ObjectMapper mapper = new ObjectMapper();

  private static String html(Report report) throws IOException {
    StringBuilder out = new StringBuilder();
    report.writeTo(out);
    return out.toString();
  }

  private List<JsonNode> data(String html) throws IOException {
    List<JsonNode> found = new ArrayList<>();
    Matcher m = DATA.matcher(html);
    while (m.find()) {
      found.add(mapper.readTree(m.group(1)));
    }
    return found;
  }

  @Test
  void everyFigureIsEmbeddedAsJsonWithItsNumbers() throws IOException {
    Report report = SampleReport.of("");
    List<JsonNode> data = data(html(report));
    List<Figure> figures = report.chapters().stream().flatMap(c -> c.figures().stream()).toList();
    assertThat(data).hasSameSizeAs(figures);
    assertThat(data.stream().map(d -> d.get("type").asText()).distinct())
        .containsExactlyInAnyOrder("chart", "heatMap", "imageGrid", "decisionMap", "shapes");
    for (int i = 0; i < figures.size(); i++) {
      assertThat(data.get(i).get("title").asText()).isEqualTo(figures.get(i).title());
      if (figures.get(i) instanceof Chart chart) {
        Series first = chart.series().get(0);
        JsonNode y = data.get(i).get("series").get(0).get("y");
        assertThat(y).hasSize(first.y().length);
        for (int k = 0; k < y.size(); k++) {
          assertThat(y.get(k).asDouble())
              .isCloseTo(
                  first.y()[k], org.assertj.core.data.Offset.offset(1e-8 * Math.abs(first.y()[k])));
        }
      }
    }
  }

  @Test
  void valuesThatAreNotFiniteBecomeGaps() throws IOException {
    double[] y = {
      1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.MIN_VALUE
    };
    Figure figure =
        new Chart(
            "t",
            Axis.linear("x"),
            Axis.linear("y"),
            List.of(Series.line("s", new double[5], y)),
            "c");
    JsonNode written = mapper.readTree(FigureJson.of(figure)).get("series").get(0).get("y");
    assertThat(written).hasSize(5);
    assertThat(written.get(0).asDouble()).isEqualTo(1);
    assertThat(List.of(written.get(1), written.get(2), written.get(3))).allMatch(JsonNode::isNull);
    assertThat(written.get(4).asDouble()).isEqualTo(Double.MIN_VALUE);
  }

  @Test
  void namesFromOutsideAreTextEverywhere() throws IOException {
    String plain = html(SampleReport.of(""));
    String hostile = html(SampleReport.of(SampleReport.HOSTILE));
    assertThat(hostile).doesNotContain("<img src=x");
    assertThat(SCRIPT.matcher(hostile).results().count())
        .isEqualTo(SCRIPT.matcher(plain).results().count());
    assertThat(data(hostile).get(0).get("title").asText()).endsWith(SampleReport.HOSTILE);
    assertThat(hostile)
        .contains("&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;");
  }

  @Test
  void theDocumentFetchesNothing() throws IOException {
    String markup = SCRIPT.matcher(html(SampleReport.of(""))).replaceAll("");
    assertThat(markup).contains("default-src 'none'");
    assertThat(markup).doesNotContainPattern("(?i)\\ssrc\\s*=");
    assertThat(markup).doesNotContainPattern("(?i)<link[^>]*href=\"(?!data:)");
    assertThat(markup).doesNotContainPattern("(?i)@import|url\\(");
  }

  @Test
  void claimsComeFirstAndLeadToTheirChapters() throws IOException {
    String html = html(SampleReport.of(""));
    assertThat(html.indexOf("class=\"cards\"")).isLessThan(html.indexOf("class=\"chapter\""));
    assertThat(html)
        .contains("<a href=\"#growth\">rate</a>")
        .contains("<section class=\"chapter\" id=\"growth\">");
    assertThat(html).contains("not tested").contains("fails").contains("holds: 2");
  }

  @Test
  void lessonsComeBeforeTheClaimsAndLeadToTheirFigures() throws IOException {
    String html = html(SampleReport.of(""));
    assertThat(html.indexOf("What was learned")).isLessThan(html.indexOf("id=\"claims\""));
    assertThat(html)
        .contains("<a href=\"#figure-1\">Loss over time </a>")
        .contains("2 of 3 claims hold");
  }

  @Test
  void powersAreHighAndValuesStayWithTheirLetter() throws IOException {
    Claim claim =
        new Claim(
            "c",
            "q",
            Verdict.HOLDS,
            "drift ~ tolerance^0.972, e^|x|, p = 3",
            "for every p = all",
            "growth",
            "");
    Report sample = SampleReport.of("");
    String html =
        html(new Report("t", "s", List.of(claim), sample.chapters(), List.of(), List.of()));
    assertThat(html)
        .contains("tolerance<sup>0.972</sup>, e<sup>|x|</sup>, p\u00a0=\u00a03")
        .contains("for every p = all");
  }

  /** Beside a chart a long grid would leave half of the page empty. */
  @Test
  void manyPicturesHaveTheWidthOfThePage() {
    ImageGrid.Image image = new ImageGrid.Image("", 1, new double[1]);
    assertThat(new ImageGrid("t", Collections.nCopies(15, image), true, "c").wide()).isFalse();
    assertThat(new ImageGrid("t", Collections.nCopies(16, image), true, "c").wide()).isTrue();
  }

  @Test
  void figuresWithoutWordsAreRefused() {
    Axis x = Axis.linear("x");
    Axis unnamed = Axis.linear(" ");
    for (Figure bad :
        List.of(
            new Chart("", x, x, List.of(), "c"),
            new Chart("t", x, x, List.of(), " "),
            new Chart("t", unnamed, x, List.of(), "c"),
            new Shapes("t", x, unnamed, List.of(), "c"),
            new ImageGrid("t", List.of(), true, ""))) {
      assertThatThrownBy(() -> new Chapter("id", "t", "q", "", "p", "o", List.of(bad), List.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("heading, a caption and a name");
    }
  }

  @Test
  void savesOneFileAndNothingElse(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("new/index.html");
    SampleReport.of("").save(file);
    SampleReport.of("again").save(file);
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
    assertThat(Files.size(file)).isLessThan(LARGEST_FILE);
    assertThat(Files.readString(file, StandardCharsets.UTF_8))
        .contains("again")
        .endsWith("</html>\n");
  }

  @Test
  void columnsOfNumbersAreFlushRight() {
    Table table =
        new Table(
            "t",
            List.of("n", "text"),
            List.of(
                List.of("1.3e-4", "a"), List.of("−2", "1"), List.of("–", ""), List.of("12 %", "")),
            "");
    assertThat(table.isNumeric(0)).isTrue();
    assertThat(table.isNumeric(1)).isFalse();
  }

  @Test
  void mistakesOfTheCallerAreNamed() {
    double[] two = {1, 2};
    Axis x = Axis.linear("x");
    assertThatThrownBy(() -> Series.line("s", two, new double[1])).hasMessageContaining("'s'");
    assertThatThrownBy(() -> new Chart("c", x, x, List.of(Series.bars("s", two)), ""))
        .hasMessageContaining("bars");
    assertThatThrownBy(
            () ->
                new Chart(
                    "c", x, x, List.of(Series.line("s", two, two), Series.line("s", two, two)), ""))
        .hasMessageContaining("'s'");
    assertThatThrownBy(
            () -> new Chart("c", x, x, List.of(Series.line("s", two, two).like("r")), ""))
        .hasMessageContaining("'r'");
    assertThatThrownBy(() -> new Citation("text", "javascript:alert(1)"))
        .hasMessageContaining("http");
    assertThatThrownBy(() -> new Chapter("1 a", "t", "q", "", "p", "o", List.of(), List.of()))
        .hasMessageContaining("1 a");
    assertThatThrownBy(
            () ->
                new Report(
                    "t",
                    "s",
                    List.of(new Claim("c", "q", Verdict.HOLDS, "m", "p", "nowhere", "")),
                    List.of(),
                    List.of(),
                    List.of()))
        .hasMessageContaining("nowhere");
  }
}
