package org.mirrorflow.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.data.FileData;
import org.mirrorflow.data.FileSpec;
import org.mirrorflow.data.Transform;
import org.mirrorflow.io.InputException;
import picocli.CommandLine.Option;

/** The data of a command and the changes of its features, in the order they were asked for. */
final class DataOptions {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "DATA",
      description =
          "digits, digits:0,1, iris, mnist:3,8,n=1000, synthetic:NAME,..., a file (.csv, .npz), or a"
              + " folder or zip of PNG or JPEG images by class.")
  private String data;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Folder with a folder per image set (default: MIRRORFLOW_DATA).")
  private Path folder;

  @Option(
      names = "--label",
      paramLabel = "NAME",
      description = "Column of a CSV file that holds the classes (default: label).")
  private String label;

  private final List<Transform> transforms = new ArrayList<>();

  @Option(
      names = "--standardize",
      description =
          "Scale every feature to mean 0 and variance 1. With --unit-norm, both are done in the order given.")
  void standardize(boolean asked) {
    transform(Transform.STANDARDIZE, asked);
  }

  @Option(names = "--unit-norm", description = "Scale every sample to Euclidean norm 1.")
  void unitNorm(boolean asked) {
    transform(Transform.UNIT_NORM, asked);
  }

  private void transform(Transform transform, boolean asked) {
    if (asked) {
      transforms.add(transform);
    }
  }

  /**
   * The data specification as written, for an image set with the folder it was given, for a file
   * with the column it was given.
   */
  String spec() {
    if (label != null) {
      if (!(DataSpec.parse(data) instanceof FileData)) {
        throw new InputException(
            "--label " + label, "data " + data + " are no file", "a CSV file", "leave it out");
      }
      return FileSpec.parse(data.strip()).withLabel(label.strip()).spec();
    }
    return folder == null ? data : DataSpec.parse(data).within(folder).spec();
  }

  /** Changes of the features, first to last. */
  List<Transform> transforms() {
    return List.copyOf(transforms);
  }

  /** The data with their changes. */
  Dataset load() {
    Dataset loaded = DataSpec.load(spec());
    for (Transform transform : transforms) {
      loaded = transform.apply(loaded);
    }
    return loaded;
  }
}
