package org.mirrorflow.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mirrorflow.io.InputException;

/** What a folder says where files of a run are not there. */
class RunFolderTest {
  @TempDir Path temp;

  @Test
  void marksThatAreNotWrittenYetAreNoneAndMarksThatAreLostAreMissing() throws IOException {
    RunFolder folder = new RunFolder(temp.resolve("run"));
    folder.writeSpec(Tiny.SPEC);
    assertThat(folder.readTrajectory()).isEqualTo(new Trajectory(List.of(), List.of()));

    Path ended = temp.resolve("ended");
    Tiny.run(Tiny.SPEC, ended, false, Tiny.NEVER);
    Files.delete(ended.resolve("trajectory.csv"));
    assertThatThrownBy(() -> new RunFolder(ended).readTrajectory())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("trajectory.csv")
        .hasMessageContaining("missing");
  }
}
