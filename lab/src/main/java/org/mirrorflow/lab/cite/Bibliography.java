package org.mirrorflow.lab.cite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.mirrorflow.lab.Version;

/** All works that are cited, a table in {@code works.json}, and which of them a run rests on. */
public final class Bibliography {

  /**
   * A work and what calls for it.
   *
   * @param words names of data sets and maps; none: it is always cited
   */
  private record Entry(
      String key,
      Reference.Kind kind,
      List<String> authors,
      String title,
      String venue,
      int year,
      String link,
      Set<String> words) {

    /** From the tree: a reader of records takes longer to set up than a page to write. */
    static Entry of(JsonNode work) {
      return new Entry(
          work.get("key").asText(),
          Reference.Kind.valueOf(work.get("kind").asText()),
          texts(work.get("authors")),
          work.get("title").asText(),
          work.get("venue").asText(),
          work.get("year").intValue(),
          work.get("link").asText(),
          new TreeSet<>(texts(work.get("words"))));
    }

    private static List<String> texts(JsonNode array) {
      List<String> texts = new ArrayList<>();
      array.forEach(text -> texts.add(text.asText()));
      return texts;
    }

    Reference reference() {
      String named = title.replace("{version}", Version.NUMBER);
      return new Reference(key, kind, authors, named, venue, year, link);
    }
  }

  private static final List<Entry> ENTRIES = read();

  /** This program. */
  public static final Reference SOFTWARE = work("mirrorflow");

  /** The paper whose statements the program tests. */
  public static final Reference MIRROR_FLOW_BIAS = work("jacobs2026");

  /** Successive halving. */
  public static final Reference HALVING = work("jamieson2016");

  private static final Pattern WORD = Pattern.compile("[a-z]+(-[a-z0-9]+)*");

  private Bibliography() {}

  private static List<Entry> read() {
    try (InputStream in = Bibliography.class.getResourceAsStream("works.json")) {
      List<Entry> entries = new ArrayList<>();
      new ObjectMapper().readTree(in).forEach(work -> entries.add(Entry.of(work)));
      return List.copyOf(entries);
    } catch (IOException e) {
      throw new UncheckedIOException("works.json is part of the program", e);
    }
  }

  /**
   * {@return the work with this key}
   *
   * @param key for example {@code lyu2020}
   * @throws java.util.NoSuchElementException if there is none
   */
  public static Reference work(String key) {
    return all().stream().filter(work -> work.key().equals(key)).findFirst().orElseThrow();
  }

  /** {@return every work} */
  public static List<Reference> all() {
    return ENTRIES.stream().map(Entry::reference).toList();
  }

  /**
   * The works behind runs with these specifications of data and maps, for example {@code
   * digits:0,1} and {@code group(hyperbolic:beta=0.1)}; those that every result rests on among
   * them.
   *
   * @param specifications of data and maps
   * @return the works, in the order of {@link #all}
   */
  public static List<Reference> of(List<String> specifications) {
    Set<String> words = new TreeSet<>();
    for (String specification : specifications) {
      WORD.matcher(specification).results().forEach(match -> words.add(match.group()));
    }
    List<Reference> works = new ArrayList<>();
    for (Entry entry : ENTRIES) {
      if (entry.words.isEmpty() || entry.words.stream().anyMatch(words::contains)) {
        works.add(entry.reference());
      }
    }
    return works;
  }
}
