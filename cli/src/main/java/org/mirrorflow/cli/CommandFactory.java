package org.mirrorflow.cli;

import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes command objects; hands the one fact about the outside, whether it is a terminal, on. */
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
