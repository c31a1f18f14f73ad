package org.mirrorflow.lab.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.run.Progress;
import org.mirrorflow.lab.run.RunEnvironment;
import org.mirrorflow.lab.run.RunFolder;
import org.mirrorflow.lab.run.RunSession;
import org.mirrorflow.lab.run.RunSpec;

/**
 * Whom and what the board refuses, and that it is alive afterwards. Sockets, as clients tidy up.
 */
@Timeout(120)
final class BoardSecurityTest {
  private static final String SECRET = "nobody may read this";

  @TempDir Path folder;

  private Path runs;
  private Board board;
  private URI address;

  @BeforeEach
  void open() throws IOException {
    runs = Files.createDirectory(folder.resolve("runs"));
    flow(runs.resolve("inside"));
    Path outside = folder.resolve("outside");
    flow(outside);
    Files.writeString(outside.resolve("index.html"), SECRET);
    Files.writeString(folder.resolve("index.html"), SECRET);
    board = Board.open(runs, 0, List.of(), Limits.STANDARD);
    address = URI.create(board.address());
  }

  @AfterEach
  void close() throws Exception {
    assertThat(status(get("runs"))).as("the board is alive").isEqualTo(200);
    board.close();
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.map(p -> p.getFileName().toString()))
          .containsExactlyInAnyOrder("runs", "outside", "index.html");
    }
  }

  private static void flow(Path place) {
    RunSpec spec = RunSpec.of("synthetic:xor,n=8,d=2,seed=0", "dense:8", "euclidean").until(3);
    RunSession.begin(
        spec, RunEnvironment.oneOfMany(Progress.SILENT, () -> false).in(new RunFolder(place)));
  }

  private String host() {
    return address.getHost() + ":" + address.getPort();
  }

  private String get(String asked, String... headers) throws IOException {
    return ask("GET " + address.getRawPath() + asked, "", headers);
  }

  private String post(String asked, String body, String... headers) throws IOException {
    return ask("POST " + address.getRawPath() + asked, body, headers);
  }

  private String[] own() {
    return new String[] {"Origin: http://" + host(), "Content-Type: application/json"};
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort());
    socket.setSoTimeout(60_000);
    return socket;
  }

  private String ask(String line, String body, String... headers) throws IOException {
    boolean named = Stream.of(headers).anyMatch(h -> h.startsWith("Host:"));
    StringBuilder text = new StringBuilder(line + " HTTP/1.1\r\n");
    text.append(named ? "" : "Host: " + host() + "\r\n");
    Stream.of(headers).forEach(h -> text.append(h).append("\r\n"));
    text.append("Connection: close\r\nContent-Length: ").append(body.length()).append("\r\n\r\n");
    try (Socket socket = connect()) {
      socket.getOutputStream().write((text + body).getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
      return answer(socket);
    }
  }

  /** What was said until the connection ended, however that was. */
  private static String answer(Socket socket) {
    StringBuilder said = new StringBuilder();
    byte[] buffer = new byte[8192];
    try {
      InputStream in = socket.getInputStream();
      for (int n = in.read(buffer); n >= 0 && said.length() < 2_000_000; n = in.read(buffer)) {
        said.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      said.append(""); // reset
    }
    return said.toString();
  }

  private static int status(String answer) {
    return answer.startsWith("HTTP/1.1 ") ? Integer.parseInt(answer.substring(9, 12)) : 0;
  }

  @Test
  void aWrongTokenIsRefused() throws IOException {
    String token = address.getRawPath().replace("/", "");
    String other = (token.charAt(0) == 'A' ? "B" : "A") + token.substring(1);
    for (String path :
        List.of(
            "/",
            "/runs",
            "//runs",
            "/" + other + "/runs",
            "/" + token,
            "/" + token + "x/runs",
            "/x/../" + token + "/runs",
            "/%2F" + token + "/runs",
            "*")) {
      String answer = ask("GET " + path, "");
      assertThat(status(answer)).as(path + ": " + answer).isNotEqualTo(200);
      assertThat(answer).doesNotContain(token).doesNotContain("inside");
    }
    assertThat(token).hasSizeGreaterThanOrEqualTo(22);
    Board second = Board.open(runs, 0, List.of(), Limits.STANDARD);
    second.close();
    assertThat(second.address()).doesNotContain(token);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../outside",
        "..%2Foutside",
        "%2e%2e%2foutside",
        "%2e%2e/outside",
        "..%5Coutside",
        "....//outside",
        "inside/../../outside",
        "inside%2F..%2F..%2Foutside",
        "..%252Foutside",
        "..%c0%afoutside",
        "%00",
        "/etc",
        "linked",
        "inside%00",
        "."
      })
  void noPathLeadsOutOfTheFolder(String path) throws IOException {
    Files.createSymbolicLink(runs.resolve("linked"), folder.resolve("outside"));
    Files.createDirectory(runs.resolve("half"));
    for (String asked :
        List.of(
            "page/run=" + path + "/",
            "page/run=" + path.replace("/", "%2F") + "/",
            "page/run=inside/" + path,
            "compare?run=" + path,
            path,
            path + "/index.html")) {
      String answer = get(asked);
      assertThat(status(answer)).as(asked).isGreaterThanOrEqualTo(400);
      assertThat(answer).doesNotContain(SECRET);
    }
    String resumed = post("resume", "{\"run\":\"" + path.replace("\\", "/") + "\"}", own());
    assertThat(status(resumed)).isEqualTo(400);
  }

  @Test
  void aFolderWithALinkInItIsNoRun() throws IOException {
    Path half = Files.createDirectory(runs.resolve("half"));
    for (String file : List.of("run.json", "trajectory.csv")) {
      Files.copy(runs.resolve("inside").resolve(file), half.resolve(file));
    }
    assertThat(get("runs")).contains("\"inside\"", "\"half\"");
    Files.createSymbolicLink(half.resolve("index.html"), folder.resolve("index.html"));
    assertThat(get("page/run=half/")).doesNotContain(SECRET).startsWith("HTTP/1.1 404");
    Files.delete(half.resolve("index.html"));
    Path victim = Files.writeString(folder.resolve("outside").resolve("victim"), SECRET);
    Files.createSymbolicLink(half.resolve(".lock"), victim);
    get("runs");
    assertThat(victim).hasContent(SECRET);
  }

  @Test
  void theFileOfACellIsReadAndNoOther() throws IOException {
    Path cells = Files.createDirectories(runs.resolve("grid/cells/ab"));
    Files.writeString(cells.resolve("ab12.json"), "a cell");
    Files.writeString(cells.resolve("ab12.txt"), SECRET);
    Files.writeString(runs.resolve("grid/other.json"), SECRET);
    Files.createSymbolicLink(cells.resolve("ab34.json"), folder.resolve("index.html"));
    Files.createSymbolicLink(runs.resolve("grid/cells/cd"), folder.resolve("outside"));
    Files.writeString(folder.resolve("outside").resolve("cd12.json"), SECRET);
    assertThat(get("page/run=grid/cells/ab/ab12.json"))
        .startsWith("HTTP/1.1 200")
        .endsWith("a cell");
    for (String link :
        List.of(
            "cells/ab/ab34.json",
            "cells/ab/ab12.txt",
            "cells/cd/cd12.json",
            "cells/ab/../../other.json",
            "cells/ab",
            "cells/",
            "other.json")) {
      assertThat(get("page/run=grid/" + link)).as(link).startsWith("HTTP/1.1 404");
      assertThat(get("page/run=inside/" + link)).as(link).startsWith("HTTP/1.1 404");
    }
  }

  /** A page without an origin is another site to the browser, also when somebody clicks there. */
  @Test
  void aLinkOfAPageIsFollowedAndNothingElseOfAnotherSite() throws IOException {
    Path cells = Files.createDirectories(runs.resolve("grid/cells/ab"));
    Files.writeString(cells.resolve("ab12.json"), "a cell");
    String link = "page/run=grid/cells/ab/ab12.json";
    String site = "Sec-Fetch-Site: cross-site";
    String opens = "Sec-Fetch-Mode: navigate";
    String page = "Sec-Fetch-Dest: document";
    assertThat(status(get(link, site, opens, page))).isEqualTo(200);
    assertThat(status(get(link, site))).isEqualTo(403);
    assertThat(status(get(link, site, "Sec-Fetch-Mode: no-cors", page))).isEqualTo(403);
    assertThat(status(get(link, site, opens, "Sec-Fetch-Dest: iframe"))).isEqualTo(403);
    assertThat(status(get(link, site, opens, page, "Origin: null"))).isEqualTo(403);
    assertThat(status(get("runs", site, opens, page))).isEqualTo(403);
    assertThat(status(post(link, "{}", site, opens, page))).isEqualTo(403);
  }

  @Test
  void otherSitesAreRefused() throws IOException {
    String start = "{\"data\":\"iris\",\"model\":\"linear\",\"maps\":[\"euclidean\"]}";
    String json = "Content-Type: application/json";
    for (String origin :
        List.of("http://evil.example", "null", "https://" + host(), "http://127.0.0.1:1", "")) {
      String[] headers =
          origin.isEmpty() ? new String[] {json} : new String[] {"Origin: " + origin, json};
      assertThat(status(post("start", start, headers))).as(origin).isEqualTo(403);
    }
    assertThat(status(post("start", start, "Origin: http://" + host(), "Content-Type: text/plain")))
        .isEqualTo(415);
    assertThat(status(get("runs", "Host: evil.example:" + address.getPort()))).isEqualTo(403);
    assertThat(status(get("runs", "Host: 127.0.0.1"))).isEqualTo(403);
    assertThat(status(get("runs", "Origin: http://evil.example"))).isEqualTo(403);
    assertThat(status(get("runs", "Sec-Fetch-Site: cross-site"))).isEqualTo(403);
    assertThat(status(ask("PUT " + address.getRawPath() + "start", start, own()))).isEqualTo(405);
    assertThat(status(ask("DELETE " + address.getRawPath() + "runs", ""))).isEqualTo(405);
    try (Stream<Path> list = Files.list(runs)) {
      assertThat(list.map(p -> p.getFileName().toString())).containsExactly("inside");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"data\":\"/etc/passwd.csv\",\"model\":\"linear\",\"maps\":[\"euclidean\"]}",
        "{\"data\":\"../outside/trajectory.csv\",\"model\":\"linear\",\"maps\":[\"euclidean\"]}",
        "{\"data\":\"mnist:dir=/etc\",\"model\":\"linear\",\"maps\":[\"euclidean\"]}",
        "{\"data\":\"synthetic:xor,n=2000000000,d=2000000000\",\"model\":\"linear\",\"maps\":[\"euclidean\"]}",
        "{\"data\":\"digits\",\"model\":\"dense:100000000\",\"maps\":[\"euclidean\"]}",
        "{\"data\":\"digits\",\"model\":\"dense:2000000000,2000000000\",\"maps\":[\"euclidean\"]}",
        "{\"data\":\"iris\",\"model\":\"linear\",\"maps\":[]}",
        "{\"data\":\"iris\",\"model\":\"linear\",\"maps\":[\"nonsense\"]}",
        "{\"data\":\"iris\",\"model\":\"linear\",\"maps\":[\"euclidean\"],\"seed\":\"x\"}",
        "{\"data\":\"iris\",\"maps\":[\"euclidean\"]}",
        "{",
        "[]",
        "null",
        "\"text\"",
        ""
      })
  void whatIsTooLargeOrNamesAFileIsNotStarted(String form) throws IOException {
    assertThat(status(post("start", form, own()))).isEqualTo(400);
    try (Stream<Path> list = Files.list(runs)) {
      assertThat(list.map(p -> p.getFileName().toString())).containsExactly("inside");
    }
  }

  @Test
  void formulasThatAreTooLongOrTooDeepAreRefused() throws IOException {
    for (String map : List.of("(".repeat(150), "expr:" + "(".repeat(190), "x".repeat(5000))) {
      assertThat(get("horizon?map=" + map)).as(map).contains("{\"error\":\"map");
    }
  }

  @Test
  void hugeBodiesAreRefused() throws IOException {
    assertThat(status(post("start", " ".repeat(20_000), own()))).isEqualTo(413);
    try (Socket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(
          ("POST "
                  + address.getRawPath()
                  + "start HTTP/1.1\r\nHost: "
                  + host()
                  + "\r\n"
                  + String.join("\r\n", own())
                  + "\r\nContent-Length: 10000000000\r\n\r\n")
              .getBytes(StandardCharsets.UTF_8));
      byte[] block = new byte[65_536];
      long sent = 0;
      try {
        while (sent < 200_000_000L) {
          out.write(block);
          sent += block.length;
        }
      } catch (IOException e) {
        assertThat(sent).isLessThan(50_000_000L);
        return;
      }
      throw new AssertionError("200 MB were taken");
    }
  }

  @Test
  void slowRequestsEnd() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int k = 0; k < 20; k++) {
        Socket socket = connect();
        slow.add(socket);
        String begin =
            k % 2 == 0
                ? "GET /" // no more of the line
                : "POST "
                    + address.getRawPath()
                    + "start HTTP/1.1\r\nHost: "
                    + host()
                    + "\r\n"
                    + String.join("\r\n", own())
                    + "\r\nContent-Length: 100\r\n\r\n{";
        socket.getOutputStream().write(begin.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
      }
      assertThat(status(get("runs"))).isEqualTo(200);
      long begin = System.nanoTime();
      for (Socket socket : slow) {
        assertThat(status(answer(socket))).isNotEqualTo(200);
      }
      assertThat((System.nanoTime() - begin) / 1e9).isLessThan(50);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  void aThousandConnectionsDoNotEndTheBoard() throws Exception {
    List<Socket> many = new ArrayList<>();
    int refused = 0;
    try {
      for (int k = 0; k < 1000; k++) {
        try {
          Socket socket = connect();
          many.add(socket);
          socket
              .getOutputStream()
              .write("GET /wrong/runs HTTP/1.1\r\n".getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
          refused++;
        }
      }
      assertThat(
              Thread.getAllStackTraces().keySet().stream()
                  .filter(thread -> thread.getName().equals("mirrorflow-board")))
          .hasSizeLessThanOrEqualTo(64);
      assertThat(many.size() + refused).isGreaterThanOrEqualTo(1000);
    } finally {
      for (Socket socket : many) {
        socket.close();
      }
    }
    long end = System.nanoTime() + 30_000_000_000L;
    while (status(get("runs")) != 200) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(100);
    }
  }

  @Test
  void aPageOfARunHasNoOrigin() throws IOException {
    Files.writeString(runs.resolve("inside").resolve("index.html"), "<p>own page</p>");
    assertThat(get("page/run=inside/"))
        .contains("own page", "sandbox allow-scripts")
        .doesNotContain("allow-same-origin");
    assertThat(get("")).contains("Referrer-policy: no-referrer", "X-frame-options: DENY");
  }

  @Test
  void aPortThatIsTakenIsNamed() {
    assertThatThrownBy(() -> Board.open(runs, address.getPort(), List.of(), Limits.STANDARD))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--port " + address.getPort());
  }
}
