package org.mirrorflow.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mirrorflow.lab.board.Board;
import org.mirrorflow.lab.board.Limits;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mirrorflow board}: the runs of a folder in a browser, live. */
@Command(
    name = "board",
    description =
        "Serve a page for this machine's browser: watch the runs below a folder, compare them, and"
            + " start flows.",
    footer = {
      "",
      "The command prints an address that contains a token. Whoever knows the address",
      "can start flows. Ctrl-C ends the board; flows that it started are saved and can",
      "be resumed.",
      "",
      "Example:",
      "  mirrorflow board runs"
    })
final class BoardCommand implements Callable<Integer> {
  private static final long LOOK_MILLIS = 50;

  @Mixin private CommonOptions common;

  @Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      description = "Folder with runs (default: the current one).")
  private Path folder = Path.of(".");

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Port on 127.0.0.1; 0 for any that is free (default: ${DEFAULT-VALUE}).")
  private int port;

  @Override
  public Integer call() throws InterruptedException {
    try (Interrupts interrupts = new Interrupts();
        Board board = Board.open(folder, port, List.of(new TrainingKind()), Limits.STANDARD)) {
      common.answer(
          Map.of("address", board.address()), () -> common.line("board", board.address()));
      common.out().flush();
      while (!interrupts.getAsBoolean()) {
        Thread.sleep(LOOK_MILLIS);
      }
    }
    return 0;
  }
}
