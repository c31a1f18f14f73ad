package org.mirrorflow.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads comma-separated values (RFC 4180) record by record, in UTF-8 with or without a byte order
 * mark. Lines end with LF, CRLF or CR. Fields that hold commas, quotes or line ends are in double
 * quotes. Lines that are empty or hold nothing but spaces are skipped. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class CsvReader implements Closeable {

  private static final int END = -1;
  private static final int BYTE_ORDER_MARK = '\uFEFF';
  private static final int LONGEST_EXCERPT = 40;

  private final String place;
  private final Reader in;
  private final char[] buffer = new char[1 << 16];
  private final StringBuilder text = new StringBuilder();
  private int at;
  private int end;
  private int ahead;
  private int line = 1;

  /**
   * One record.
   *
   * @param line where it starts, counted from 1
   * @param fields at least one
   */
  public record Row(int line, List<String> fields) {
    /**
     * Copies the fields.
     *
     * @param line where it starts, counted from 1
     * @param fields at least one, copied
     */
    public Row {
      fields = List.copyOf(fields);
    }
  }

  /**
   * A reader at the start of a stream.
   *
   * @param place name for messages
   * @param bytes UTF-8 text, closed by {@link #close}
   * @throws InputException if it cannot be read
   */
  public CsvReader(String place, InputStream bytes) {
    this.place = place;
    var decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    this.in = new InputStreamReader(bytes, decoder);
    advance();
    if (ahead == BYTE_ORDER_MARK) {
      advance();
    }
  }

  /**
   * Opens a file.
   *
   * @param file a text in UTF-8
   * @return a reader at its start, to be closed by the caller
   * @throws InputException if it cannot be opened
   */
  public static CsvReader open(Path file) {
    FileKind.refuseOthers(file, "CSV");
    try {
      return new CsvReader(file.toString(), Files.newInputStream(file));
    } catch (IOException e) {
      throw IoFailure.unreadable(file.toString(), e);
    }
  }

  /**
   * {@return the name this reader uses in messages, with a line: {@code data.csv:17}}
   *
   * @param atLine number of the line, counted from 1
   */
  public String place(int atLine) {
    return place + ":" + atLine;
  }

  /**
   * {@return text from a file as it may stand in a one-line message: quoted, printable, not too
   * long}
   *
   * @param text anything
   */
  public static String excerpt(String text) {
    String printable = text.replaceAll("\\p{C}", "?");
    return printable.length() <= LONGEST_EXCERPT
        ? "\"" + printable + "\""
        : "\"" + printable.substring(0, LONGEST_EXCERPT) + "...\"";
  }

  /**
   * {@return the next record, or nothing at the end}
   *
   * @throws InputException if the text is not CSV or cannot be read
   */
  public Optional<Row> next() {
    while (ahead != END) {
      int start = line;
      List<String> fields = record();
      if (ahead != END) {
        lineEnd();
      }
      if (fields.size() > 1 || !fields.get(0).isBlank()) {
        return Optional.of(new Row(start, fields));
      }
    }
    return Optional.empty();
  }

  private List<String> record() {
    List<String> fields = new ArrayList<>();
    fields.add(field());
    while (ahead == ',') {
      advance();
      fields.add(field());
    }
    return fields;
  }

  private String field() {
    return ahead == '"' ? quoted() : bare();
  }

  private String bare() {
    text.setLength(0);
    while (!atFieldEnd()) {
      if (ahead == '"') {
        throw malformed(line, "a quote inside the unquoted field " + excerpt(text.toString()));
      }
      appendPlain();
    }
    return text.toString();
  }

  /** The character ahead and those of the buffer that need no look, in one piece. */
  private void appendPlain() {
    int from = at - 1;
    while (at < end && isPlain(buffer[at])) {
      at++;
    }
    text.append(buffer, from, at - from);
    advance();
  }

  private static boolean isPlain(char c) {
    return c != ',' && c != '\n' && c != '\r' && c != '"';
  }

  private String quoted() {
    int start = line;
    text.setLength(0);
    advance();
    while (true) {
      if (ahead == END) {
        throw malformed(start, "a quote that is never closed");
      }
      if (ahead == '"') {
        advance();
        if (ahead != '"') {
          break;
        }
        text.append('"');
        advance();
      } else if (ahead == '\n' || ahead == '\r') {
        text.append('\n');
        lineEnd();
      } else {
        text.append((char) ahead);
        advance();
      }
    }
    if (!atFieldEnd()) {
      throw malformed(line, "text after the closing quote of " + excerpt(text.toString()));
    }
    return text.toString();
  }

  private boolean atFieldEnd() {
    return ahead == ',' || ahead == '\n' || ahead == '\r' || ahead == END;
  }

  private void lineEnd() {
    boolean carriageReturn = ahead == '\r';
    advance();
    if (carriageReturn && ahead == '\n') {
      advance();
    }
    line++;
  }

  private void advance() {
    if (at == end) {
      fill();
    }
    ahead = end < 0 ? END : buffer[at++];
  }

  /** At the end of the stream {@code at} and {@code end} are −1. */
  private void fill() {
    try {
      end = end < 0 ? END : in.read(buffer);
      at = Math.min(0, end);
    } catch (IOException e) {
      throw IoFailure.unreadable(place(line), e);
    }
  }

  private InputException malformed(int atLine, String found) {
    return new InputException(
        place(atLine),
        found,
        "comma-separated values with fields plain or in double quotes",
        "write the file again with standard CSV quoting");
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw IoFailure.unreadable(place, e);
    }
  }
}
