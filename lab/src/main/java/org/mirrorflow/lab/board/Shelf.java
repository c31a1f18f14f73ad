package org.mirrorflow.lab.board;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.run.FolderLock;
import org.mirrorflow.lab.run.Trajectory;

/**
 * The runs below one folder. A visitor names a run by its path from there, which is looked up among
 * those that were found and never made into a path; no link is followed, and a folder with links in
 * it is no run.
 */
final class Shelf {
  private static final int DEPTH = 5;
  private static final int MOST_FOLDERS = 20_000;
  private static final int MOST_RUNS = 2_000;

  /** Larger files are not read. */
  private static final long MOST_BYTES = 64_000_000;

  /** A scan is this old at most, in nanoseconds. */
  private static final long FRESH = 400_000_000L;

  private final Path root;
  private final List<RunKind> kinds;
  private Map<Path, Remembered> remembered = new HashMap<>();
  private Map<String, Entry> entries = Map.of();
  private long scanned = System.nanoTime() - 2 * FRESH;

  /**
   * A run.
   *
   * @param id path from the root, with slashes
   * @param folder where it lies
   * @param seen what it holds
   * @param running whether a writer is at work there
   * @param changed when its files last changed, in milliseconds since 1970
   */
  record Entry(String id, Path folder, RunKind.Seen seen, boolean running, long changed) {}

  /** What was read when the files looked like this. */
  private record Remembered(String files, RunKind.Seen seen) {}

  /**
   * The runs below a folder.
   *
   * @param root a real path
   * @param kinds asked in turn
   */
  Shelf(Path root, List<RunKind> kinds) {
    this.root = root;
    this.kinds = List.copyOf(kinds);
  }

  /** The runs by their ids, last changed first. */
  synchronized Map<String, Entry> entries() {
    if (System.nanoTime() - scanned > FRESH) {
      entries = scan();
      scanned = System.nanoTime();
    }
    return entries;
  }

  /** The run of an id, as it is now; empty if there is none, or links have come into it. */
  Optional<Entry> entry(String id) {
    return Optional.ofNullable(entries().get(id)).filter(entry -> plain(entry.folder()));
  }

  /** Makes the next scan look again. */
  synchronized void refresh() {
    scanned = System.nanoTime() - 2 * FRESH;
  }

  /** Whether the folder lies below the root, and neither it nor anything in it is a link. */
  boolean plain(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return folder.toRealPath().startsWith(root)
          && !Files.isSymbolicLink(folder)
          && files.noneMatch(Files::isSymbolicLink);
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether it is a file that may be read, and there is no link on the way to it. */
  boolean own(Path file) {
    try {
      return file.toRealPath().equals(file)
          && file.startsWith(root)
          && Files.isRegularFile(file)
          && Files.size(file) <= MOST_BYTES;
    } catch (IOException e) {
      return false;
    }
  }

  private Map<String, Entry> scan() {
    List<Entry> found = new ArrayList<>();
    Map<Path, Remembered> now = new HashMap<>();
    try {
      Files.walkFileTree(
          root,
          EnumSet.noneOf(FileVisitOption.class),
          DEPTH,
          new SimpleFileVisitor<>() {
            private int folders;

            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              String name = String.valueOf(folder.getFileName());
              if (!folder.equals(root) && name.startsWith(".")) {
                return FileVisitResult.SKIP_SUBTREE;
              }
              if (++folders > MOST_FOLDERS) {
                return FileVisitResult.TERMINATE;
              }
              Optional<Entry> entry = look(folder, now);
              entry.ifPresent(found::add);
              return entry.isPresent() ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      found.clear(); // the folder is gone
    }
    remembered = now;
    Map<String, Entry> byId = new LinkedHashMap<>();
    found.stream()
        .sorted(Comparator.comparingLong(Entry::changed).reversed().thenComparing(Entry::id))
        .limit(MOST_RUNS)
        .forEach(entry -> byId.put(entry.id(), entry));
    return byId;
  }

  private Optional<Entry> look(Path folder, Map<Path, Remembered> now) {
    StringBuilder files = new StringBuilder();
    long changed = 0;
    try (Stream<Path> list = Files.list(folder)) {
      for (Path file : list.sorted().toList()) {
        BasicFileAttributes at =
            Files.readAttributes(
                file, BasicFileAttributes.class, java.nio.file.LinkOption.NOFOLLOW_LINKS);
        if (at.isSymbolicLink() || (at.isRegularFile() && tooLarge(file, at))) {
          return Optional.empty();
        }
        if (!file.getFileName().toString().startsWith(".")) {
          files.append(file.getFileName()).append(at.lastModifiedTime()).append(at.size());
          changed = Math.max(changed, at.lastModifiedTime().toMillis());
        }
      }
    } catch (IOException e) {
      return Optional.empty(); // a file went while it was looked at: the next scan sees the folder
    }
    Remembered known = remembered.get(folder);
    boolean grows = Files.isDirectory(folder.resolve("cells"));
    if (known == null || grows || !known.files().equals(files.toString())) {
      RunKind.Seen seen = see(folder).orElse(null);
      known = new Remembered(files.toString(), seen);
    }
    now.put(folder, known);
    if (known.seen() == null) {
      return Optional.empty();
    }
    String id = root.relativize(folder).toString().replace('\\', '/');
    return Optional.of(
        new Entry(id.isEmpty() ? "." : id, folder, known.seen(), running(folder), changed));
  }

  private static boolean tooLarge(Path file, BasicFileAttributes attributes) {
    String name = file.getFileName().toString();
    boolean read = name.endsWith(".json") || name.endsWith(".csv") || name.endsWith(".html");
    return read && attributes.size() > MOST_BYTES;
  }

  private Optional<RunKind.Seen> see(Path folder) {
    for (RunKind kind : kinds) {
      try {
        Optional<RunKind.Seen> seen = kind.see(folder);
        if (seen.isPresent()) {
          return seen;
        }
      } catch (InputException e) {
        return Optional.of(
            new RunKind.Seen(
                "damaged",
                Map.of("outcome", e.getMessage()),
                Optional.of(false),
                new Trajectory(List.of(), List.of())));
      }
    }
    return Optional.empty();
  }

  private static boolean running(Path folder) {
    try {
      return FolderLock.held(folder);
    } catch (InputException e) {
      return false; // a folder that may only be read
    }
  }
}
