package org.mirrorflow.lab.board;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whom the board answers: who names it by a loopback address (a name that was bound to one would
 * let other sites in), knows the token, and comes from no other site. What is wrong is not told, as
 * a stranger would learn from it.
 *
 * @param token in every address
 * @param port of the board
 */
record Gate(String token, int port) {
  /** What the addresses of pages of runs, and of the files that they link to, begin with. */
  static final String PAGES = "page/run=";

  private static final int TOKEN_BYTES = 24;

  /** A gate with a token that nobody can guess: 192 random bits. */
  static Gate on(int port) {
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    return new Gate(Base64.getUrlEncoder().withoutPadding().encodeToString(random), port);
  }

  /** The address of the page. */
  String address() {
    return "http://127.0.0.1:" + port + "/" + token + "/";
  }

  /** What is asked for, without the token and the slash; empty for a stranger. */
  Optional<String> asked(HttpExchange exchange) {
    Headers headers = exchange.getRequestHeaders();
    boolean post = exchange.getRequestMethod().equals("POST");
    if (!exchange.getRemoteAddress().getAddress().isLoopbackAddress()
        || !hosts().contains(only(headers, "Host"))) {
      return Optional.empty();
    }
    String path = exchange.getRequestURI().getRawPath();
    int slash = path == null ? -1 : path.indexOf('/', 1);
    if (slash < 0 || !isToken(path.substring(1, slash))) {
      return Optional.empty();
    }
    String asked = path.substring(slash + 1);
    boolean followed = !post && asked.startsWith(PAGES) && opens(headers);
    return followed || fromHere(headers, post) ? Optional.of(asked) : Optional.empty();
  }

  /**
   * Whether somebody follows a link. A page of a run has no origin, so its links come from another
   * site; what they open is shown to the visitor and read by no page.
   */
  private static boolean opens(Headers headers) {
    return only(headers, "Origin").isEmpty()
        && only(headers, "Sec-Fetch-Mode").equals("navigate")
        && only(headers, "Sec-Fetch-Dest").equals("document");
  }

  private Set<String> hosts() {
    return Set.of("127.0.0.1:" + port, "localhost:" + port);
  }

  /** A page of another site has its own origin; a file and a page without rights have "null". */
  private boolean fromHere(Headers headers, boolean post) {
    String origin = only(headers, "Origin");
    String site = only(headers, "Sec-Fetch-Site");
    boolean sameOrigin =
        origin.isEmpty() ? !post : origin.equals("http://" + only(headers, "Host"));
    return sameOrigin && (site.isEmpty() || site.equals("same-origin") || site.equals("none"));
  }

  /** The value of a header; of one that comes twice, a value that nothing equals. */
  private static String only(Headers headers, String name) {
    List<String> values = headers.getOrDefault(name, List.of());
    return values.isEmpty() ? "" : values.size() == 1 ? values.get(0) : "twice";
  }

  /** In a time that does not depend on where the texts differ. */
  private boolean isToken(String text) {
    return MessageDigest.isEqual(
        text.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
  }
}
