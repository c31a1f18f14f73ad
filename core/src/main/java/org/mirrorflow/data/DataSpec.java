package org.mirrorflow.data;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mirrorflow.io.CsvReader;
import org.mirrorflow.io.InputException;

/**
 * Where a data set comes from: an embedded set ({@code digits}, {@code digits:0,1}, {@code iris}),
 * a generator ({@code synthetic:xor,n=20,d=5,seed=0}), an image set ({@code mnist}, {@code
 * fashion-mnist:n=1000}, see {@link ImageSet}) or a file (CSV with a column {@code label}, npz with
 * {@code X} and {@code y}).
 */
public interface DataSpec {

  /**
   * {@return the data, made or read; its name is {@link #spec}}
   *
   * @throws InputException if a file is missing or malformed
   */
  Dataset load();

  /** {@return the specification that parses to this, with every parameter written out} */
  String spec();

  /** {@return specifications that need no file, generators with their defaults written out} */
  static List<String> known() {
    List<String> known = new ArrayList<>(Embedded.names());
    known.addAll(Synthetic.names().stream().map(name -> Synthetic.parse(name).spec()).toList());
    return List.copyOf(known);
  }

  /**
   * Parses a specification; files are opened by {@link #load()} only.
   *
   * @param text for example {@code digits:0,1} or {@code data.csv}; space around it is ignored
   * @return where the data come from
   * @throws InputException if the name is unknown or a parameter is wrong
   */
  static DataSpec parse(String text) {
    String spec = text.strip();
    if (spec.startsWith(Synthetic.PREFIX)) {
      return Synthetic.parse(spec.substring(Synthetic.PREFIX.length()));
    }
    int colon = spec.indexOf(':');
    String name = colon < 0 ? spec : spec.substring(0, colon);
    if (Embedded.names().contains(name)) {
      return Embedded.parse(name, colon < 0 ? "" : spec.substring(colon + 1), colon >= 0);
    }
    Optional<ImageSet> images = ImageSet.named(name);
    if (images.isPresent()) {
      return ImageData.parse(images.get(), colon < 0 ? "" : spec.substring(colon + 1));
    }
    return file(spec);
  }

  /**
   * {@return the data of a specification: {@link #parse} and {@link #load()}}
   *
   * @param text for example {@code digits:0,1} or {@code data.csv}
   * @throws InputException if the name is unknown, a parameter is wrong, or a file is missing or
   *     malformed
   */
  static Dataset load(String text) {
    return parse(text).load();
  }

  private static DataSpec file(String spec) {
    int label = spec.lastIndexOf(FileData.LABEL);
    Path file;
    try {
      file = Path.of(label < 0 ? spec : spec.substring(0, label));
    } catch (InvalidPathException e) {
      throw unknown(spec);
    }
    boolean looksLikeFile = spec.indexOf('.') >= 0 || file.getNameCount() > 1;
    if (spec.isEmpty() || !(looksLikeFile || Files.exists(file))) {
      throw unknown(spec);
    }
    return label < 0
        ? new FileData(file)
        : new FileData(file, spec.substring(label + FileData.LABEL.length()).strip());
  }

  private static InputException unknown(String spec) {
    return new InputException(
        "data " + CsvReader.excerpt(spec),
        "no such data set or file",
        "a file (.csv, .npz) or one of "
            + String.join(", ", Embedded.names())
            + ", mnist, fashion-mnist, cifar-10, "
            + String.join(", ", Synthetic.names().stream().map(Synthetic.PREFIX::concat).toList()),
        Embedded.names().contains(spec.toLowerCase(Locale.ROOT))
            ? "did you mean " + spec.toLowerCase(Locale.ROOT) + "?"
            : "correct the name");
  }
}
