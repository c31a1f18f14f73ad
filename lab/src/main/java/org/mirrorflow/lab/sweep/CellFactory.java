package org.mirrorflow.lab.sweep;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.FileData;
import org.mirrorflow.data.Transform;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.run.Build;
import org.mirrorflow.lab.run.RunOption;
import org.mirrorflow.lab.run.RunOptions;
import org.mirrorflow.lab.run.RunSpec;

/** Makes cells of chosen values; reads each file once, for its digest. */
final class CellFactory {
  /** Changes when the meaning of a cell's values does: then all ids do. */
  private static final String FORMAT = "mirrorflow cell 1";

  /** 96 bits: among a million cells two have the same id with probability 1e-17. */
  private static final int ID_BYTES = 12;

  private final Path folder;
  private final Map<Path, String> digests = new HashMap<>();

  CellFactory(Path folder) {
    this.folder = folder;
  }

  Cell cell(Map<GridKey, String> chosen) {
    Map<String, String> values = new TreeMap<>();
    StringBuilder content = new StringBuilder(FORMAT).append('\n');
    chosen.forEach((key, value) -> values.put(key.spec(), value));
    for (GridKey key : GridKey.ALL) {
      if (inId(key, chosen.get(key))) {
        append(content, key.spec(), chosen.get(key));
      }
    }
    String digest = digest(GridKey.DATA, fileOf(chosen.get(GridKey.DATA)));
    append(content, "file", digest);
    Optional<Path> init = initOf(chosen);
    if (init.isPresent()) {
      append(content, "weights", digest(GridKey.INIT, init));
    }
    String id = HexFormat.of().formatHex(sha256(content.toString()), 0, ID_BYTES);
    return new Cell(id, values, spec(chosen, startSeed(chosen, digest)));
  }

  /** A later key is there only where it says something, so that the ids of older sweeps stay. */
  private static boolean inId(GridKey key, String value) {
    return GridKey.FIRST.contains(key) || !key.byDefault().equals(Optional.of(value));
  }

  private RunSpec spec(Map<GridKey, String> chosen, long startSeed) {
    List<Transform> transforms = new ArrayList<>();
    Map<RunOption<?>, Object> values = new HashMap<>();
    GridKey.ALL.forEach(key -> key.addTo(transforms, values, chosen.get(key)));
    values.put(RunOptions.DATA, located(chosen.get(GridKey.DATA)));
    initOf(chosen).ifPresent(file -> values.put(RunOptions.INIT, file.toString()));
    values.put(RunOptions.SEED, startSeed);
    return new RunSpec(transforms, values);
  }

  /** Eight bytes of a digest of what the initial weights belong to. */
  private static long startSeed(Map<GridKey, String> chosen, String digest) {
    StringBuilder content = new StringBuilder(FORMAT).append(" start\n");
    for (GridKey key : List.of(GridKey.DATA, GridKey.MODEL, GridKey.SEED)) {
      append(content, key.spec(), chosen.get(key));
    }
    append(content, "file", digest);
    return ByteBuffer.wrap(sha256(content.toString())).getLong();
  }

  private String located(String data) {
    return DataSpec.parse(data) instanceof FileData file ? file.in(folder).spec() : data;
  }

  /** The file of the data; empty for data that have none. */
  private Optional<Path> fileOf(String data) {
    return DataSpec.parse(data) instanceof FileData named
        ? Optional.of(named.in(folder).file())
        : Optional.empty();
  }

  /** The file of the initial weights; empty for random ones. */
  private Optional<Path> initOf(Map<GridKey, String> chosen) {
    String file = chosen.get(GridKey.INIT);
    return GridKey.INIT.unset(file)
        ? Optional.empty()
        : Optional.of(folder.resolve(file).normalize());
  }

  private String digest(GridKey key, Optional<Path> file) {
    return file.map(at -> digests.computeIfAbsent(at, read -> digestOf(key, read))).orElse("");
  }

  private static String digestOf(GridKey key, Path file) {
    MessageDigest digest = Build.sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new InputException(
          key.spec() + " " + file,
          "cannot be read",
          "a file in the folder of the grid",
          "correct it",
          e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void append(StringBuilder content, String key, String value) {
    content.append(key).append('=').append(value).append('\n');
  }

  private static byte[] sha256(String text) {
    return Build.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
  }
}
