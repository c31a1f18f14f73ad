package org.mirrorflow.lab.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.mirrorflow.io.InputException;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * The text of a grid as a tree: YAML of plain scalars, lists and keys. Tags, anchors and aliases
 * are refused while they are events, before anything grows from them.
 */
record GridText(Path file) {
  /** A grid is a page of text. */
  private static final long MOST_BYTES = 1 << 20;

  /** A grid has three: keys, a range or list, its values. */
  private static final int MOST_LEVELS = 8;

  /** How YAML says that there is no value. */
  private static final Set<String> NOTHING = Set.of("", "~", "null", "Null", "NULL");

  /**
   * {@return the keys of the grid}
   *
   * @throws InputException naming the line, if the file is not YAML of this kind
   */
  JsonNode keys() {
    JsonNode tree = tree(text());
    if (!tree.isObject()) {
      throw refused("", "no keys", "lines such as \"map: [euclidean, p:3]\"");
    }
    return tree;
  }

  private String text() {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw refused("", "more than a megabyte", "a grid of a page or two");
      }
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new InputException(
          file.toString(),
          Files.exists(file) ? "cannot be read as text" : "no such file",
          "a grid in YAML",
          "check the path and the file",
          e);
    }
  }

  private JsonNode tree(String text) {
    refuseReferences(text);
    try {
      Node root = yaml().compose(new StringReader(text));
      return root == null ? NullNode.getInstance() : tree(root);
    } catch (YAMLException e) {
      throw notYaml("", e.getMessage(), e);
    }
  }

  private static Yaml yaml() {
    return new Yaml(new SafeConstructor(new LoaderOptions()));
  }

  /**
   * Scalars as they are written: what they mean is the business of their key. So a word is a word,
   * {@code no} too, and 010 is ten, as in the core schema of YAML 1.2.
   */
  private JsonNode tree(Node node) {
    if (node instanceof ScalarNode scalar) {
      boolean nothing = scalar.isPlain() && NOTHING.contains(scalar.getValue());
      return nothing ? NullNode.getInstance() : TextNode.valueOf(scalar.getValue());
    }
    if (node instanceof SequenceNode list) {
      ArrayNode entries = JsonNodeFactory.instance.arrayNode();
      list.getValue().forEach(entry -> entries.add(tree(entry)));
      return entries;
    }
    ObjectNode keys = JsonNodeFactory.instance.objectNode();
    for (NodeTuple tuple : ((MappingNode) node).getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw refused(line(tuple.getKeyNode().getStartMark()), "a key that is no word", "words");
      }
      if (keys.has(key.getValue())) {
        throw refused(
            line(key.getStartMark()), "Duplicate key " + key.getValue(), "every key once");
      }
      keys.set(key.getValue(), tree(tuple.getValueNode()));
    }
    return keys;
  }

  /** Also refuses deep nesting, whose scanning takes a time quadratic in the depth. */
  private void refuseReferences(String text) {
    int depth = 0;
    int documents = 0;
    try {
      for (Event event : yaml().parse(new StringReader(text))) {
        documents += event instanceof DocumentStartEvent ? 1 : 0;
        if (documents > 1) {
          throw refused(line(event.getStartMark()), "a second document", "one grid in a file");
        }
        String tag =
            event instanceof ScalarEvent scalar
                ? scalar.getTag()
                : event instanceof CollectionStartEvent collection ? collection.getTag() : null;
        depth += event instanceof CollectionStartEvent ? 1 : 0;
        depth -= event instanceof CollectionEndEvent ? 1 : 0;
        if (depth > MOST_LEVELS) {
          throw refused(
              line(event.getStartMark()),
              "more than " + MOST_LEVELS + " levels",
              "keys with scalars, lists and ranges");
        }
        boolean named = event instanceof NodeEvent node && node.getAnchor() != null;
        if (named || tag != null) {
          throw refused(
              line(event.getStartMark()),
              named ? "an anchor or alias" : "a tag",
              "plain scalars, lists and ranges");
        }
      }
    } catch (MarkedYAMLException e) {
      throw notYaml(line(e.getProblemMark()), e.getProblem(), e);
    } catch (YAMLException e) {
      throw notYaml("", e.getMessage(), e);
    }
  }

  private static String line(Mark mark) {
    return mark == null ? "" : ":" + (mark.getLine() + 1);
  }

  private InputException notYaml(String place, String problem, Exception cause) {
    return new InputException(
        file + place,
        String.valueOf(problem).lines().findFirst().orElse("not YAML"),
        "YAML with every key once",
        "correct the grid",
        cause);
  }

  private InputException refused(String place, String found, String expected) {
    return refused(file, place, found, expected);
  }

  /** What is wrong with a grid at some place of its file. */
  static InputException refused(Path file, String place, String found, String expected) {
    return new InputException(file + place, found, expected, "correct the grid");
  }
}
