package org.mirrorflow.io;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Function;

/**
 * Entries of the library, and those that jars on the class path add as services. Loading never
 * throws, so that a static field can hold the result; what is wrong is thrown by {@link #all}.
 *
 * @param <T> an entry, for example a family of maps
 * @since 0.2.0
 */
public final class Extensions<T> {
  private final List<T> entries;
  private final InputException fault;

  private Extensions(List<T> entries, InputException fault) {
    this.entries = entries;
    this.fault = fault;
  }

  /**
   * What a kind of entry is called, and how names are told apart.
   *
   * @param word for messages, for example {@code map family}
   * @param name of an entry, no two alike
   * @param reserved names that no entry from outside may have
   * @param <T> an entry
   */
  public record Kind<T>(String word, Function<T, String> name, Set<String> reserved) {}

  /**
   * {@return the library's entries followed by those of all services}
   *
   * @param kind of the entries
   * @param own entries of the library
   * @param service interface of the services
   * @param provided the entries of a service
   * @param <T> an entry
   * @param <S> a service
   */
  public static <T, S> Extensions<T> load(
      Kind<T> kind, List<T> own, Class<S> service, Function<S, List<T>> provided) {
    try {
      List<T> all = new ArrayList<>(own);
      for (S found : ServiceLoader.load(service, service.getClassLoader())) {
        for (T entry : provided.apply(found)) {
          add(kind, all, entry, found.getClass());
        }
      }
      return new Extensions<>(List.copyOf(all), null);
    } catch (InputException e) {
      return new Extensions<>(own, e);
    } catch (ServiceConfigurationError e) {
      return new Extensions<>(
          own,
          new InputException(
              kind.word + " on the class path",
              e.getMessage(),
              "a class that implements "
                  + service.getSimpleName()
                  + " and can be made without arguments",
              "correct MIRRORFLOW_CLASSPATH, or build that class again",
              e));
    }
  }

  private static <T> void add(Kind<T> kind, List<T> all, T entry, Class<?> from) {
    String name = kind.name.apply(entry);
    if (kind.reserved.contains(name)
        || all.stream().anyMatch(other -> kind.name.apply(other).equals(name))) {
      throw new InputException(
          kind.word + " '" + name + "' of " + from.getName(),
          "a name that is taken",
          "a new name",
          "rename it");
    }
    all.add(entry);
  }

  /**
   * {@return all entries, the library's first}
   *
   * @throws InputException if a service could not be loaded, or used a name that is taken
   */
  public List<T> all() {
    if (fault != null) {
      throw fault;
    }
    return entries;
  }
}
