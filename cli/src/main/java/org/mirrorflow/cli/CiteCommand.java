package org.mirrorflow.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.cite.Bibliography;
import org.mirrorflow.lab.cite.Reference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mirrorflow cite}: the works that results rest on. */
@Command(
    name = "cite",
    description = "Print the works to cite: this program, the paper, and what your runs used.",
    footer = {
      "",
      "Example:",
      "  mirrorflow cite runs/sparse --format bibtex",
      "  mirrorflow cite --data digits:0,1 --map hyperbolic:beta=0.1"
    })
final class CiteCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What the folders of flow and train say about themselves. */
  private static final List<String> SETTINGS = List.of("run.json", "train.json");

  @Mixin private CommonOptions common;

  @Parameters(
      paramLabel = "DIR",
      arity = "0..*",
      description = "Folders that flow or train wrote (default: print all works).")
  private List<Path> folders = List.of();

  @Option(
      names = "--data",
      paramLabel = "DATA",
      description = "Add the works to cite for this data set.")
  private String data;

  @Option(names = "--map", paramLabel = "MAP", description = "Add the works to cite for this map.")
  private String map;

  /** How references are written. */
  private enum Format {
    TEXT,
    BIBTEX,
    RIS
  }

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "text, bibtex or ris (default: text).")
  private Format format = Format.TEXT;

  @Override
  public Integer call() {
    List<String> used = new ArrayList<>();
    folders.forEach(folder -> used.addAll(specifications(folder)));
    if (data != null) {
      used.add(data);
    }
    if (map != null) {
      used.add(map);
    }
    List<Reference> works = used.isEmpty() ? Bibliography.all() : Bibliography.of(used);
    if (common.json()) {
      common.print(Map.of("references", works));
      return 0;
    }
    for (Reference work : works) {
      switch (format) {
        case TEXT -> common.out().println(work.text());
        case BIBTEX -> common.out().println(work.bibtex());
        case RIS -> common.out().print(work.ris());
      }
    }
    return 0;
  }

  private static List<String> specifications(Path folder) {
    for (String name : SETTINGS) {
      Path file = folder.resolve(name);
      if (Files.exists(file)) {
        try {
          JsonNode settings = JSON.readTree(file.toFile());
          if (settings.path("data").isTextual() && settings.path("map").isTextual()) {
            return List.of(settings.get("data").asText(), settings.get("map").asText());
          }
          throw new InputException(
              file.toString(),
              "no data and map in it",
              "the settings of a run",
              "restore the folder");
        } catch (IOException e) {
          throw new InputException(
              file.toString(), "no JSON", "the settings of a run", "restore the folder", e);
        }
      }
    }
    throw new InputException(
        folder.toString(), "no run in it", "a folder of flow or train", "name another folder");
  }
}
