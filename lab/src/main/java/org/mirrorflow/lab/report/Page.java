package org.mirrorflow.lab.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The HTML of a report.
 *
 * <p>The content security policy of the page names the scripts by their hashes and permits no
 * address at all, so that neither a hostile name nor a library can run code or reach a network.
 */
final class Page {
  private static final Pattern INDEX =
      Pattern.compile("(?<![\\p{L}\\p{N}_])(\\p{L})_([\\p{L}\\p{N}]+)(?![\\p{L}\\p{N}_])");

  /** A letter or a word to a power. */
  private static final Pattern POWER =
      Pattern.compile(
          "(?<![\\p{L}\\p{N}_])(\\p{L}+)\\^([-−]?\\d+(?:\\.\\d+)?|\\p{L}|\\|\\p{L}\\|)");

  /** The value of a letter, which stays with it. */
  private static final Pattern VALUE =
      Pattern.compile("(?<![\\p{L}\\p{N}_])(\\p{L}) = (?=[-−∞\\d])");

  /** An option of a command, which no browser may break at a hyphen. */
  private static final Pattern OPTION = Pattern.compile("(?<!\\S)--[a-z][a-z0-9-]*");

  private final Utf8 out;

  /** Those that stand in the card of a claim. */
  private final Set<Figure> drawn = Collections.newSetFromMap(new IdentityHashMap<>());

  Page(Utf8 out) {
    this.out = out;
  }

  void write(Report report) throws IOException {
    List<PageParts.Script> scripts = new ArrayList<>(PageParts.figureScripts());
    if (report.chapters().stream()
        .flatMap(chapter -> chapter.figures().stream())
        .anyMatch(Explorer.class::isInstance)) {
      scripts.add(PageParts.Script.of(PageParts.resource(Page.class, "explorer.js")));
    }
    scripts.add(PageParts.reportScript());
    head(report.title(), scripts);
    navigation(report);
    add("<main id=\"main\">\n<header class=\"masthead\">\n");
    element("h1", report.title());
    add("<p class=\"subtitle\">" + worded(report.subtitle()) + "</p>");
    add("</header>\n");
    Map<String, String> anchors = anchors(report);
    if (!report.lessons().isEmpty()) {
      lessons(report.lessons(), anchors);
    }
    if (!report.claims().isEmpty()) {
      claims(report.claims(), report.chapters(), anchors);
    }
    for (Chapter chapter : report.chapters()) {
      chapter(chapter, anchors);
    }
    sources(report);
    add("</main>\n");
    for (PageParts.Script script : scripts) {
      add("<script>");
      out.append(script.bytes());
      add("</script>\n");
    }
    add("</body>\n</html>\n");
  }

