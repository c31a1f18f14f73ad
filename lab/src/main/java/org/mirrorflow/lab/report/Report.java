package org.mirrorflow.lab.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.mirrorflow.io.AtomicFile;

/**
 * A report: claims first, then a chapter for each question, then what it rests on.
 *
 * <pre>{@code
 * new Report(title, subtitle, claims, chapters, citations, provenance).save(Path.of("index.html"));
 * }</pre>
 *
 * @param title heading
 * @param subtitle one or two sentences below it
 * @param claims the table on the first screen; without claims it is left out
 * @param lessons what was learned, a line each, above the claims; may be empty
 * @param chapters the chapters, in reading order
 * @param citations what the report rests on
 * @param provenance how it came to be: version, command, seed, machine
 */
public record Report(
    String title,
    String subtitle,
    List<Claim> claims,
    List<Lesson> lessons,
    List<Chapter> chapters,
    List<Citation> citations,
    List<Fact> provenance) {

  /**
   * One line of the provenance.
   *
   * @param name what it is
   * @param value what it was
   */
  public record Fact(String name, String value) {}

  /**
   * One line of what was learned.
   *
   * @param statement what is claimed, in one sentence
   * @param verdict whether it held
   * @param behind how many claims stand behind it, in words
   * @param figure heading of the figure that shows it; empty for none
   * @param chapter id of the first chapter about it
   */
  public record Lesson(
      String statement, Verdict verdict, String behind, String figure, String chapter) {}

  /**
   * A report without lessons.
   *
   * @param title heading
   * @param subtitle one or two sentences below it
   * @param claims the table on the first screen
   * @param chapters the chapters, in reading order
   * @param citations what the report rests on
   * @param provenance how it came to be
   * @throws IllegalArgumentException if two chapters share an id or a claim points to none
   */
  public Report(
      String title,
      String subtitle,
      List<Claim> claims,
      List<Chapter> chapters,
      List<Citation> citations,
      List<Fact> provenance) {
    this(title, subtitle, claims, List.of(), chapters, citations, provenance);
  }

  /**
   * Checks that claims point to chapters.
   *
   * @param title heading
   * @param subtitle one or two sentences below it
   * @param claims each with the id of a chapter, copied
   * @param lessons a line each, copied
   * @param chapters with different ids, copied
   * @param citations copied
   * @param provenance how it came to be
   * @throws IllegalArgumentException if two chapters share an id or a claim points to none
   */
  public Report {
    claims = List.copyOf(claims);
    lessons = List.copyOf(lessons);
    chapters = List.copyOf(chapters);
    citations = List.copyOf(citations);
    provenance = List.copyOf(provenance);
    Set<String> ids = new HashSet<>();
    for (Chapter chapter : chapters) {
      if (!ids.add(chapter.id())) {
        throw new IllegalArgumentException("two chapters have the id '" + chapter.id() + "'");
      }
    }
    for (Claim claim : claims) {
      if (!ids.contains(claim.chapter())) {
        throw new IllegalArgumentException(
            "claim '" + claim.id() + "': no chapter has the id '" + claim.chapter() + "'");
      }
    }
  }

  /**
   * Writes the report as one HTML document, to be stored as UTF-8.
   *
   * @param out receives the document
   * @throws IOException if {@code out} fails
   */
  public void writeTo(Appendable out) throws IOException {
    out.append(new String(utf8(), StandardCharsets.UTF_8));
  }

  private byte[] utf8() throws IOException {
    Utf8 html = new Utf8();
    new Page(html).write(this);
    return html.bytes();
  }

  /**
   * Writes the report to a file, which appears whole or not at all; missing folders are made.
   *
   * @param file HTML, old or new
   * @throws org.mirrorflow.io.InputException if the file cannot be written there
   * @throws IOException if its folder cannot be made
   */
  public void save(Path file) throws IOException {
    byte[] html = utf8();
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    AtomicFile.write(file, html);
  }
}
