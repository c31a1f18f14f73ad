package org.mirrorflow.lab.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** What pages with figures are made of, for pages that are no reports. */
public final class PageParts {
  private static final String ECHARTS =
      "/META-INF/resources/webjars/echarts/5.3.1/dist/echarts.min.js";

  /** A test compares it. To compute it takes as long as the rest of a page: ECharts is 1 MB. */
  private static final String ECHARTS_HASH = "up/VQ00XWfwfCN9hDtxDmZk9PgDVs83dQvTPRnWK0p4=";

  private PageParts() {}

  /**
   * A script of a page. A megabyte of bytes is not made a text to be made bytes again: that takes
   * as long as the rest of a page.
   *
   * @param bytes as they stand in the page, UTF-8
   * @param hash their SHA-256 in base 64, by which the page permits them
   */
  public record Script(byte[] bytes, String hash) {

    /**
     * {@return a script with its hash}
     *
     * @param text as it stands in the page
     */
    public static Script of(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return new Script(bytes, sha256(bytes));
    }

    /** {@return what stands in the page} */
    public String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  /** {@return the scripts that draw a figure: ECharts, and what turns a figure into its options} */
  public static List<Script> figureScripts() {
    return List.of(
        new Script(bytes(PageParts.class, ECHARTS), ECHARTS_HASH),
        Script.of(resource(PageParts.class, "figures.js")));
  }

  /** What makes a report of them. */
  static Script reportScript() {
    return Script.of(resource(PageParts.class, "report.js"));
  }

  /** {@return the style sheet of reports} */
  public static String style() {
    return resource(PageParts.class, "report.css");
  }

  /**
   * {@return the sources of a content security policy that permits these scripts and no other}
   *
   * @param scripts of the page
   */
  public static String hashes(List<Script> scripts) {
    return scripts.stream()
        .map(script -> "'sha256-" + script.hash() + "'")
        .collect(Collectors.joining(" "));
  }

  /**
   * {@return a figure as JSON, which the scripts draw}
   *
   * @param figure what to look at
   */
  public static String json(Figure figure) {
    try {
      return FigureJson.of(figure);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a figure is plain numbers and words", e);
    }
  }

  /**
   * {@return text as it stands in HTML}
   *
   * @param text from anywhere
   */
  public static String escape(String text) {
    return Page.escape(text);
  }

  /**
   * {@return a text of the class path}
   *
   * @param near a class of the resource's package
   * @param name of the resource
   */
  public static String resource(Class<?> near, String name) {
    return new String(bytes(near, name), StandardCharsets.UTF_8).replace("\r\n", "\n");
  }

  private static byte[] bytes(Class<?> near, String name) {
    try (InputStream in = near.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("resource " + name + " is missing from the class path");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String sha256(byte[] script) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(script);
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
