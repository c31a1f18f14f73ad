package org.mirrorflow.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The files of a tar archive, one after the other. It covers what published data sets need: names
 * of at most 100 bytes and sizes in octal (POSIX.1-1988, ustar). The stream is the caller's.
 *
 * @since 0.1.0
 */
public final class TarReader {
  private static final int BLOCK = 512;
  private static final int NAME = 100;
  private static final int SIZE_AT = 124;
  private static final int SIZE_DIGITS = 12;
  private static final int CHECKSUM_AT = 148;
  private static final int CHECKSUM_DIGITS = 8;

  private final String place;
  private final InputStream in;

  /** Bytes of the entry at hand that were not read, and what fills up its last block. */
  private long rest;

  private long padding;

  /**
   * A reader at the start of an archive.
   *
   * @param place the name of the file, for messages
   * @param in its bytes, unpacked
   */
  public TarReader(String place, InputStream in) {
    this.place = place;
    this.in = in;
  }

  /**
   * One entry.
   *
   * @param name with its folders
   * @param size in bytes
   */
  public record Entry(String name, long size) {}

  /**
   * Goes on to the next entry; empty at the end of the archive.
   *
   * @return the entry whose bytes come next
   * @throws EOFException if the archive is cut short
   * @throws InputException if what follows is no header
   * @throws IOException if the stream cannot be read
   */
  public Optional<Entry> next() throws IOException {
    skip(rest + padding);
    byte[] header = in.readNBytes(BLOCK);
    if (header.length < BLOCK) {
      throw new EOFException();
    }
    if (header[0] == 0) {
      return Optional.empty();
    }
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      boolean own = i >= CHECKSUM_AT && i < CHECKSUM_AT + CHECKSUM_DIGITS;
      sum += own ? ' ' : header[i] & 0xff;
    }
    long size = octal(header, SIZE_AT, SIZE_DIGITS);
    if (octal(header, CHECKSUM_AT, CHECKSUM_DIGITS) != sum || size < 0) {
      throw new InputException(
          place, "no tar archive, or a damaged one", "the file as published", "get it again");
    }
    rest = size;
    padding = (BLOCK - size % BLOCK) % BLOCK;
    return Optional.of(new Entry(text(header, 0, NAME), size));
  }

  /**
   * Reads the entry at hand from where it is, at most {@code most} bytes of it.
   *
   * @param most limit in bytes
   * @return min({@code most}, what is left of the entry) bytes
   * @throws EOFException if the archive ends before the entry does
   * @throws IOException if the stream cannot be read
   */
  public byte[] read(int most) throws IOException {
    int wanted = (int) Math.min(rest, most);
    byte[] bytes = in.readNBytes(wanted);
    if (bytes.length < wanted) {
      throw new EOFException();
    }
    rest -= wanted;
    return bytes;
  }

  private void skip(long bytes) throws IOException {
    in.skipNBytes(bytes);
    rest = 0;
    padding = 0;
  }

  private static String text(byte[] header, int from, int length) {
    int end = from;
    while (end < from + length && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, StandardCharsets.ISO_8859_1);
  }

  /** The number of an octal field, −1 if it is none. */
  private static long octal(byte[] header, int from, int length) {
    String digits = text(header, from, length).strip();
    return digits.matches("[0-7]{1,11}") ? Long.parseLong(digits, 8) : -1;
  }
}
