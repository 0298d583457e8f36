package org.hmongtts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.hmongtts.adapter.AdapterMerge;
import org.hmongtts.adapter.PeftAdapter;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.runtime.Sampling;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Several adapters on one base: each utterance gets its own, and the base stays what it is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdaptersTest {

  private static final Path ORPHEUS = fixture("orpheus-tiny");
  private static final LoadOptions OPTIONS =
      LoadOptions.builder().codec(BaseModel.of(fixture("snac-tiny").resolve("checkpoint"))).build();

  private HmongTts base;

  @BeforeAll
  void load() throws IOException {
    base = HmongTts.load(BaseModel.of(ORPHEUS.resolve("checkpoint")), OPTIONS);
  }

  @AfterAll
  void close() {
    base.close();
  }

  static Stream<String> adapters() throws IOException {
    try (Stream<Path> folders = Files.list(ORPHEUS.resolve("adapters"))) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("adapters")
  void changeWhatIsSaidAsMergingWouldAndLeaveTheBase(String name, @TempDir Path merged)
      throws IOException {
    Path adapter = ORPHEUS.resolve("adapters").resolve(name);
    float[] before = said(base);
    Path folder = merged.resolve("model");
    AdapterMerge.of(PeftAdapter.read(adapter).bind(Checkpoint.open(ORPHEUS.resolve("checkpoint"))))
        .write(folder, org.hmongtts.checkpoint.ProgressListener.NONE);
    try (HmongTts voice = base.withLora(adapter);
        HmongTts whole = HmongTts.load(BaseModel.of(folder), OPTIONS)) {
      assertThat(said(voice)).isNotEqualTo(before);
      assertThat(difference(said(voice), said(whole))).isLessThan(1e-3);
    }
    assertThat(difference(said(base), before)).isLessThan(1e-3);
  }

  @Test
  void areChosenByTheUtteranceAlsoSideBySide() throws Exception {
    List<HmongTts> voices = new ArrayList<>();
    List<float[]> alone = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      voices.add(base);
      for (String name : List.of("lora", "dora", "rslora", "modules_to_save")) {
        voices.add(base.withLora(ORPHEUS.resolve("adapters").resolve(name)));
      }
      for (HmongTts voice : voices) {
        alone.add(said(voice));
      }
      List<Callable<float[]>> calls = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        HmongTts voice = voices.get(i % voices.size());
        calls.add(() -> said(voice));
      }
      List<Future<float[]>> results = threads.invokeAll(calls);
      for (int i = 0; i < results.size(); i++) {
        assertThat(results.get(i).get()).isEqualTo(alone.get(i % voices.size()));
      }
    } finally {
      threads.shutdown();
      voices.stream().skip(1).forEach(HmongTts::close);
    }
  }

  @Test
  void atStrengthZeroAreNotThere() throws IOException {
    for (String name : List.of("lora", "dora", "pattern")) {
      try (HmongTts voice = base.withLora(ORPHEUS.resolve("adapters").resolve(name), 0)) {
        assertThat(difference(said(voice), said(base))).isLessThan(1e-3);
      }
    }
  }

  @Test
  void atHalfStrengthGiveWhatMergingAtHalfStrengthGives(@TempDir Path merged) throws IOException {
    for (String name : List.of("lora", "dora")) {
      Path adapter = ORPHEUS.resolve("adapters").resolve(name);
      Path folder = merged.resolve(name);
      AdapterMerge.of(
              PeftAdapter.read(adapter).bind(Checkpoint.open(ORPHEUS.resolve("checkpoint"))))
          .strength(0.5f)
          .write(folder, org.hmongtts.checkpoint.ProgressListener.NONE);
      try (HmongTts voice = base.withLora(adapter, 0.5);
          HmongTts whole = HmongTts.load(BaseModel.of(folder), OPTIONS)) {
        assertThat(difference(said(voice), said(whole))).isLessThan(1e-3);
      }
    }
  }

  @Test
  void thatReplaceModulesHaveOneStrength() {
    assertThatThrownBy(
            () -> base.withLora(ORPHEUS.resolve("adapters").resolve("modules_to_save"), 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("merge it");
  }

  @Test
  void forAnotherBaseAreRefusedNamingBoth() {
    assertThatThrownBy(
            () -> {
              try (HmongTts embedded = HmongTts.load(BaseModel.embedded())) {
                embedded.withLora(ORPHEUS.resolve("adapters").resolve("lora"));
              }
            })
        .isInstanceOf(AdapterMismatchException.class)
        .hasMessageContaining("lora");
  }

  @Test
  void keepTheBaseWhenItIsClosedFirst() throws IOException {
    HmongTts first = HmongTts.load(BaseModel.of(ORPHEUS.resolve("checkpoint")), OPTIONS);
    try (HmongTts voice = first.withLora(ORPHEUS.resolve("adapters").resolve("lora"))) {
      first.close();
      assertThat(said(voice)).isNotEmpty();
    }
  }

  @Test
  void mayBeClosedWhileTheySpeak() throws Exception {
    for (int i = 0; i < 5; i++) {
      HmongTts voice = base.withLora(ORPHEUS.resolve("adapters").resolve("dora"));
      Thread speaker =
          new Thread(
              () -> {
                try {
                  said(voice);
                } catch (IllegalStateException expected) {
                  // closed before it began
                }
              });
      speaker.start();
      Thread.sleep(5 * i);
      voice.close();
      speaker.join();
    }
    assertThat(said(base)).isNotEmpty();
  }

  private static float[] said(HmongTts voice) {
    return voice
        .speak(
            SpeechRequest.builder("nyob zoo os")
                .voice("tara")
                .sampling(Sampling.GREEDY)
                .maxDuration(Duration.ofSeconds(1))
                .retries(0)
                .build())
        .samples();
  }

  private static double difference(float[] a, float[] b) {
    assertThat(a).hasSameSizeAs(b);
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i] - b[i]));
    }
    return largest;
  }

  private static Path fixture(String name) {
    try {
      return Path.of(AdaptersTest.class.getResource("/fixtures/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
