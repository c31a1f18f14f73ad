package org.mirrorflow.data;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mirrorflow.io.CsvReader;
import org.mirrorflow.io.InputException;
import org.mirrorflow.io.Spelling;

/**
 * Where a data set comes from. It is an embedded set ({@code digits}, {@code digits:0,1}, {@code
 * iris}), a generator ({@code synthetic:xor,n=20,d=5,seed=0}), an image set ({@code mnist}, {@code
 * fashion-mnist:n=1000}, see {@link ImageSet}), a file, or a folder of PNG or JPEG images by class.
 * A file is CSV with a column {@code label}, or npz with {@code X} and {@code y}, see {@link
 * FileSpec}.
 *
 * @since 0.1.0
 */
public interface DataSpec {

  /**
   * {@return the data, made or read; its name is {@link #spec}}
   *
   * @throws InputException if a file is missing or malformed
   */
  Dataset load();

  /**
   * {@return the data for minibatch training, which need not hold them as doubles}
   *
   * @throws InputException if a file is missing or malformed
   */
  default Samples samples() {
    return load().samples();
  }

  /** {@return where the part comes from that such data have for a test, if they have one} */
  default Optional<DataSpec> test() {
    return Optional.empty();
  }

  /**
   * {@return the same data out of this data folder, where they come from one and none is named}
   *
   * @param dataFolder folder with a folder per image set
   */
  default DataSpec within(Path dataFolder) {
    return this;
  }

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

  /** A folder or archive of images, with a selection after its last colon or without. */
  private static Optional<DataSpec> images(String spec) {
    try {
      if (ImageFolder.fits(Path.of(spec))) {
        return Optional.of(new ImageFolder(Path.of(spec), Selection.ALL));
      }
      int colon = spec.lastIndexOf(':');
      if (colon < 1 || !ImageFolder.fits(Path.of(spec.substring(0, colon)))) {
        return Optional.empty();
      }
      Selection selection = Selection.ALL;
      for (String argument : spec.substring(colon + 1).split(",", -1)) {
        selection =
            selection
                .with("data " + spec, argument)
                .orElseThrow(
                    () ->
                        new InputException(
                            "data " + spec,
                            CsvReader.excerpt(argument),
                            Selection.SYNTAX,
                            "write for example " + spec.substring(0, colon) + ":n=1000"));
      }
      return Optional.of(new ImageFolder(Path.of(spec.substring(0, colon)), selection));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static DataSpec file(String spec) {
    Optional<DataSpec> images = spec.isEmpty() ? Optional.empty() : images(spec);
    if (images.isPresent()) {
      return images.get();
    }
    FileSpec words = FileSpec.parse(spec);
    Path file;
    try {
      file = Path.of(words.file());
    } catch (InvalidPathException e) {
      throw unknown(spec);
    }
    boolean looksLikeFile = spec.indexOf('.') >= 0 || file.getNameCount() > 1;
    if (spec.isEmpty() || !(looksLikeFile || Files.exists(file))) {
      throw unknown(spec);
    }
    return new FileData(words.at(file.toString()));
  }

  private static InputException unknown(String spec) {
    List<String> names = new ArrayList<>(Embedded.names());
    names.addAll(List.of("mnist", "fashion-mnist", "cifar-10"));
    names.addAll(Synthetic.names().stream().map(Synthetic.PREFIX::concat).toList());
    String name = spec.startsWith(Synthetic.PREFIX) ? spec : spec.split(":", 2)[0];
    return new InputException(
        "data " + CsvReader.excerpt(spec),
        "no such data set or file",
        "a file (.csv, .npz) or one of " + String.join(", ", names),
        Spelling.remedy(name, names, "correct the name"));
  }
}
