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

  private PageParts() {}

  /** {@return the scripts that draw a figure: ECharts, and what turns a figure into its options} */
  public static List<String> figureScripts() {
    return List.of(resource(PageParts.class, ECHARTS), resource(PageParts.class, "figures.js"));
  }

  /** {@return the style sheet of reports} */
  public static String style() {
    return resource(PageParts.class, "report.css");
  }

  /**
   * {@return the sources of a content security policy that permits these scripts and no other}
   *
   * @param scripts as they stand in the page
   */
  public static String hashes(List<String> scripts) {
    return scripts.stream().map(s -> "'sha256-" + sha256(s) + "'").collect(Collectors.joining(" "));
  }

  /**
   * {@return a figure as JSON, which the scripts draw}
   *
   * @param figure what to look at
   */
  public static String json(Figure figure) {
    try {
      return new FigureJson().of(figure);
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
    try (InputStream in = near.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("resource " + name + " is missing from the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha256(String script) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
