package org.hmongtts.checkpoint.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A Hub with a small and a large file, an empty cache, and a client that waits for nothing. */
abstract class HubFixture {

  static final String CONFIG = "{\"model_type\": \"llama\"}";
  static final byte[] WEIGHTS = new byte[3_000_000];
  static final String STORED = "/content/model.safetensors";

  static {
    new Random(7).nextBytes(WEIGHTS);
  }

  @TempDir Path cache;

  final List<Duration> pauses = new ArrayList<>();
  final List<String> progress = new ArrayList<>();
  FakeHub hub;
  HubOptions options;
  HubClient client;

  @BeforeEach
  void start() throws IOException {
    hub =
        new FakeHub()
            .withSmall("config.json", CONFIG)
            .withSmall("README.md", "not wanted")
            .withLarge("model.safetensors", WEIGHTS);
    options =
        HubOptions.fromEnvironment(
                new HashMap<>(
                    Map.of(
                        "HF_ENDPOINT",
                        hub.endpoint().toString(),
                        "HF_HUB_CACHE",
                        cache.toString())),
                cache)
            .withProgress((file, done, total) -> progress.add(file + " " + done + "/" + total));
    client = client(options);
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  HubClient client(HubOptions changed) {
    return new HubClient(
        changed, pauses::add, (link, target) -> Files.createSymbolicLink(link, target));
  }

  Path snapshot() throws IOException {
    return client.snapshot(FakeHub.REPOSITORY, HubFixture::isModel);
  }

  static boolean isModel(String file) {
    return file.endsWith(".json") || file.endsWith(".safetensors");
  }

  Path home() {
    return cache.resolve("models--tsev--suab");
  }

  Path blob(byte[] content) {
    return home().resolve("blobs").resolve(FakeHub.sha256(content));
  }

  Path unfinished() {
    return blob(WEIGHTS).resolveSibling(blob(WEIGHTS).getFileName() + ".686d6f6f.incomplete");
  }

  /** Everything in the cache but what it keeps for itself: links, content, references. */
  TreeSet<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(cache)) {
      return all.filter(file -> !Files.isDirectory(file))
          .map(file -> cache.relativize(file).toString())
          .filter(file -> !file.startsWith(".locks"))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
