package org.mirrorflow.cli;

import com.sun.jna.Function;
import com.sun.jna.Platform;
import java.util.Map;
import java.util.Objects;

/**
 * Ends the process at once, while a thread is inside a native library. A virtual machine that ends
 * runs the destructors of such libraries, and a thread that still works there takes the process
 * down with a crash report instead of its exit code.
 */
final class NativeExit {
  /** Exit codes of shells, 128 and the number of the signal, by the name of the signal. */
  private static final Map<String, Integer> CODES =
      Map.of("SIGHUP", 129, "SIGINT", 130, "SIGTERM", 143);

  private static final String HANDLER = " handler";

  private NativeExit() {}

  /** Does not return where a signal ends the virtual machine and the C library can be called. */
  static void now() {
    Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.endsWith(HANDLER))
        .map(name -> CODES.get(name.substring(0, name.length() - HANDLER.length())))
        .filter(Objects::nonNull)
        .findAny()
        .ifPresent(NativeExit::exit);
  }

  private static void exit(int code) {
    System.out.flush();
    System.err.flush();
    try {
      Function.getFunction(Platform.C_LIBRARY_NAME, "_exit").invokeVoid(new Object[] {code});
    } catch (LinkageError e) {
      return; // without JNA's library the virtual machine ends by itself
    }
  }
}
