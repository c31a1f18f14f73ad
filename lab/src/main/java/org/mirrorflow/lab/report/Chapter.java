package org.mirrorflow.lab.report;

import java.util.List;

/**
 * One question of the report, from the prediction to the figures.
 *
 * @param id anchor in the page: a letter, then letters, digits, hyphens or underscores
 * @param title heading
 * @param question what is asked
 * @param command what was run, as a command that can be repeated; empty when nothing was
 * @param predicted what the theory says, in words and numbers
 * @param outcome what came out; line breaks are kept
 * @param figures the figures, in reading order
 * @param tables the tables, after the figures
 */
public record Chapter(
    String id,
    String title,
    String question,
    String command,
    String predicted,
    String outcome,
    List<Figure> figures,
    List<Table> tables) {

  /**
   * Checks that the page can point to the chapter and that every figure explains itself.
   *
   * @param id a letter, then letters, digits, hyphens or underscores
   * @param title heading
   * @param question what is asked
   * @param command what was run, or empty
   * @param predicted what the theory says
   * @param outcome what came out
   * @param figures each with heading, caption and names of axes; copied
   * @param tables copied
   * @throws IllegalArgumentException if the id cannot be an anchor, or a figure lacks a heading, a
   *     caption or the name of an axis
   */
  public Chapter {
    if (!id.matches("[A-Za-z][A-Za-z0-9_-]*")) {
      throw new IllegalArgumentException(
          "chapter id '" + id + "': expected a letter, then letters, digits, '-' or '_'");
    }
    figures = List.copyOf(figures);
    tables = List.copyOf(tables);
    for (Figure figure : figures) {
      if (figure.title().isBlank()
          || figure.caption().isBlank()
          || figure.axes().stream().anyMatch(axis -> axis.name().isBlank())) {
        throw new IllegalArgumentException(
            "chapter '"
                + id
                + "', figure '"
                + figure.title()
                + "': expected a heading, a caption and a name for every axis");
      }
    }
  }
}
