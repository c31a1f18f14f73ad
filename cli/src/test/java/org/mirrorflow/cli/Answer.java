package org.mirrorflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * What a command answered in this process.
 *
 * @param exit exit code
 * @param out standard output
 * @param err standard error
 */
record Answer(int exit, String out, String err) {

  static Answer of(String... args) {
    return of(false, args);
  }

  static Answer of(boolean terminal, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), terminal, args);
    return new Answer(exit, out.toString(), err.toString());
  }

  /** Standard output as one JSON object and nothing else. */
  JsonNode json() throws IOException {
    JsonNode node =
        JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readTree(out);
    assertThat(node.isObject()).isTrue();
    return node;
  }

  /** Bad input: exit 2, nothing on standard output, one line of words on standard error. */
  Answer isRefused(String... words) {
    assertThat(exit).as(err).isEqualTo(Main.BAD_INPUT);
    assertThat(out).isEmpty();
    assertThat(err).startsWith("mirrorflow").endsWith("\n").containsOnlyOnce("\n").contains(words);
    assertThat(err).doesNotContain("Exception").doesNotContain("internal failure");
    return this;
  }

  /** A refusal that says, besides, what was expected and the remedy. */
  Answer isRefusedWithRemedy(String... words) {
    isRefused(words);
    assertThat(err).matches("(?s)mirrorflow \\w+: .+: .+; expected .+; .+\\n");
    return this;
  }
}
