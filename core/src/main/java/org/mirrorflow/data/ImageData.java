package org.mirrorflow.data;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.mirrorflow.io.CsvReader;
import org.mirrorflow.io.InputException;

/**
 * The training part of an image set as samples with features byte/255: {@code mnist}, {@code
 * fashion-mnist:n=1000}, {@code cifar-10:dir=FOLDER,n=100}; n takes the first n images.
 *
 * @param set which set
 * @param count number of images, 0 for all
 * @param folder data folder, null for the one that {@link ImageSet#folder} finds
 */
record ImageData(ImageSet set, int count, Path folder) implements DataSpec {

  static ImageData parse(ImageSet set, String arguments) {
    int count = 0;
    Path folder = null;
    for (String argument : arguments.isEmpty() ? new String[0] : arguments.split(",", -1)) {
      try {
        if (argument.startsWith("n=")) {
          count = Integer.parseInt(argument.substring(2));
        } else if (argument.startsWith("dir=")) {
          folder = Path.of(argument.substring(4));
        } else {
          throw wrong(set, argument, null);
        }
      } catch (NumberFormatException | InvalidPathException e) {
        throw wrong(set, argument, e);
      }
      if (argument.startsWith("n=") && count < 1) {
        throw wrong(set, argument, null);
      }
    }
    return new ImageData(set, count, folder);
  }

  private static InputException wrong(ImageSet set, String argument, Exception cause) {
    return new InputException(
        "data " + set.spec() + ":" + CsvReader.excerpt(argument),
        "not understood",
        "n=COUNT or dir=FOLDER",
        "write for example " + set.spec() + ":n=1000",
        cause);
  }

  @Override
  public Dataset load() {
    Images images = set.load(ImageSet.Part.TRAIN, ImageSet.folder(folder, System::getenv));
    if (count > images.size()) {
      throw new InputException(
          "data " + spec(),
          images.size() + " images",
          "at least " + count,
          "ask for no more than there are");
    }
    Dataset all = (count == 0 ? images : images.slice(0, count)).dataset();
    return all.withValues(spec(), all.inputs());
  }

  @Override
  public String spec() {
    String n = count == 0 ? "" : "n=" + count;
    String dir = folder == null ? "" : "dir=" + folder;
    String comma = n.isEmpty() || dir.isEmpty() ? "" : ",";
    return set.spec() + (n.isEmpty() && dir.isEmpty() ? "" : ":" + n + comma + dir);
  }
}