  private void head(String title, List<PageParts.Script> scripts) throws IOException {
    String hashes = PageParts.hashes(scripts);
    add(
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src %s; \
        style-src 'unsafe-inline'; img-src data: blob:">
        <meta http-equiv="x-dns-prefetch-control" content="off">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>%s</title>
        <link rel="icon" href="data:,">
        <style>
        %s</style>
        </head>
        <body>
        <a class="skip" href="#main">Skip to the content</a>
        """
            .formatted(hashes, escape(title), PageParts.style()));
  }

  private void navigation(Report report) throws IOException {
    add("<nav aria-label=\"Chapters\">\n<details open>\n<summary>Chapters</summary>\n<ol>\n");
    for (Chapter chapter : report.chapters()) {
      add("<li><a href=\"#" + chapter.id() + "\">" + escape(chapter.title()) + "</a></li>\n");
    }
    add(
        """
        </ol>
        </details>
        <button type="button" id="theme" hidden>Theme</button>
        </nav>
        """);
  }

  /** Where the figure of each heading stands. */
  private static Map<String, String> anchors(Report report) {
    Map<String, String> anchors = new HashMap<>();
    int count = 0;
    for (Chapter chapter : report.chapters()) {
      for (Figure figure : chapter.figures()) {
        anchors.put(figure.title(), "figure-" + ++count);
      }
    }
    return anchors;
  }

  private void lessons(List<Report.Lesson> lessons, Map<String, String> anchors)
      throws IOException {
    add(
        """
        <section id="lessons" aria-labelledby="lessons-heading">
        <h2 id="lessons-heading">What was learned</h2>
        <table class="claims lessons">
        <thead><tr><th scope="col">Statement</th><th scope="col">Verdict</th>\
        <th scope="col">Behind it</th><th scope="col">Figure</th></tr></thead>
        <tbody>
        """);
    for (Report.Lesson lesson : lessons) {
      add(
          """
          <tr><th scope="row"><a href="#%s">%s</a></th><td>%s</td>\
          <td data-label="Behind it">%s</td><td data-label="Figure">%s</td></tr>
          """
              .formatted(
                  lesson.chapter(),
                  escape(lesson.statement()),
                  badge(lesson.verdict(), ""),
                  escape(lesson.behind()),
                  figureLink(lesson.figure(), anchors)));
    }
    add("</tbody>\n</table>\n</section>\n");
  }

  private static String figureLink(String title, Map<String, String> anchors) {
    String anchor = anchors.get(title);
    return anchor == null ? "" : "<a href=\"#" + anchor + "\">" + escape(title) + "</a>";
  }

  private void claims(List<Claim> claims, List<Chapter> chapters, Map<String, String> anchors)
      throws IOException {
    add("<section id=\"claims\" aria-labelledby=\"claims-heading\">\n");
    add("<h2 id=\"claims-heading\">Claims</h2>\n<p class=\"tally\">");
    for (Verdict verdict : Verdict.values()) {
      long count = claims.stream().filter(c -> c.verdict() == verdict).count();
      if (count > 0) {
        add(badge(verdict, ": " + count));
      }
    }
    add("</p>\n<div class=\"cards\">\n");
    Map<String, Figure> byTitle = new HashMap<>();
    chapters.forEach(c -> c.figures().forEach(figure -> byTitle.put(figure.title(), figure)));
    for (Claim claim : claims) {
      card(claim, byTitle.get(claim.figure()), anchors);
    }
    add("</div>\n</section>\n");
  }

  /** What is claimed, what came out, and the figure, which the first claim about it shows. */
  private void card(Claim claim, Figure figure, Map<String, String> anchors) throws IOException {
    add(
        """
        <article class="card" id="claim-%s">
        <div class="card-head"><a href="#%s">%s</a>%s</div>
        <h3>%s</h3>
        <dl><dt>Measured</dt><dd>%s</dd><dt>Predicted</dt><dd>%s</dd></dl>
        """
            .formatted(
                escape(claim.id()),
                claim.chapter(),
                escape(claim.id()),
                badge(claim.verdict(), ""),
                indexed(claim.question()),
                indexed(claim.measured()),
                indexed(claim.predicted())));
    if (figure != null && drawn.add(figure)) {
      figure(figure, anchors.get(figure.title()));
    } else {
      add(see(figureLink(claim.figure(), anchors)));
    }
    add("</article>\n");
  }

  private static String see(String link) {
    return link.isEmpty() ? "" : "<p class=\"see\">Figure: " + link + "</p>\n";
  }

  /**
   * Text with indices set low and powers high: one letter, an underscore or a caret, and what
   * follows it.
   */
  private static String indexed(String text) {
    String low = INDEX.matcher(worded(text)).replaceAll("$1<sub>$2</sub>");
    String high = POWER.matcher(low).replaceAll("$1<sup>$2</sup>");
    return VALUE.matcher(high).replaceAll("$1\u00a0=\u00a0");
  }

  /** Text whose options stay whole. */
  private static String worded(String text) {
    return OPTION.matcher(escape(text)).replaceAll("<span class=\"word\">$0</span>");
  }

  private static String badge(Verdict verdict, String count) {
    return "<span class=\"verdict %s\"><span aria-hidden=\"true\">%s</span> %s%s</span>\n"
        .formatted(verdict.cssClass(), verdict.sign(), verdict.label(), count);
  }

  private void chapter(Chapter chapter, Map<String, String> anchors) throws IOException {
    add("<section class=\"chapter\" id=\"" + chapter.id() + "\">\n");
    element("h2", chapter.title());
    add("<p class=\"question\">" + indexed(chapter.question()) + "</p>");
    add("<dl class=\"summary\">\n");
    indexedFact("Predicted", chapter.predicted());
    indexedFact("Came out", chapter.outcome());
    if (!chapter.command().isEmpty()) {
      add("<dt>Run</dt><dd><pre><code>" + unbroken(chapter.command()));
      add("</code></pre></dd>\n");
    }
    add("</dl>\n");
    List<Figure> above = chapter.figures().stream().filter(drawn::contains).toList();
    for (Figure figure : above) {
      add(see(figureLink(figure.title(), anchors)));
    }
    if (above.size() < chapter.figures().size()) {
      add("<div class=\"figures\">\n");
      for (Figure figure : chapter.figures()) {
        if (!drawn.contains(figure)) {
          figure(figure, anchors.get(figure.title()));
        }
      }
      add("</div>\n");
    }
    for (Table table : chapter.tables()) {
      table(table);
    }
    add("</section>\n");
  }

  /** The words of a command, none of which a browser may break at a hyphen. */
  private static String unbroken(String command) {
    return Stream.of(command.split("(?<=\\s)|(?=\\s)"))
        .map(word -> word.isBlank() ? word : "<span>" + escape(word) + "</span>")
        .collect(Collectors.joining());
  }

  private void fact(String name, String value) throws IOException {
    if (!value.isEmpty()) {
      add("<dt>" + escape(name) + "</dt><dd>" + escape(value) + "</dd>\n");
    }
  }

  private void indexedFact(String name, String value) throws IOException {
    if (!value.isEmpty()) {
      add("<dt>" + name + "</dt><dd>" + indexed(value) + "</dd>\n");
    }
  }

  private void figure(Figure figure, String id) throws IOException {
    if (figure instanceof Explorer) {
      explorer(figure, id);
      return;
    }
    String width = figure.wide() ? " class=\"wide\"" : "";
    add("<figure id=\"" + id + "\"" + width + ">\n<div class=\"figure-head\">");
    element("h3", figure.title());
    add("<div class=\"tools\"></div></div>\n<div class=\"legend\"></div>\n");
    add("<div class=\"plot\"></div>\n<p class=\"note\" hidden></p>\n");
    add("<figcaption>" + indexed(figure.caption()) + "</figcaption>");
    add("<script type=\"application/json\">" + FigureJson.of(figure) + "</script>\n</figure>\n");
  }

  /** The script makes figures of it. */
  private void explorer(Figure explorer, String id) throws IOException {
    add("<section class=\"explorer\" id=\"" + id + "\">\n");
    element("h3", explorer.title());
    add("<div class=\"choices\"></div>\n<div class=\"figures\"></div>\n");
    element("p class=\"caption\"", explorer.caption());
    add("<details><summary>Runs shown</summary><div class=\"scroll\"></div></details>\n");
    add("<script type=\"application/json\">" + FigureJson.of(explorer) + "</script>\n</section>\n");
  }

  private void table(Table table) throws IOException {
    String label = escape(table.title());
    add("<div class=\"table\">\n");
    element("h3", table.title());
    add("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" + label + "\">\n");
    int columns = table.columns().size();
    boolean words = columns > 2 && IntStream.range(0, columns).noneMatch(table::isNumeric);
    add((words ? "<table class=\"words\">" : "<table>") + "\n<thead><tr>");
    for (int c = 0; c < columns; c++) {
      element("th scope=\"col\"" + alignment(table, c), table.columns().get(c));
    }
    add("</tr></thead>\n<tbody>\n");
    for (List<String> row : table.rows()) {
      add("<tr>");
      for (int c = 0; c < row.size(); c++) {
        element("td" + alignment(table, c), row.get(c));
      }
      add("</tr>\n");
    }
    add("</tbody>\n</table>\n</div>\n");
    if (!table.caption().isEmpty()) {
      element("p class=\"caption\"", table.caption());
    }
    add("</div>\n");
  }

  private static String alignment(Table table, int column) {
    return table.isNumeric(column) ? " class=\"number\"" : "";
  }

  private void sources(Report report) throws IOException {
    add("<footer>\n");
    if (!report.citations().isEmpty()) {
      add("<h2>References</h2>\n<ul class=\"references\">\n");
      for (Citation citation : report.citations()) {
        String text = escape(citation.text());
        String link = escape(citation.link());
        add("<li>" + text);
        if (!link.isEmpty()) {
          add(" <a href=\"" + link + "\" rel=\"noreferrer\">" + link + "</a>");
        }
        add("</li>\n");
      }
      add("</ul>\n");
    }
    if (!report.provenance().isEmpty()) {
      add("<h2>Provenance</h2>\n<dl class=\"provenance\">\n");
      for (Report.Fact fact : report.provenance()) {
        fact(fact.name(), fact.value());
      }
      add("</dl>\n");
    }
    add("<p class=\"credit\">Charts by Apache ECharts 5.3.1, Apache License 2.0.</p>\n</footer>\n");
  }

  /** An element of the given name and attributes that holds text from outside. */
  private void element(String tag, String text) throws IOException {
    String name = tag.split(" ", 2)[0];
    add("<" + tag + ">" + escape(text) + "</" + name + ">");
  }

  private void add(String html) throws IOException {
    out.append(html);
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
