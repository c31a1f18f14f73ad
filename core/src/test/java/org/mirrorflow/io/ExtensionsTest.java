package org.mirrorflow.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Entries that jars add; META-INF/services of the tests names the services. */
final class ExtensionsTest {
  private static final Extensions.Kind<String> WORDS =
      new Extensions.Kind<>("word", Function.identity(), Set.of("reserved"));

  /** A service with one implementation. */
  public interface Words {
    List<String> words();
  }

  /** That implementation. */
  public static final class Two implements Words {
    @Override
    public List<String> words() {
      return List.of("two", "three");
    }
  }

  /** A service whose implementation cannot be made. */
  public interface Broken {
    List<String> words();
  }

  /** It lacks a constructor without arguments. */
  public static final class NeedsArguments implements Broken {
    private final String word;

    public NeedsArguments(String word) {
      this.word = word;
    }

    @Override
    public List<String> words() {
      return List.of(word);
    }
  }

  @Test
  void servicesFollowTheLibrarysOwn() {
    assertThat(Extensions.load(WORDS, List.of("one"), Words.class, Words::words).all())
        .containsExactly("one", "two", "three");
  }

  @Test
  void aTakenOrReservedNameIsNamedWhenTheEntriesAreAskedFor() {
    Extensions<String> taken = Extensions.load(WORDS, List.of("three"), Words.class, Words::words);
    assertThatThrownBy(taken::all)
        .isInstanceOf(InputException.class)
        .hasMessageContaining("word 'three' of org.mirrorflow.io.ExtensionsTest$Two")
        .hasMessageContaining("rename it");
    Extensions<String> reserved =
        Extensions.load(WORDS, List.of(), Words.class, found -> List.of("reserved"));
    assertThatThrownBy(reserved::all).hasMessageContaining("word 'reserved'");
  }

  @Test
  void aServiceThatCannotBeMadeIsOneLine() {
    Extensions<String> broken = Extensions.load(WORDS, List.of("one"), Broken.class, Broken::words);
    assertThatThrownBy(broken::all)
        .isInstanceOf(InputException.class)
        .hasMessageContaining("word on the class path")
        .hasMessageContaining("a class that implements Broken")
        .hasMessageContaining("MIRRORFLOW_CLASSPATH")
        .hasMessageNotContaining("\n");
  }
}
