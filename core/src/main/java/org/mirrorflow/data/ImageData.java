package org.mirrorflow.data;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mirrorflow.io.CsvReader;
import org.mirrorflow.io.InputException;

/**
 * A part of an image set as samples with features byte/255: {@code mnist}, {@code
 * fashion-mnist:n=1000}, {@code mnist:3,8,each=500,noise=0.1}, {@code cifar-10:dir=FOLDER,n=100},
 * {@code mnist:part=test}.
 *
 * @param set which set
 * @param part the training part, unless {@code part=test}
 * @param folder data folder, null for the one that {@link ImageSet#folder} finds
 * @param selection which of the images
 */
record ImageData(ImageSet set, ImageSet.Part part, Path folder, Selection selection)
    implements DataSpec {
  private static final String TEST = "part=test";

  static ImageData parse(ImageSet set, String arguments) {
    String place = "data " + set.spec() + ":" + CsvReader.excerpt(arguments);
    Path folder = null;
    ImageSet.Part part = ImageSet.Part.TRAIN;
    Selection selection = Selection.ALL;
    for (String argument : arguments.isEmpty() ? new String[0] : arguments.split(",", -1)) {
      Optional<Selection> more = selection.with(place, argument);
      if (more.isPresent()) {
        selection = more.get();
      } else if (argument.startsWith("dir=")) {
        folder = path(set, argument);
      } else if (argument.strip().equals(TEST)) {
        part = ImageSet.Part.TEST;
      } else {
        throw wrong(set, argument, null);
      }
    }
    return new ImageData(set, part, folder, selection.among(place, ImageSet.CLASSES));
  }

  private static Path path(ImageSet set, String argument) {
    try {
      return Path.of(argument.substring(4));
    } catch (InvalidPathException e) {
      throw wrong(set, argument, e);
    }
  }

  private static InputException wrong(ImageSet set, String argument, Exception cause) {
    return new InputException(
        "data " + set.spec() + ":" + CsvReader.excerpt(argument),
        "not understood",
        Selection.SYNTAX + ", part=test or dir=FOLDER",
        "write for example " + set.spec() + ":n=1000",
        cause);
  }

  @Override
  public Images samples() {
    Images images = set.load(part, ImageSet.folder(folder, System::getenv));
    return selection.all() ? images : images.choose("data " + spec(), selection);
  }

  @Override
  public Dataset load() {
    Dataset all = samples().dataset();
    return all.withValues(spec(), all.inputs());
  }

  @Override
  public Optional<DataSpec> test() {
    return part == ImageSet.Part.TEST
        ? Optional.empty()
        : Optional.of(new ImageData(set, ImageSet.Part.TEST, folder, selection.classesAlone()));
  }

  @Override
  public DataSpec within(Path dataFolder) {
    return folder == null ? new ImageData(set, part, dataFolder, selection) : this;
  }

  @Override
  public String spec() {
    String arguments =
        Stream.of(
                selection.spec(),
                part == ImageSet.Part.TEST ? TEST : "",
                folder == null ? "" : "dir=" + folder)
            .filter(word -> !word.isEmpty())
            .collect(Collectors.joining(","));
    return set.spec() + (arguments.isEmpty() ? "" : ":" + arguments);
  }
}
