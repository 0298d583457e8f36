package org.hmongtts.checkpoint.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * A Hub with one repository, on two ports of this machine: one answers as the Hub, the other as the
 * storage host that large files are redirected to.
 */
final class FakeHub implements AutoCloseable {

  static final String REPOSITORY = "tsev/suab";
  static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  /** A request, as it arrived. */
  record Request(String method, String path, String range, String token) {}

  /** Answers in place of the usual. */
  interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  final List<Request> hubRequests = new CopyOnWriteArrayList<>();
  final List<Request> storageRequests = new CopyOnWriteArrayList<>();

  private final HttpServer hub = server();
  private final HttpServer storage = server();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, byte[]> small = new TreeMap<>();
  private final Map<String, byte[]> large = new TreeMap<>();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();

  FakeHub() throws IOException {
    hub.createContext("/", exchange -> handle(exchange, hubRequests, this::asHub));
    storage.createContext("/", exchange -> handle(exchange, storageRequests, this::asStorage));
    hub.setExecutor(threads);
    storage.setExecutor(threads);
    hub.start();
    storage.start();
  }

  FakeHub withSmall(String name, String content) {
    small.put(name, content.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  FakeHub withLarge(String name, byte[] content) {
    large.put(name, content);
    return this;
  }

  /** Answers requests of a path, of either host, in another way from now on. */
  void answer(String path, Answer answer) {
    answers.put(path, answer);
  }

  void answerAsUsual(String path) {
    answers.remove(path);
  }

  URI endpoint() {
    return address(hub);
  }

  URI storageAddress() {
    return address(storage);
  }

  List<String> storageRanges() {
    return storageRequests.stream().map(Request::range).collect(Collectors.toList());
  }

  static String listingPath(String revision) {
    return "/api/models/" + REPOSITORY + "/revision/" + revision;
  }

  static String filePath(String name) {
    return "/" + REPOSITORY + "/resolve/" + COMMIT + "/" + name;
  }

  static String sha256(byte[] content) {
    return hash("SHA-256", new byte[0], content);
  }

  static String gitBlob(byte[] content) {
    byte[] header = ("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII);
    return hash("SHA-1", header, content);
  }

  static void respond(HttpExchange exchange, int status, byte[] content) throws IOException {
    boolean head = exchange.getRequestMethod().equals("HEAD");
    if (head) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(content.length));
    }
    exchange.sendResponseHeaders(status, head || content.length == 0 ? -1 : content.length);
    if (!head) {
      exchange.getResponseBody().write(content);
    }
    exchange.close();
  }

  /** Announces all of the content, sends this many bytes from {@code start} on, and hangs up. */
  static void respondInPart(HttpExchange exchange, byte[] content, int start, int bytes)
      throws IOException {
    if (start > 0) {
      exchange.getResponseHeaders().set("Content-Range", range(start, content));
    }
    exchange.sendResponseHeaders(start > 0 ? 206 : 200, content.length - start);
    exchange.getResponseBody().write(content, start, bytes);
    exchange.getResponseBody().flush();
    exchange.close();
  }

  static int firstByte(HttpExchange exchange) {
    String range = exchange.getRequestHeaders().getFirst("Range");
    return range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=([0-9]+)-", "$1"));
  }

  @Override
  public void close() {
    hub.stop(0);
    storage.stop(0);
    threads.shutdownNow();
  }

  private void asHub(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (path.equals(listingPath("main")) || path.equals(listingPath(COMMIT))) {
      Map<String, byte[]> all = new TreeMap<>(small);
      all.putAll(large);
      String siblings =
          all.keySet().stream()
              .map(name -> "{\"rfilename\": \"" + name + "\"}")
              .collect(Collectors.joining(", "));
      String listing = "{\"sha\": \"" + COMMIT + "\", \"siblings\": [" + siblings + "]}";
      respond(exchange, 200, listing.getBytes(StandardCharsets.UTF_8));
      return;
    }
    String name = path.replaceFirst("/" + REPOSITORY + "/resolve/(main|" + COMMIT + ")/", "");
    exchange.getResponseHeaders().set("X-Repo-Commit", COMMIT);
    if (small.containsKey(name)) {
      byte[] content = small.get(name);
      exchange.getResponseHeaders().set("ETag", "W/\"" + gitBlob(content) + "\"");
      respond(exchange, 200, content);
    } else if (large.containsKey(name)) {
      byte[] content = large.get(name);
      exchange.getResponseHeaders().set("X-Linked-Etag", "\"" + sha256(content) + "\"");
      exchange.getResponseHeaders().set("X-Linked-Size", Integer.toString(content.length));
      exchange.getResponseHeaders().set("ETag", "\"something-else\"");
      exchange.getResponseHeaders().set("Location", storageAddress() + "/content/" + name);
      respond(exchange, 302, new byte[0]);
    } else {
      exchange.getResponseHeaders().set("X-Error-Code", "EntryNotFound");
      respond(exchange, 404, new byte[0]);
    }
  }

  private void asStorage(HttpExchange exchange) throws IOException {
    byte[] content = large.get(exchange.getRequestURI().getPath().replaceFirst("/content/", ""));
    int first = firstByte(exchange);
    if (first > 0) {
      exchange.getResponseHeaders().set("Content-Range", range(first, content));
    }
    respond(exchange, first > 0 ? 206 : 200, Arrays.copyOfRange(content, first, content.length));
  }

  private void handle(HttpExchange exchange, List<Request> requests, Answer usual)
      throws IOException {
    requests.add(
        new Request(
            exchange.getRequestMethod(),
            exchange.getRequestURI().getRawPath(),
            exchange.getRequestHeaders().getFirst("Range"),
            exchange.getRequestHeaders().getFirst("Authorization")));
    answers.getOrDefault(exchange.getRequestURI().getPath(), usual).to(exchange);
  }

  private static String range(int first, byte[] content) {
    return "bytes " + first + "-" + (content.length - 1) + "/" + content.length;
  }

  private static HttpServer server() throws IOException {
    return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  private static URI address(HttpServer server) {
    return URI.create("http://localhost:" + server.getAddress().getPort());
  }

  private static String hash(String algorithm, byte[] header, byte[] content) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      digest.update(header);
      return HexFormat.of().formatHex(digest.digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
