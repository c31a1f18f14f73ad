package org.mirrorflow.lab.cite;

import java.util.List;
import java.util.StringJoiner;
import org.mirrorflow.lab.report.Citation;

/**
 * A work.
 *
 * @param key for BibTeX, for example {@code lyu2020}
 * @param kind what it is
 * @param authors each as {@code Family, Given}
 * @param title without a full stop
 * @param venue journal, conference or archive with the number there
 * @param year of publication
 * @param link its address; empty for this program, which is no part of the paper
 */
public record Reference(
    String key,
    Kind kind,
    List<String> authors,
    String title,
    String venue,
    int year,
    String link) {

  /** What a work is, with its types in BibTeX and RIS and the field that names its venue. */
  public enum Kind {
    /** In a journal. */
    ARTICLE("article", "JOUR", "journal"),
    /** In the proceedings of a conference. */
    CONFERENCE("inproceedings", "CPAPER", "booktitle"),
    /** On an archive or in a series of reports. */
    PREPRINT("misc", "UNPB", "howpublished"),
    /** A data set. */
    DATA("misc", "DATA", "howpublished"),
    /** A program. */
    SOFTWARE("software", "COMP", "organization");

    private final String bibtex;
    private final String ris;
    private final String venueField;

    Kind(String bibtex, String ris, String venueField) {
      this.bibtex = bibtex;
      this.ris = ris;
      this.venueField = venueField;
    }
  }

  /** Family names, as in a sentence: {@code Lyu and Li}. */
  private String families() {
    List<String> names = authors.stream().map(a -> a.replaceFirst(",.*", "")).toList();
    int last = names.size() - 1;
    return last == 0
        ? names.get(0)
        : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
  }

  /** {@return one line of words} */
  public String text() {
    return citation().text() + (link.isEmpty() ? "" : ", " + link);
  }

  /** {@return the entry of a report, with its link apart} */
  public Citation citation() {
    return new Citation(families() + ", " + title + ", " + venue + ", " + year, link);
  }

  /** {@return a BibTeX entry; letters beyond ASCII are left to biber, or to BibTeX with UTF-8} */
  public String bibtex() {
    StringJoiner lines = new StringJoiner(",\n  ", "@" + kind.bibtex + "{", "\n}\n");
    lines
        .add(key)
        .add("author = {" + String.join(" and ", authors) + "}")
        .add("title = {{" + title + "}}")
        .add(kind.venueField + " = {" + venue + "}")
        .add("year = {" + year + "}");
    if (!link.isEmpty()) {
      lines.add("url = {" + link + "}");
    }
    return lines.toString();
  }

  /** {@return a RIS record, lines ended as the format asks} */
  public String ris() {
    StringJoiner lines = new StringJoiner("\r\n", "", "\r\nER  - \r\n");
    lines.add("TY  - " + kind.ris);
    authors.forEach(author -> lines.add("AU  - " + author));
    lines
        .add("TI  - " + title)
        .add((kind == Kind.ARTICLE ? "JO  - " : "T2  - ") + venue)
        .add("PY  - " + year);
    if (!link.isEmpty()) {
      lines.add("UR  - " + link);
    }
    return lines.toString();
  }
}
