package org.mirrorflow.lab.board;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.mirrorflow.lab.run.Trajectory;

/** A kind of run that the board can show: it recognises the folders of its runs and reads them. */
@FunctionalInterface
public interface RunKind {

  /**
   * What a folder holds.
   *
   * @param kind name of the kind, one word
   * @param columns of the table of runs, by their names; numbers and words, no nulls
   * @param success whether the run ended well; empty while it has not ended
   * @param trajectory its curves, empty where there are none yet
   */
  record Seen(
      String kind, Map<String, Object> columns, Optional<Boolean> success, Trajectory trajectory) {}

  /**
   * {@return what the folder holds; empty if it is no run of this kind}
   *
   * @param folder without links in it
   * @throws org.mirrorflow.io.InputException if a file is damaged
   */
  Optional<Seen> see(Path folder);
}
