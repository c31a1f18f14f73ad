package org.mirrorflow.cli;

import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes command objects and tells them whether standard error is a terminal. */
record CommandFactory(boolean terminal) implements IFactory {

  @Override
  public <K> K create(Class<K> type) throws Exception {
    K made = CommandLine.defaultFactory().create(type);
    if (made instanceof CommonOptions options) {
      options.terminal(terminal);
    }
    return made;
  }
}
