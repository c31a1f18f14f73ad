package org.mirrorflow.lab.report;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Collects text as UTF-8, piece by piece: one string of everything would hold two bytes for each
 * letter of a megabyte of scripts, and take twice the time of the page.
 */
final class Utf8 implements Appendable {
  private static final int EXPECTED = 1_500_000;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(EXPECTED);

  @Override
  public Appendable append(CharSequence text) {
    bytes.writeBytes(text.toString().getBytes(StandardCharsets.UTF_8));
    return this;
  }

  @Override
  public Appendable append(CharSequence text, int start, int end) {
    return append(text.subSequence(start, end));
  }

  @Override
  public Appendable append(char letter) {
    return append(String.valueOf(letter));
  }

  void append(byte[] utf8) {
    bytes.writeBytes(utf8);
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }
}
