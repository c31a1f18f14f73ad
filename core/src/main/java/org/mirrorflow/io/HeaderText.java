package org.mirrorflow.io;

import java.util.Arrays;

/**
 * Reads the headers of npy and safetensors files from left to right: punctuation, quoted strings,
 * words, integers that are not negative. Nothing else occurs in them, and nothing nests.
 */
final class HeaderText {

  private static final int MOST_DIGITS = 18;

  private final String place;
  private final String text;
  private int at;

  HeaderText(String place, String text) {
    this.place = place;
    this.text = text;
  }

  /** Skips spaces and then {@code symbol}, if it follows. */
  boolean accept(char symbol) {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    if (at < text.length() && text.charAt(at) == symbol) {
      at++;
      return true;
    }
    return false;
  }

  void expect(char symbol) {
    if (!accept(symbol)) {
      throw malformed("'" + symbol + "'");
    }
  }

  void end() {
    accept(' ');
    if (at < text.length()) {
      throw malformed("nothing after the closing brace");
    }
  }

  /** A string in double or single quotes, with the escapes of JSON. */
  String string() {
    char quote = accept('\'') ? '\'' : '"';
    if (quote == '"') {
      expect('"');
    }
    StringBuilder value = new StringBuilder();
    while (at < text.length() && text.charAt(at) != quote) {
      char next = text.charAt(at++);
      value.append(next == '\\' ? escaped() : next);
    }
    expectRaw(quote);
    return value.toString();
  }

  private void expectRaw(char quote) {
    if (at >= text.length()) {
      throw malformed("a closing " + quote);
    }
    at++;
  }

  private char escaped() {
    char kind = at < text.length() ? text.charAt(at++) : ' ';
    return switch (kind) {
      case '"', '\\', '/', '\'' -> kind;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> hexadecimal();
      default -> throw malformed("an escape of JSON");
    };
  }

  private char hexadecimal() {
    int value = 0;
    for (int end = at + 4; at < end; at++) {
      int digit = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
      if (digit < 0) {
        throw malformed("four hexadecimal digits");
      }
      value = value << 4 | digit;
    }
    return (char) value;
  }

  /** Letters: {@code True}, {@code False}. */
  String word() {
    accept(' ');
    int start = at;
    while (at < text.length() && Character.isLetter(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at);
  }

  /** An integer from 0 to 10^18 − 1. */
  long integer() {
    accept(' ');
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (at == start || at - start > MOST_DIGITS) {
      at = start;
      throw malformed("an integer from 0 to 10^18 - 1");
    }
    return Long.parseLong(text, start, at, 10);
  }

  /** Integers between two brackets, separated by commas: a shape. */
  int[] shape(char open, char close) {
    expect(open);
    int[] axes = new int[64];
    int rank = 0;
    while (!accept(close)) {
      if (rank > 0) {
        expect(',');
        if (accept(close)) {
          break;
        }
      }
      if (rank == axes.length) {
        throw malformed("at most 64 axes");
      }
      long axis = integer();
      accept('L'); // Python 2 wrote its long integers so
      if (axis > Tensor.MOST_ENTRIES) {
        throw malformed("axes below 2^31");
      }
      axes[rank++] = (int) axis;
    }
    return Arrays.copyOf(axes, rank);
  }

  InputException malformed(String expected) {
    int end = Math.min(text.length(), at + 20);
    String found = at < text.length() ? CsvReader.excerpt(text.substring(at, end)) : "the end";
    return new InputException(
        place,
        "header, character " + (at + 1) + ": " + found,
        expected,
        "write the file again with a library for this format");
  }
}
