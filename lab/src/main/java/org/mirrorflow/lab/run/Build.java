package org.mirrorflow.lab.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.mirrorflow.flow.MirrorFlow;
import org.mirrorflow.lab.Version;
import org.mirrorflow.model.KernelFactory;

/** Identifies this build of the program. */
public final class Build {
  private Build() {}

  /**
   * {@return a code of everything that decides on the bits of a result besides its specification:
   * version, the classes of core and lab, the kernel, the Java version and the machine's
   * architecture}
   */
  public static String fingerprint() {
    MessageDigest digest = sha256();
    for (String word :
        List.of(
            Version.PROGRAM,
            KernelFactory.best().name(),
            System.getProperty("java.version"),
            System.getProperty("os.arch"))) {
      digest.update((word + "\n").getBytes(StandardCharsets.UTF_8));
    }
    for (Class<?> type : List.of(MirrorFlow.class, Build.class)) {
      addClasses(type.getProtectionDomain().getCodeSource(), digest);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void addClasses(CodeSource source, MessageDigest digest) {
    try {
      Path place = Path.of(source.getLocation().toURI());
      try (Stream<Path> files = Files.walk(place)) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          digest.update(Files.readAllBytes(file));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the program's own classes cannot be read", e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a class path is made of addresses", e);
    }
  }

  /**
   * {@return SHA-256 of a text in hexadecimal digits}
   *
   * @param text any text
   */
  public static String code(String text) {
    return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** {@return a new digest, SHA-256} */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
