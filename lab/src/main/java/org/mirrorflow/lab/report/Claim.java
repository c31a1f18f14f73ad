package org.mirrorflow.lab.report;

/**
 * One row of the table on the first screen.
 *
 * @param id short name, unique in the report
 * @param question what was asked, one sentence
 * @param verdict the answer
 * @param measured what came out, with its digits and units
 * @param predicted what the theory says
 * @param chapter id of the chapter that shows it
 * @param figure heading of the figure that shows it; empty for none
 */
public record Claim(
    String id,
    String question,
    Verdict verdict,
    String measured,
    String predicted,
    String chapter,
    String figure) {}
