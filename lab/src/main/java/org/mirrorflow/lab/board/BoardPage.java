package org.mirrorflow.lab.board;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.lab.page.Overlay;
import org.mirrorflow.lab.report.PageParts;
import org.mirrorflow.map.MapRegistry;
import org.mirrorflow.map.Potential;

/**
 * The page of the board.
 *
 * @param root the folder that it shows
 */
record BoardPage(Path root) {

  /** What the data list offers first: small and quick. */
  private static final List<String> MODELS =
      List.of("dense:20", "dense:50", "dense:16,16", "dense:20,activation=leaky:0.1", "linear");

  private static final List<String> MAPS =
      List.of("euclidean", "p:1.5", "p:3", "hyperbolic:beta=0.1", "cosh");

  Reply reply() {
    List<PageParts.Script> scripts = new ArrayList<>(PageParts.figureScripts());
    scripts.add(PageParts.Script.of(PageParts.resource(BoardPage.class, "board.js")));
    String policy =
        "default-src 'none'; script-src "
            + PageParts.hashes(scripts)
            + "; style-src 'unsafe-inline'; img-src data: blob:; connect-src 'self';"
            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    String html =
        PageParts.resource(BoardPage.class, "board.html")
            .replace(
                "{style}", PageParts.style() + PageParts.resource(BoardPage.class, "board.css"))
            .replace("{folder}", PageParts.escape(root.toString()))
            .replace("{charts}", options(Overlay.titles()))
            .replace("{data}", options(DataSpec.known()))
            .replace("{models}", options(MODELS))
            .replace(
                "{maps}", options(MapRegistry.examples().stream().map(Potential::spec).toList()))
            .replace("{checks}", MAPS.stream().map(BoardPage::check).collect(Collectors.joining()))
            .replace(
                "{scripts}",
                scripts.stream()
                    .map(script -> "<script>" + script.text() + "</script>\n")
                    .collect(Collectors.joining()));
    return Reply.page(html, policy);
  }

  private static String options(List<String> values) {
    return values.stream()
        .map(PageParts::escape)
        .map(value -> "<option value=\"" + value + "\">" + value + "</option>")
        .collect(Collectors.joining("\n"));
  }

  private static String check(String map) {
    boolean checked = map.equals("euclidean") || map.startsWith("hyperbolic");
    return "<label><input type=\"checkbox\" name=\"map\" value=\"%s\"%s> %s</label>\n"
        .formatted(PageParts.escape(map), checked ? " checked" : "", PageParts.escape(map));
  }
}
