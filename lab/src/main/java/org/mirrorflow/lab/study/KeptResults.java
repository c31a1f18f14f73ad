package org.mirrorflow.lab.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.mirrorflow.io.AtomicFile;
import org.mirrorflow.lab.run.Build;
import org.mirrorflow.lab.run.OutFolder;

/**
 * Finished work as one JSON file each, so that an interrupted study goes on: {@code
 * BUILD-CODE.json}, CODE that of the specification, holding build, specification, result and the
 * result's checksum. A file of another build or specification, or a damaged one, counts as absent.
 *
 * @param folder where the files are
 * @param build {@link Build#fingerprint}
 */
record KeptResults(Path folder, String build) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private static final int DIGITS = 16;

  /** The result for this specification, if it is there and can be trusted. */
  <T> Optional<T> read(Object spec, Class<T> type) {
    try {
      JsonNode kept = JSON.readTree(Files.readAllBytes(file(spec)));
      JsonNode result = kept.path("result");
      boolean trusted =
          kept.path("build").asText().equals(build)
              && kept.path("spec").equals(tree(spec))
              && kept.path("checksum").asText().equals(Build.code(text(result)));
      return trusted ? Optional.of(JSON.treeToValue(result, type)) : Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Keeps the result for this specification. */
  void write(Object spec, Object result) {
    JsonNode tree = tree(result);
    ObjectNode kept = JSON.createObjectNode();
    kept.put("build", build);
    kept.set("spec", tree(spec));
    kept.put("checksum", Build.code(text(tree)));
    kept.set("result", tree);
    AtomicFile.write(file(spec), text(kept).getBytes(StandardCharsets.UTF_8));
  }

  /** Makes the folder and removes what other builds left in it. */
  void prepare() {
    OutFolder.make(folder);
    AtomicFile.removeAbandoned(folder);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
      for (Path file : files) {
        if (!file.getFileName().toString().startsWith(prefix())) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw OutFolder.unwritable("--out " + folder, e);
    }
  }

  private Path file(Object spec) {
    String code = Build.code(spec.getClass().getSimpleName() + text(tree(spec)));
    return folder.resolve(prefix() + code.substring(0, 2 * DIGITS) + ".json");
  }

  private String prefix() {
    return build.substring(0, DIGITS) + "-";
  }

  /** As it reads back: through text, which makes 1 and 1.0 what a reader sees. */
  private static JsonNode tree(Object value) {
    try {
      return JSON.readTree(JSON.writeValueAsBytes(value));
    } catch (IOException e) {
      throw new IllegalStateException("records of plain numbers and words are always JSON", e);
    }
  }

  private static String text(JsonNode node) {
    try {
      return JSON.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is always JSON", e);
    }
  }
}
