package org.hmongtts.checkpoint.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.hmongtts.DownloadException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class HubClientTest {

  @Nested
  class Downloading extends HubFixture {

    @Test
    void bringsTheWantedFilesIntoTheSharedLayout() throws IOException {
      Path snapshot = snapshot();

      assertThat(snapshot).isEqualTo(home().resolve("snapshots").resolve(FakeHub.COMMIT));
      assertThat(snapshot.resolve("config.json")).hasContent(CONFIG);
      assertThat(snapshot.resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
      String repository = "models--tsev--suab/";
      assertThat(files())
          .containsExactlyInAnyOrder(
              repository + ".contents/" + FakeHub.COMMIT,
              repository + "blobs/" + FakeHub.gitBlob(CONFIG.getBytes(StandardCharsets.UTF_8)),
              repository + "blobs/" + FakeHub.sha256(WEIGHTS),
              repository + "refs/main",
              repository + "snapshots/" + FakeHub.COMMIT + "/config.json",
              repository + "snapshots/" + FakeHub.COMMIT + "/model.safetensors");
      assertThat(home().resolve("refs/main")).hasContent(FakeHub.COMMIT);
      assertThat(Files.readSymbolicLink(snapshot.resolve("model.safetensors")))
          .isEqualTo(Path.of("../../blobs", FakeHub.sha256(WEIGHTS)));
    }

    @Test
    void tellsHowFarItHasCome() throws IOException {
      snapshot();
      assertThat(progress).contains("model.safetensors 3000000/3000000").hasSizeGreaterThan(3);
    }

    @Test
    void makesNoRequestForWhatIsComplete() throws IOException {
      snapshot();
      hub.hubRequests.clear();
      hub.storageRequests.clear();
      assertThat(snapshot().resolve("config.json")).hasContent(CONFIG);
      assertThat(hub.hubRequests).isEmpty();
      assertThat(hub.storageRequests).isEmpty();
    }

    @Test
    void fetchesOnlyWhatIsMissing() throws IOException {
      client.snapshot(FakeHub.REPOSITORY, file -> file.equals("config.json"));
      hub.hubRequests.clear();
      snapshot();
      assertThat(hub.hubRequests)
          .allMatch(request -> request.path().endsWith("/model.safetensors"));
    }

    @Test
    void fetchesAgainWhatSomeoneRemoved() throws IOException {
      snapshot();
      Files.delete(blob(WEIGHTS));
      assertThat(snapshot().resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
    }

    @Test
    void takesACommitAsRevision() throws IOException {
      Path snapshot =
          client.snapshot(FakeHub.REPOSITORY + "@" + FakeHub.COMMIT, HubFixture::isModel);
      assertThat(snapshot.resolve("config.json")).hasContent(CONFIG);
      assertThat(home().resolve("refs")).doesNotExist();
    }

    @Test
    void escapesARevisionWithASlash() throws IOException {
      String listing =
          "{\"sha\": \"" + FakeHub.COMMIT + "\", \"siblings\": [{\"rfilename\": \"config.json\"}]}";
      hub.answer(
          FakeHub.listingPath("refs/pr/1"),
          exchange -> FakeHub.respond(exchange, 200, listing.getBytes(StandardCharsets.UTF_8)));
      client.snapshot(FakeHub.REPOSITORY + "@refs/pr/1", HubFixture::isModel);
      assertThat(hub.hubRequests.get(0).path()).endsWith("/revision/refs%2Fpr%2F1");
      assertThat(home().resolve("refs/refs/pr/1")).hasContent(FakeHub.COMMIT);
    }

    @Test
    void copiesWhereThereAreNoLinks() throws IOException {
      HubClient withoutLinks =
          new HubClient(
              options,
              pauses::add,
              (link, target) -> {
                throw new UnsupportedOperationException();
              });
      Path snapshot = withoutLinks.snapshot(FakeHub.REPOSITORY, HubFixture::isModel);
      assertThat(snapshot.resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
      assertThat(Files.isSymbolicLink(snapshot.resolve("model.safetensors"))).isFalse();
      assertThat(unfinished()).doesNotExist();
    }

    @Test
    void downloadsOnceForTwoThreads() throws Exception {
      CountDownLatch both = new CountDownLatch(2);
      ExecutorService threads = Executors.newFixedThreadPool(2);
      try {
        List<Future<Path>> found =
            threads.invokeAll(
                List.of(() -> together(both, client), () -> together(both, client(options))));
        for (Future<Path> path : found) {
          assertThat(path.get().resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
        }
      } finally {
        threads.shutdownNow();
      }
      assertThat(hub.storageRequests).hasSize(1);
    }

    private Path together(CountDownLatch both, HubClient own) throws Exception {
      both.countDown();
      both.await(10, TimeUnit.SECONDS);
      return own.snapshot(FakeHub.REPOSITORY, HubFixture::isModel);
    }

    @Test
    void refusesARepositoryWithNothingThatIsWanted() {
      assertThatThrownBy(() -> client.snapshot(FakeHub.REPOSITORY, file -> file.endsWith(".gguf")))
          .isInstanceOf(DownloadException.class)
          .hasMessageContaining("README.md, config.json, model.safetensors");
    }
  }

  @Nested
  class Offline extends HubFixture {

    @Test
    void findsWhatTheCacheHas() throws IOException {
      snapshot();
      hub.close();
      Path snapshot =
          client(options.withOffline(true)).snapshot(FakeHub.REPOSITORY, HubFixture::isModel);
      assertThat(snapshot.resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
    }

    @Test
    void makesNoRequestAndSaysWhatIsMissing() throws IOException {
      HubClient offline = client(options.withOffline(true));
      assertThatThrownBy(() -> offline.snapshot(FakeHub.REPOSITORY, HubFixture::isModel))
          .isInstanceOf(DownloadException.class)
          .hasMessageContaining("tsev/suab: the model is not in the Hub cache " + cache)
          .hasMessageContaining("offline");
      client.snapshot(FakeHub.REPOSITORY, file -> file.endsWith(".json"));
      hub.hubRequests.clear();
      assertThatThrownBy(() -> offline.snapshot(FakeHub.REPOSITORY, HubFixture::isModel))
          .isInstanceOf(DownloadException.class)
          .hasMessageContaining("model.safetensors is not in the Hub cache");
      assertThat(hub.hubRequests).isEmpty();
    }

    @Test
    void readsACacheThatAnotherProgramFilled() throws IOException {
      fillAsOthersDo();
      Path snapshot =
          client(options.withOffline(true)).snapshot(FakeHub.REPOSITORY, HubFixture::isModel);
      assertThat(snapshot.resolve("config.json")).hasContent("{}");
    }

    @Test
    void fallsBackToTheCacheIfTheHubDoesNotAnswer() throws IOException {
      fillAsOthersDo();
      hub.close();
      assertThat(snapshot().resolve("config.json")).hasContent("{}");
    }

    private void fillAsOthersDo() throws IOException {
      Path folder = Files.createDirectories(home().resolve("snapshots").resolve(FakeHub.COMMIT));
      Path reference = home().resolve("refs/main");
      Files.createDirectories(reference.getParent());
      Files.createDirectories(home().resolve("blobs"));
      Files.writeString(reference, FakeHub.COMMIT);
      Files.writeString(home().resolve("blobs/abc"), "{}");
      Files.createSymbolicLink(folder.resolve("config.json"), Path.of("../../blobs/abc"));
    }
  }

  @Nested
  class OneFile extends HubFixture {

    @Test
    void isFoundOrFetched() throws IOException {
      for (int i = 0; i < 2; i++) {
        assertThat(client.file(FakeHub.REPOSITORY, "config.json").orElseThrow()).hasContent(CONFIG);
      }
      assertThat(hub.hubRequests).hasSize(2); // HEAD and GET
    }

    @Test
    void isRememberedAsMissing() throws IOException {
      client.file(FakeHub.REPOSITORY, "config.json");
      hub.hubRequests.clear();
      for (int i = 0; i < 2; i++) {
        assertThat(client.file(FakeHub.REPOSITORY, "codec/config.json")).isEmpty();
      }
      assertThat(hub.hubRequests).hasSize(1);
      assertThat(home().resolve(".no_exist").resolve(FakeHub.COMMIT).resolve("codec/config.json"))
          .isEmptyFile();
    }

    @Test
    void mustNotLeadOutOfTheSnapshot() {
      assertThatThrownBy(() -> client.file(FakeHub.REPOSITORY, "../config.json"))
          .isInstanceOf(DownloadException.class)
          .hasMessageContaining("leads out of");
    }
  }

  @Nested
  class AModel extends HubFixture {

    @Test
    void comesWithTheWeightsItsConfigurationNames() throws IOException {
      hub.withSmall("config.json", "{\"transformers_weights\": \"t.safetensors.index.json\"}")
          .withSmall(
              "t.safetensors.index.json",
              "{\"weight_map\": {\"a\": \"t-1.safetensors\", \"b\": \"t-2.safetensors\"}}")
          .withSmall("t-1.safetensors", "1")
          .withSmall("t-2.safetensors", "2");
      assertThat(client.model(FakeHub.REPOSITORY))
          .isDirectoryContaining("glob:**/t-1.safetensors")
          .isDirectoryContaining("glob:**/t-2.safetensors")
          .isDirectoryNotContaining("glob:**/model.safetensors");
    }

    @Test
    void comesWithPyTorchsFormatOnlyWhereThereIsNoOther() throws IOException {
      hub.withSmall("pytorch_model.bin", "not needed")
          .withSmall("codec/config.json", "{}")
          .withSmall("codec/pytorch_model.bin", "needed")
          .withSmall("codec/training_args.bin", "not needed");
      Path model = client.model(FakeHub.REPOSITORY);
      assertThat(model.resolve("model.safetensors")).exists();
      assertThat(model.resolve("pytorch_model.bin")).doesNotExist();
      assertThat(model.resolve("codec/pytorch_model.bin")).hasContent("needed");
      assertThat(model.resolve("codec/training_args.bin")).doesNotExist();
    }
  }
}
