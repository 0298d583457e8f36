package org.hmongtts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hmongtts.audio.Audio;
import org.hmongtts.audio.WavFile;
import org.hmongtts.runtime.Sampling;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SpeakTest {

  private static final String GREETING = "Nyob zoo os, koj nyob li cas?";
  private static final String LONG =
      "Nyob zoo os. Peb mus tom khw yuav zaub, kuv lub npe hu ua tub. Koj nyob li cas?";

  private HmongTts tts;

  @BeforeAll
  void load() throws IOException {
    tts = HmongTts.load(BaseModel.embedded());
  }

  @AfterAll
  void close() {
    tts.close();
  }

  @Nested
  class OneUtterance {

    @Test
    void endsByItselfAndIsLoudEnoughToHear() {
      Speech speech = tts.speak(GREETING);
      assertThat(speech.stop()).isEqualTo(new Stop.EndOfSpeech());
      assertThat(speech.duration()).isBetween(Duration.ofMillis(1500), Duration.ofMillis(3000));
      assertThat(loudness(speech.samples())).isGreaterThan(0.02);
      assertThat(speech.sampleRateHz()).isEqualTo(24_000);
      assertThat(speech.spokenText()).isEqualTo("nyob zoo os, koj nyob li cas?");
    }

    @Test
    void isTheSameForTheSameSeedAndAnotherForAnother() {
      SpeechRequest request = SpeechRequest.builder(GREETING).seed(7).build();
      assertThat(tts.speak(request).samples()).isEqualTo(tts.speak(request).samples());
      assertThat(tts.speak(request.toBuilder().seed(8).build()).samples())
          .isNotEqualTo(tts.speak(request).samples());
    }

    @Test
    void isLowerInTheLowerVoice() {
      assertThat(tts.voices()).containsExactly("paj", "tou");
      Speech tou = tts.speak(SpeechRequest.builder(GREETING).voice("tou").build());
      assertThat(tou.stop().isNatural()).isTrue();
      assertThat(tou.samples()).isNotEqualTo(tts.speak(GREETING).samples());
    }

    @Test
    void costsWhatItsTimingsSay() {
      SpeechTimings timings = tts.speak(GREETING).timings();
      assertThat(timings.firstAudio()).isPositive().isLessThanOrEqualTo(timings.total());
      assertThat(timings.prefill()).isPositive();
      assertThat(timings.perToken()).isPositive();
      assertThat(timings.codec()).isPositive();
      assertThat(timings.tokens() % 7).isZero();
      assertThat(timings.realTimeFactor()).isPositive();
    }

    @Test
    void canBeWrittenAsWav(@TempDir Path folder) throws IOException {
      Speech speech = tts.speak(GREETING);
      Path file = folder.resolve("hmong.wav");
      speech.writeWav(file);
      Audio read = WavFile.read(file);
      assertThat(read.samples()).hasSameSizeAs(speech.samples());
      assertThat(read.sampleRateHz()).isEqualTo(24_000);
    }

    @Test
    void takesNoiseFromItsSeedWhereAskedTo() {
      SpeechRequest noisy = SpeechRequest.builder(GREETING).codecNoise(true).build();
      float[] first = tts.speak(noisy).samples();
      assertThat(first).isEqualTo(tts.speak(noisy).samples());
      assertThat(first).isNotEqualTo(tts.speak(GREETING).samples());
      assertThat(first).hasSameSizeAs(tts.speak(GREETING).samples());
    }

    @Test
    void isCutAtItsHardLimit() {
      Speech speech =
          tts.speak(
              SpeechRequest.builder(GREETING)
                  .maxDuration(Duration.ofMillis(500))
                  .retries(1)
                  .build());
      assertThat(speech.stop()).isInstanceOf(Stop.LengthLimit.class);
      assertThat(((Stop.LengthLimit) speech.stop()).retries()).isEqualTo(1);
      assertThat(speech.duration()).isLessThan(Duration.ofMillis(600));
    }
  }

  @Nested
  class Streams {

    @Test
    void giveTheAudioOfOneCall() {
      SpeechRequest request = SpeechRequest.of(LONG);
      List<AudioChunk> chunks = chunks(tts.stream(request));
      assertThat(joined(chunks)).isEqualTo(tts.speak(request).samples());
      assertThat(chunks)
          .filteredOn(AudioChunk::last)
          .containsExactly(chunks.get(chunks.size() - 1));
    }

    @Test
    void equalTheCodecsOneShotAudioAndLoseNoFrame() {
      // Chunked and whole decoding of the same codes: SnacCodecTest has any chunking; here the
      // chunks that streaming really makes.
      SpeechRequest request = SpeechRequest.of(GREETING);
      float[] streamed = joined(chunks(tts.stream(request)));
      float[] whole = tts.speakAll(List.of(request)).get(0).samples();
      assertThat(streamed).hasSameSizeAs(whole);
      assertThat(differenceDecibels(streamed, whole)).isLessThan(-60);
    }

    @Test
    void beginAfterOneFrame() {
      List<AudioChunk> chunks = chunks(tts.stream(SpeechRequest.of(GREETING)));
      assertThat(chunks.get(0).pcm()).hasSize(2048);
    }

    @Test
    void endWithinAStepWhenCancelled() {
      try (SpeechStream stream = tts.stream(SpeechRequest.of(LONG.repeat(20)))) {
        int chunks = 0;
        for (AudioChunk chunk : stream) {
          chunks++;
          if (chunks == 2) {
            stream.cancel();
          }
        }
        assertThat(stream.stop()).isEqualTo(new Stop.Cancelled());
        assertThat(chunks).isLessThan(100);
      }
    }

    @Test
    void mayBeClosedBeforeTheirEndAndTwice() {
      SpeechStream stream = tts.stream(SpeechRequest.of(LONG.repeat(20)));
      stream.iterator().next();
      stream.close();
      stream.close();
      assertThat(tts.speak(GREETING).stop().isNatural()).isTrue();
    }

    @Test
    void areIteratedOnce() {
      try (SpeechStream stream = tts.stream(SpeechRequest.of(GREETING))) {
        stream.iterator();
        assertThatThrownBy(stream::iterator).isInstanceOf(IllegalStateException.class);
      }
    }

    private List<AudioChunk> chunks(SpeechStream stream) {
      try (stream) {
        List<AudioChunk> chunks = new ArrayList<>();
        stream.forEach(chunks::add);
        assertThat(stream.stop().isNatural()).isTrue();
        return chunks;
      }
    }
  }

  @Nested
  class LongText {

    @Test
    void isJoinedWithoutClicks() {
      Speech speech = tts.speak(LONG);
      assertThat(speech.stop().isNatural()).isTrue();
      // The largest step between samples of speech is far under this; a click is a jump.
      float[] samples = speech.samples();
      float loudest = 0;
      float largestStep = 0;
      for (int i = 1; i < samples.length; i++) {
        loudest = Math.max(loudest, Math.abs(samples[i]));
        largestStep = Math.max(largestStep, Math.abs(samples[i] - samples[i - 1]));
      }
      assertThat(largestStep).isLessThan(loudest);
    }

    @Test
    void hasSilenceBetweenItsSentences() {
      float[] samples = tts.speak("Nyob zoo os. Nyob zoo os.").samples();
      int longest = 0;
      int run = 0;
      for (float sample : samples) {
        run = Math.abs(sample) < 1e-6f ? run + 1 : 0;
        longest = Math.max(longest, run);
      }
      assertThat(longest).isGreaterThan(24_000 / 10);
    }
  }

  @Nested
  class SideBySide {

    @Test
    void textsGiveWhatTheyGiveAlone() {
      List<SpeechRequest> requests = new ArrayList<>();
      for (int i = 0; i < 11; i++) {
        String text = i % 2 == 0 ? GREETING : LONG;
        requests.add(
            SpeechRequest.builder(text)
                .voice(i % 3 == 0 ? "tou" : "paj")
                .sampling(Sampling.GREEDY)
                .build());
      }
      List<Speech> together = tts.speakAll(requests);
      for (int i = 0; i < requests.size(); i++) {
        Speech alone = tts.speak(requests.get(i));
        assertThat(together.get(i).samples()).hasSameSizeAs(alone.samples());
        assertThat(differenceDecibels(together.get(i).samples(), alone.samples())).isLessThan(-60);
        assertThat(together.get(i).stop()).isEqualTo(alone.stop());
        assertThat(together.get(i).timings().tokens()).isEqualTo(alone.timings().tokens());
      }
    }

    @Test
    void nothingIsNothing() {
      assertThat(tts.speakAll(List.of())).isEmpty();
    }

    @Test
    void eightThreadsHearWhatOneHears() throws Exception {
      SpeechRequest request = SpeechRequest.of(GREETING);
      float[] alone = tts.speak(request).samples();
      ExecutorService threads = Executors.newFixedThreadPool(8);
      try {
        List<Callable<float[]>> calls = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
          calls.add(() -> tts.speak(request).samples());
        }
        for (Future<float[]> result : threads.invokeAll(calls)) {
          assertThat(result.get()).isEqualTo(alone);
        }
      } finally {
        threads.shutdown();
      }
    }
  }

  @Nested
  class Closing {

    @Test
    void endsWhatIsSpokenAndWaits() throws Exception {
      HmongTts other = HmongTts.load(BaseModel.embedded());
      ExecutorService threads = Executors.newFixedThreadPool(4);
      try {
        List<Future<Stop>> results = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          results.add(threads.submit(() -> other.speak(LONG.repeat(30)).stop()));
        }
        while (generating() < 4) {
          Thread.sleep(10);
        }
        other.close();
        other.close();
        for (Future<Stop> result : results) {
          assertThat(result.get()).isEqualTo(new Stop.Cancelled());
        }
      } finally {
        threads.shutdown();
      }
      assertThatThrownBy(() -> other.speak(GREETING))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
    }

    private long generating() {
      return Thread.getAllStackTraces().keySet().stream()
          .filter(thread -> thread.getName().startsWith("hmong-tts-generate"))
          .count();
    }

    @Test
    void interruptingTheSpeakerEndsTheSpeech() throws Exception {
      Stop[] stop = new Stop[1];
      boolean[] interrupted = new boolean[1];
      Thread speaker =
          new Thread(
              () -> {
                stop[0] = tts.speak(LONG.repeat(30)).stop();
                interrupted[0] = Thread.interrupted();
              });
      speaker.start();
      while (generating() < 1) {
        Thread.sleep(10);
      }
      speaker.interrupt();
      speaker.join(10_000);
      assertThat(stop[0]).isEqualTo(new Stop.Cancelled());
      assertThat(interrupted[0]).isTrue();
    }
  }

  @Nested
  class BadText {

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n", "\uD83D\uDE00\uD83D\uDE00", "\uD800", "?!", "\u200B"})
    void thatHasNothingToSayIsRefused(String text) {
      assertThatThrownBy(() -> tts.speak(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("at least one syllable");
    }

    @Test
    void ofAMillionCharactersIsRefusedByName() {
      assertThatThrownBy(() -> tts.speak("nyob ".repeat(200_000)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("1000000 characters");
    }

    @Test
    void withBrokenCharactersIsSpokenWithoutThem() {
      assertThat(tts.speak("nyob\uDC00 zoo \uD83D\uDE00").stop().isNatural()).isTrue();
    }
  }

  private static float[] joined(List<AudioChunk> chunks) {
    SampleList samples = new SampleList();
    chunks.forEach(chunk -> samples.add(chunk.pcm()));
    return samples.toArray();
  }

  private static double loudness(float[] samples) {
    double sum = 0;
    for (float sample : samples) {
      sum += sample * sample;
    }
    return Math.sqrt(sum / samples.length);
  }

  private static double differenceDecibels(float[] a, float[] b) {
    float[] difference = new float[a.length];
    for (int i = 0; i < a.length; i++) {
      difference[i] = a[i] - b[i];
    }
    return 20 * Math.log10(loudness(difference) / loudness(a) + 1e-12);
  }
}
