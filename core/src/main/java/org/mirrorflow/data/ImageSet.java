package org.mirrorflow.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.mirrorflow.io.InputException;

/**
 * The image sets that are used by name. Their files lie in a folder of the set's name inside the
 * data folder. They have the names under which they were published and may be gzipped. Files that
 * are not there are fetched. A published gzip file has a checksum, which is compared before it is
 * read.
 *
 * @since 0.1.0
 */
public enum ImageSet {
  /** Handwritten digits (LeCun, Cortes and Burges 1998). */
  MNIST("mnist", "https://ossci-datasets.s3.amazonaws.com/mnist/") {
    @Override
    List<Source> sources(Part part) {
      return idx(
          part,
          "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
          "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
          "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
          "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6");
    }
  },
  /** Zalando's articles of clothing (Xiao, Rasul and Vollgraf 2017, arXiv 1708.07747). */
  FASHION_MNIST("fashion-mnist", "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/") {
    @Override
    List<Source> sources(Part part) {
      return idx(
          part,
          "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
          "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
          "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
          "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5");
    }
  },
  /** Small colour images (Krizhevsky 2009); published, and fetched, as one archive. */
  CIFAR_10("cifar-10", "https://www.cs.toronto.edu/~kriz/") {
    @Override
    List<Source> sources(Part part) {
      return part == Part.TRAIN
          ? IntStream.rangeClosed(1, 5)
              .mapToObj(k -> new Source("data_batch_" + k + ".bin", ""))
              .toList()
          : List.of(new Source("test_batch.bin", ""));
    }

    @Override
    Images read(String name, Part part, Path home, Download download) {
      List<Source> sources = sources(part);
      if (sources.stream().anyMatch(source -> place(source, home).isPresent())) {
        return CifarImages.read(
            name, sources.stream().map(source -> required(source, home)).toList());
      }
      List<Path> parts = parts(part == Part.TRAIN ? "data_batch" : "test_batch", home);
      if (!parts.isEmpty()) {
        return CifarImages.read(name, parts);
      }
      Path archive = find(CIFAR_ARCHIVE, home, download);
      return CifarImages.readArchive(name, archive, sources.stream().map(Source::file).toList());
    }

    /** Files with a part of the records, whose names say which: data_batch_1_first4000.bin.gz. */
    private List<Path> parts(String prefix, Path home) {
      if (!Files.isDirectory(home)) {
        return List.of();
      }
      try (Stream<Path> all = Files.list(home)) {
        return all.filter(
                file ->
                    file.getFileName()
                        .toString()
                        .matches(Pattern.quote(prefix) + ".*\\.bin(\\.gz)?"))
            .sorted()
            .toList();
      } catch (IOException e) {
        throw IdxImages.unreadable(home, e);
      }
    }

    private Path required(Source source, Path home) {
      return place(source, home)
          .orElseThrow(
              () ->
                  new InputException(
                      home.resolve(source.file).toString(),
                      "no such file, but others of its kind",
                      "all files of the binary version of cifar-10, or its archive alone",
                      "put it there, or remove the others to have the archive downloaded"));
    }
  };

  private static final Source CIFAR_ARCHIVE =
      new Source(
          "cifar-10-binary.tar.gz",
          "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd");

  /** The environment variable that names the data folder. */
  public static final String FOLDER_VARIABLE = "MIRRORFLOW_DATA";

  /** Number of classes of every set. */
  static final int CLASSES = 10;

  private final String spec;
  private final String address;

  ImageSet(String spec, String address) {
    this.spec = spec;
    this.address = address;
  }

  /** The files of a part, images before labels. */
  abstract List<Source> sources(Part part);

  /** The four files of the format IDX by their checksums. */
  private static List<Source> idx(
      Part part, String trainImages, String trainLabels, String testImages, String testLabels) {
    return part == Part.TRAIN
        ? List.of(
            new Source("train-images-idx3-ubyte.gz", trainImages),
            new Source("train-labels-idx1-ubyte.gz", trainLabels))
        : List.of(
            new Source("t10k-images-idx3-ubyte.gz", testImages),
            new Source("t10k-labels-idx1-ubyte.gz", testLabels));
  }

  /** One published file; an empty checksum accepts any file of that name. */
  record Source(String file, String sha256) {}

  /** Training and test part. */
  public enum Part {
    /** What is trained on. */
    TRAIN,
    /** What is reported and never trained or tuned on. */
    TEST
  }

  /** {@return the name in options, for example {@code fashion-mnist}} */
  public String spec() {
    return spec;
  }

  /**
   * {@return the set of that name, if there is one}
   *
   * @param name in upper or lower case; space around it is ignored
   */
  public static Optional<ImageSet> named(String name) {
    return Arrays.stream(values())
        .filter(set -> set.spec.equals(name.strip().toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  /**
   * The data folder: the one given, else the one that the environment names, else {@code
   * .cache/mirrorflow} in the home folder, where fetched files go.
   *
   * @param given may be null
   * @param environment value of an environment variable, null if it is not set
   * @return the folder, which need not exist
   */
  public static Path folder(Path given, UnaryOperator<String> environment) {
    if (given != null) {
      return given;
    }
    String named = environment.apply(FOLDER_VARIABLE);
    return named == null || named.isBlank()
        ? Path.of(System.getProperty("user.home"), ".cache", "mirrorflow")
        : Path.of(named);
  }

  /**
   * Reads a part from the data folder; what is missing there is fetched first.
   *
   * @param part which part
   * @param folder the data folder, see {@link #folder}
   * @return its images, in the order of the files
   * @throws InputException if a file cannot be fetched, is damaged, or has another checksum than
   *     the published one. A file with another checksum is left as it is
   */
  public Images load(Part part, Path folder) {
    return load(part, folder, new Download());
  }

  Images load(Part part, Path folder, Download download) {
    String name = spec + (part == Part.TEST ? " (test)" : "");
    return read(name, part, folder.resolve(spec), download);
  }

  Images read(String name, Part part, Path home, Download download) {
    List<Path> files = sources(part).stream().map(source -> find(source, home, download)).toList();
    return IdxImages.read(name, files.get(0), files.get(1), CLASSES);
  }

  /** The file of a source, fetched if it is nowhere. */
  Path find(Source source, Path home, Download download) {
    Optional<Path> there = place(source, home);
    if (there.isPresent()) {
      return there.get();
    }
    Path published = home.resolve(source.file);
    download.fetch(address + source.file, published, source.sha256);
    return published;
  }

  /**
   * Where a source lies. It may be as published, in which case it is checked, or unpacked, or
   * gzipped. It is also found under the names of other copies, which have a dot before {@code idx}.
   */
  static Optional<Path> place(Source source, Path home) {
    Path published = home.resolve(source.file);
    if (Files.exists(published)) {
      if (!source.sha256.isEmpty()) {
        Download.requireChecksum(published, source.sha256);
      }
      return Optional.of(published);
    }
    String plain = source.file.replaceFirst("\\.gz$", "");
    String dotted = plain.replace("-idx", ".idx");
    return Stream.of(plain, plain + ".gz", dotted, dotted + ".gz")
        .map(home::resolve)
        .filter(Files::exists)
        .findFirst();
  }
}
