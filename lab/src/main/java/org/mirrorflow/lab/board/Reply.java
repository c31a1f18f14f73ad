package org.mirrorflow.lab.board;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * An answer of the board.
 *
 * @param status of HTTP
 * @param type media type
 * @param body what is said
 * @param policy content security policy
 */
record Reply(int status, String type, byte[] body, String policy) {
  static final ObjectMapper JSON = JsonMapper.builder().build();

  /** For what is no page. */
  private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'";

  /**
   * Pages of runs come from files. They may run their own scripts and save figures, but have no
   * origin, so that they can ask the board for nothing.
   */
  private static final String SANDBOX = "sandbox allow-scripts allow-downloads allow-popups";

  static Reply json(int status, Object value) {
    try {
      return new Reply(status, "application/json", JSON.writeValueAsBytes(value), NOTHING);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps of plain numbers and words are always JSON", e);
    }
  }

  /** A file that holds JSON. */
  static Reply data(byte[] json) {
    return new Reply(200, "application/json", json, NOTHING);
  }

  static Reply error(int status, String text) {
    return json(status, Map.of("error", text));
  }

  static Reply page(String html, String policy) {
    return new Reply(
        200, "text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8), policy);
  }

  static Reply ofRun(byte[] html) {
    return new Reply(200, "text/html; charset=utf-8", html, SANDBOX);
  }

  /** What every answer tells the browser: keep it, guess and frame nothing, and name no address. */
  static void protect(Headers headers, String type, String policy) {
    headers.set("Content-Type", type);
    headers.set("Content-Security-Policy", policy);
    headers.set("Cache-Control", "no-store");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
  }

  void send(HttpExchange exchange) throws IOException {
    protect(exchange.getResponseHeaders(), type, policy);
    exchange.sendResponseHeaders(status, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  static Reply events() {
    return new Reply(200, "text/event-stream; charset=utf-8", new byte[0], NOTHING);
  }
}
