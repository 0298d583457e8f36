package org.hmongtts.checkpoint.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.hmongtts.DownloadException;
import org.hmongtts.checkpoint.hub.FakeHub.Request;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HubFailureTest {

  @Nested
  class ABrokenConnection extends HubFixture {

    @Test
    void isTakenUpWhereItBroke() throws IOException {
      AtomicInteger requests = new AtomicInteger();
      hub.answer(
          STORED,
          exchange -> {
            int first = FakeHub.firstByte(exchange);
            int bytes = requests.incrementAndGet() < 4 ? 700_000 : WEIGHTS.length - first;
            FakeHub.respondInPart(exchange, WEIGHTS, first, bytes);
          });
      assertThat(snapshot().resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
      assertThat(hub.storageRanges())
          .containsExactly(null, "bytes=700000-", "bytes=1400000-", "bytes=2100000-");
      assertThat(pauses).as("each attempt brought some").containsOnly(Duration.ofSeconds(1));
    }

    @Test
    void isTakenUpByTheNextProcess() throws IOException {
      leaveBehind(Arrays.copyOf(WEIGHTS, 1_000_000));
      assertThat(snapshot().resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
      assertThat(hub.storageRanges()).containsExactly("bytes=1000000-");
      assertThat(unfinished()).doesNotExist();
    }

    @Test
    void startsAgainIfTheServerDoes() throws IOException {
      leaveBehind(Arrays.copyOf(WEIGHTS, 1_000_000));
      hub.answer(STORED, exchange -> FakeHub.respond(exchange, 200, WEIGHTS));
      assertThat(snapshot().resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
    }

    @ParameterizedTest(name = "of {0} bytes")
    @ValueSource(ints = {1_000_000, 3_000_000, 4_000_000})
    void startsAgainIfWhatWasLeftIsWrong(int bytes) throws IOException {
      leaveBehind(new byte[bytes]);
      assertThat(snapshot().resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
    }

    @Test
    void startsAgainIfTheRangeIsRefused() throws IOException {
      leaveBehind(Arrays.copyOf(WEIGHTS, 1_000_000));
      hub.answer(
          STORED,
          exchange ->
              FakeHub.respond(exchange, FakeHub.firstByte(exchange) > 0 ? 416 : 200, WEIGHTS));
      assertThat(snapshot().resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
    }

    @Test
    void isGivenUpAfterFiveAttemptsThatBringNothing() {
      hub.answer(STORED, exchange -> FakeHub.respondInPart(exchange, WEIGHTS, 0, 1000));
      assertThatThrownBy(this::snapshot)
          .isInstanceOf(DownloadException.class)
          .hasMessageContaining("tsev/suab: model.safetensors")
          .hasMessageContaining("5 times in a row")
          .hasMessageContaining("what has arrived is kept");
      assertThat(unfinished()).hasSize(1000);
      assertThat(blob(WEIGHTS)).doesNotExist();
      assertThat(pauses)
          .containsExactly(
              Duration.ofSeconds(1), // the first attempt had brought a thousand bytes
              Duration.ofSeconds(2),
              Duration.ofSeconds(4),
              Duration.ofSeconds(8));
    }

    @Test
    void ofAServerThatIsBusyIsTriedAgain() throws IOException {
      hub.answer(
          FakeHub.filePath("config.json"),
          exchange -> {
            hub.answerAsUsual(FakeHub.filePath("config.json"));
            FakeHub.respond(exchange, 503, new byte[0]);
          });
      assertThat(snapshot().resolve("config.json")).hasContent(CONFIG);
    }

    @Test
    void toNobodyIsReported() {
      hub.close();
      assertThatThrownBy(this::snapshot)
          .isInstanceOf(DownloadException.class)
          .hasMessageContaining("Check the connection");
    }

    @Test
    void endsWhenTheThreadIsInterrupted() throws IOException {
      HubClient interrupted =
          client(options.withProgress((file, done, total) -> Thread.currentThread().interrupt()));
      assertThatThrownBy(
              () -> interrupted.snapshot(FakeHub.REPOSITORY, file -> file.endsWith(".safetensors")))
          .isInstanceOf(InterruptedIOException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(blob(WEIGHTS)).doesNotExist();
      assertThat(snapshot().resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
    }

    private void leaveBehind(byte[] content) throws IOException {
      Files.createDirectories(unfinished().getParent());
      Files.write(unfinished(), content);
    }
  }

  @Nested
  class WrongContent extends HubFixture {

    @Test
    void isThrownAwayIfItsHashIsWrong() throws IOException {
      byte[] other = WEIGHTS.clone();
      other[1_234_567]++;
      hub.answer(STORED, exchange -> FakeHub.respond(exchange, 200, other));
      refuses("model.safetensors arrived with another hash");
    }

    @Test
    void isThrownAwayIfItsGitHashIsWrong() throws IOException {
      byte[] other = CONFIG.replace('l', 'm').getBytes(StandardCharsets.UTF_8);
      hub.answer(
          FakeHub.filePath("config.json"),
          exchange -> {
            exchange.getResponseHeaders().set("X-Repo-Commit", FakeHub.COMMIT);
            exchange
                .getResponseHeaders()
                .set("ETag", FakeHub.gitBlob(CONFIG.getBytes(StandardCharsets.UTF_8)));
            FakeHub.respond(exchange, 200, other);
          });
      refuses("config.json arrived with another hash");
    }

    @Test
    void isThrownAwayIfItIsTooLong() throws IOException {
      hub.answer(
          STORED,
          exchange -> FakeHub.respond(exchange, 200, Arrays.copyOf(WEIGHTS, WEIGHTS.length + 1)));
      refuses("model.safetensors is longer than the 3000000 bytes");
    }

    @Test
    void isRefusedBeforeItComesIfTheDiskIsTooSmall() throws IOException {
      hub.answer(
          FakeHub.filePath("model.safetensors"),
          exchange -> {
            exchange.getResponseHeaders().set("X-Repo-Commit", FakeHub.COMMIT);
            exchange.getResponseHeaders().set("X-Linked-Etag", "\"abc\"");
            exchange.getResponseHeaders().set("X-Linked-Size", Long.toString(1L << 59));
            FakeHub.respond(exchange, 200, new byte[0]);
          });
      assertThatThrownBy(this::snapshot)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("model.safetensors needs " + (1L << 59) + " bytes more")
          .hasMessageContaining("make room");
      assertThat(hub.storageRequests).isEmpty();
    }

    private void refuses(String message) throws IOException {
      assertThatThrownBy(this::snapshot)
          .isInstanceOf(DownloadException.class)
          .hasMessageContaining(message);
      assertThat(files()).noneMatch(file -> file.endsWith(".incomplete"));
      assertThat(blob(WEIGHTS)).doesNotExist();
    }
  }

  @Nested
  class ARedirect extends HubFixture {

    @Test
    void toAnotherHostLosesTheToken() throws IOException {
      client(options.withToken("hf_secret")).snapshot(FakeHub.REPOSITORY, HubFixture::isModel);
      assertThat(hub.hubRequests).extracting(Request::token).containsOnly("Bearer hf_secret");
      assertThat(hub.storageRequests).extracting(Request::token).containsOnlyNulls();
    }

    @Test
    void awayAndBackDoesNotRegainTheToken() throws IOException {
      hub.answer(STORED, exchange -> redirect(exchange, 302, hub.endpoint() + "/back"));
      hub.answer("/back", exchange -> FakeHub.respond(exchange, 200, WEIGHTS));
      client(options.withToken("hf_secret")).snapshot(FakeHub.REPOSITORY, HubFixture::isModel);
      assertThat(hub.hubRequests)
          .filteredOn(request -> request.path().equals("/back"))
          .extracting(Request::token)
          .containsOnlyNulls();
    }

    @Test
    void onTheSameHostIsFollowedForHeadersToo() throws IOException {
      hub.answer(
          FakeHub.filePath("config.json"), exchange -> redirect(exchange, 307, "/renamed/config"));
      hub.answer(
          "/renamed/config",
          exchange -> {
            exchange.getResponseHeaders().set("X-Repo-Commit", FakeHub.COMMIT);
            exchange.getResponseHeaders().set("ETag", "\"abc\"");
            FakeHub.respond(exchange, 200, CONFIG.getBytes(StandardCharsets.UTF_8));
          });
      assertThat(snapshot().resolve("config.json")).hasContent(CONFIG);
    }

    @ParameterizedTest(name = "to {0}")
    @ValueSource(
        strings = {"file:///etc/passwd", "ftp://localhost/x", "jar:file:/x!/y", "http:x", "::"})
    void toWhatIsNoWebAddressIsRefused(String address) {
      hub.answer(STORED, exchange -> redirect(exchange, 302, address));
      assertThatThrownBy(this::snapshot).isInstanceOf(DownloadException.class);
    }

    @Test
    void withoutEndIsRefused() {
      hub.answer(STORED, exchange -> redirect(exchange, 302, STORED));
      assertThatThrownBy(this::snapshot)
          .isInstanceOf(DownloadException.class)
          .hasMessageContaining("redirected more than 10 times");
    }

    private static void redirect(HttpExchange exchange, int status, String to) throws IOException {
      exchange.getResponseHeaders().set("Location", to);
      FakeHub.respond(exchange, status, new byte[0]);
    }
  }

  @Nested
  class ARefusal extends HubFixture {

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
        delimiter = '|',
        value = {
          "401 | | not found at http://localhost:PORT/tsev/suab, or private",
          "401 | RepoNotFound | set HF_TOKEN to a token that may read it",
          "404 | RepoNotFound | Check the name",
          "404 | RevisionNotFound | has no revision main; see the branches and tags",
          "403 | GatedRepo | is gated. Accept its terms at http://localhost:PORT/tsev/suab in a browser",
          "401 | GatedRepo | is gated",
          "403 | | is gated",
          "404 | | answered with status 404",
          "418 | | answered with status 418"
        })
    void saysWhatToDo(int status, String code, String message) {
      hub.answer(
          FakeHub.listingPath("main"),
          exchange -> {
            if (code != null) {
              exchange.getResponseHeaders().set("X-Error-Code", code);
            }
            exchange.getResponseHeaders().set("X-Error-Message", "Access is restricted.");
            FakeHub.respond(exchange, status, new byte[0]);
          });
      String port = Integer.toString(hub.endpoint().getPort());
      assertThatThrownBy(this::snapshot)
          .isInstanceOf(DownloadException.class)
          .hasMessageStartingWith("tsev/suab: ")
          .hasMessageContaining(message.replace("PORT", port))
          .hasMessageContaining("(the Hub says: Access is restricted.)");
      assertThat(pauses).isEmpty();
    }

    @Test
    void ofAListedFileIsReported() {
      hub.answer(
          FakeHub.filePath("config.json"),
          exchange -> {
            exchange.getResponseHeaders().set("X-Error-Code", "EntryNotFound");
            FakeHub.respond(exchange, 404, new byte[0]);
          });
      assertThatThrownBy(this::snapshot)
          .isInstanceOf(DownloadException.class)
          .hasMessageContaining("lists the file config.json but has it not");
    }
  }

  @Nested
  class AHostileHub extends HubFixture {

    @ParameterizedTest(name = "{0}")
    @MethodSource("org.hmongtts.checkpoint.hub.HubFailureTest#listings")
    void isRefusedByItsListing(Path listing) throws IOException {
      byte[] content = Files.readAllBytes(listing);
      hub.answer(FakeHub.listingPath("main"), exchange -> FakeHub.respond(exchange, 200, content));
      assertThatThrownBy(() -> client.snapshot(FakeHub.REPOSITORY, file -> true))
          .isInstanceOf(DownloadException.class)
          .hasMessageContaining("tsev/suab");
      assertThat(files()).isEmpty();
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource({
      "../../evil, 0123456789abcdef0123456789abcdef01234567, 5",
      "a/b, 0123456789abcdef0123456789abcdef01234567, 5",
      "'', 0123456789abcdef0123456789abcdef01234567, 5",
      "abc, ../../../evil, 5",
      "abc, '', 5",
      "abc, 0123456789abcdef0123456789abcdef01234567, -5",
      "abc, 0123456789abcdef0123456789abcdef01234567, 99999999999999999999",
      "abc, 0123456789abcdef0123456789abcdef01234567, many"
    })
    void isRefusedByItsHeaders(String etag, String commit, String size) throws IOException {
      hub.answer(
          FakeHub.filePath("config.json"),
          exchange -> {
            exchange.getResponseHeaders().set("X-Linked-Etag", etag);
            exchange.getResponseHeaders().set("X-Repo-Commit", commit);
            exchange.getResponseHeaders().set("X-Linked-Size", size);
            FakeHub.respond(exchange, 200, new byte[5]);
          });
      assertThatThrownBy(this::snapshot)
          .isInstanceOf(DownloadException.class)
          .hasMessageContaining("config.json: expected a commit, an ETag and a size");
      assertThat(files()).noneMatch(file -> file.contains("blobs"));
    }
  }

  @Nested
  class AnotherCommit extends HubFixture {

    @Test
    void thanAskedForIsRefused() {
      hub.answer(
          FakeHub.filePath("config.json"),
          exchange -> {
            exchange.getResponseHeaders().set("X-Repo-Commit", "f".repeat(40));
            exchange.getResponseHeaders().set("ETag", "\"abc\"");
            FakeHub.respond(exchange, 200, new byte[5]);
          });
      assertThatThrownBy(this::snapshot)
          .isInstanceOf(DownloadException.class)
          .hasMessageContaining("offered it at ffff");
    }
  }

  static Stream<Path> listings() throws Exception {
    Path folder = Path.of(HubFailureTest.class.getResource("/abuse/hub").toURI());
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList().stream();
    }
  }
}
