package org.mirrorflow.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import org.mirrorflow.io.InputException;

/**
 * Fetches a file with a known checksum. What has arrived is kept beside the target under {@code
 * .part} and taken up again the next time; the target appears whole and checked or not at all.
 */
final class Download {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int OK = 200;
  private static final int PARTIAL = 206;

  /**
   * Fetches an address into a file that is not there yet.
   *
   * @throws InputException if the network does not give it or the checksum is another one
   */
  void fetch(String address, Path target, String sha256) {
    Path part = target.resolveSibling(target.getFileName() + ".part");
    try {
      Files.createDirectories(target.toAbsolutePath().getParent());
      receive(address, part);
      if (!sha256.equals(checksum(part))) {
        Files.delete(part);
        throw new InputException(
            address, "another file than was published", "SHA-256 " + sha256, byHand(target));
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new InputException(
          target.toString(),
          "not there, and it cannot be fetched from " + address,
          "the file, or a network",
          byHand(target),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InputException(
          address, "interrupted", "the whole file", "run it again; the download continues", e);
    }
  }

  private static String byHand(Path target) {
    return "put the file into "
        + target.getParent()
        + ", or name its folder by --data-dir or "
        + ImageSet.FOLDER_VARIABLE;
  }

  private static void receive(String address, Path part) throws IOException, InterruptedException {
    long have = Files.exists(part) ? Files.size(part) : 0;
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address)).timeout(PATIENCE);
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-");
    }
    HttpResponse<InputStream> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      if (response.statusCode() != OK && response.statusCode() != PARTIAL) {
        throw new IOException("HTTP status " + response.statusCode());
      }
      StandardOpenOption how =
          response.statusCode() == PARTIAL
              ? StandardOpenOption.APPEND
              : StandardOpenOption.TRUNCATE_EXISTING;
      try (OutputStream out =
          Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how)) {
        body.transferTo(out);
      }
    }
  }

  /** Compares a file with its published checksum; the file is only read. */
  static void requireChecksum(Path file, String sha256) {
    try {
      String found = checksum(file);
      if (!found.equals(sha256)) {
        throw new InputException(
            file.toString(),
            "SHA-256 " + found,
            sha256 + " as published",
            "get the file again; an unpacked file without .gz is taken without a checksum");
      }
    } catch (IOException e) {
      throw IdxImages.unreadable(file, e);
    }
  }

  private static String checksum(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
