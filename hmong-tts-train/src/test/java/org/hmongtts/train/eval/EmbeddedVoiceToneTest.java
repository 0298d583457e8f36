package org.hmongtts.train.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hmongtts.BaseModel;
import org.hmongtts.HmongTts;
import org.hmongtts.Speech;
import org.hmongtts.SpeechRequest;
import org.hmongtts.Stop;
import org.hmongtts.text.Tone;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the embedded voice says against what it was asked to say: 47 sentences in both voices, with
 * the recommended sampling and fixed seeds. {@code -Dhmongtts.toneRounds=5} says them five times,
 * with other seeds each time, for the figures and the picture of {@code docs/embedded-voice.md};
 * they are left under {@code target}.
 *
 * <p>The yardstick errs itself: in recordings of the rules that the voice learned from it hears
 * another tone in one of 581 syllables. Illegal tokens need no test here, since only legal ones can
 * be drawn.
 */
class EmbeddedVoiceToneTest {

  private static final int ROUNDS = Integer.getInteger("hmongtts.toneRounds", 1);

  /** Reached by the reference implementation on 40 other sentences, by another yardstick. */
  private static final double IDENTIFIED_BY_REFERENCE = 0.99;

  /** Of medians, in semitones, at the nine inner points. */
  private static final double CONTOUR_TOLERANCE = 0.75;

  private static List<String> sentences;
  private static final List<Speech> speeches = new ArrayList<>();
  private static final Map<String, ToneReport> reports = new LinkedHashMap<>();

  @BeforeAll
  static void speak() throws IOException {
    sentences = sentences();
    try (HmongTts tts = HmongTts.load(BaseModel.embedded())) {
      for (String voice : tts.voices()) {
        List<Utterance> utterances = new ArrayList<>();
        for (SpeechRequest request : requests(voice)) {
          Speech speech = tts.speak(request);
          speeches.add(speech);
          utterances.add(new Utterance(speech.audio(), request.text()));
        }
        reports.put(voice, ToneIdentification.identify(utterances));
      }
    }
    Path folder = Files.createDirectories(Path.of("target/embedded-voice"));
    Files.writeString(folder.resolve("tones.txt"), ToneTable.of(reports));
    Files.writeString(folder.resolve("embedded-voice-tones.svg"), TonePicture.of(reports));
  }

  private static List<SpeechRequest> requests(String voice) {
    List<SpeechRequest> requests = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < sentences.size(); i++) {
        int seed = 1000 * round + i;
        requests.add(
            SpeechRequest.builder(sentences.get(i)).voice(voice).seed(seed).retries(0).build());
      }
    }
    return requests;
  }

  private static List<String> sentences() throws IOException {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                EmbeddedVoiceToneTest.class.getResourceAsStream("held-out-sentences.txt"),
                StandardCharsets.UTF_8))) {
      return in.lines().toList();
    }
  }

  @Test
  void stopsByItselfAfterEverySentence() {
    assertThat(speeches).hasSizeGreaterThanOrEqualTo(40);
    assertThat(speeches).extracting(Speech::stop).containsOnly(new Stop.EndOfSpeech());
  }

  @Test
  void isIdentifiedByItsTones() {
    List<JudgedSyllable> all =
        reports.values().stream().flatMap(report -> report.syllables().stream()).toList();
    double identified = all.stream().filter(JudgedSyllable::correct).count() / (double) all.size();
    // A voice as good as the reference scatters by this much over so many syllables.
    double scatter =
        Math.sqrt(IDENTIFIED_BY_REFERENCE * (1 - IDENTIFIED_BY_REFERENCE) / all.size());
    assertThat(identified)
        .as(() -> ToneTable.of(reports))
        .isGreaterThanOrEqualTo(IDENTIFIED_BY_REFERENCE - scatter);
  }

  @ParameterizedTest
  @EnumSource(Tone.class)
  void followsTheTablesContours(Tone tone) {
    double[] table = RimeContour.expected(tone);
    reports.forEach(
        (voice, report) -> {
          double[] median = report.contour(tone).orElseThrow();
          for (int i = 1; i < table.length - 1; i++) {
            assertThat(median[i])
                .as("%s, point %d", voice, i)
                .isCloseTo(table[i], within(CONTOUR_TOLERANCE));
          }
        });
  }

  @Test
  void keepsEachVoicesPitch() {
    assertThat(reports.get("paj").medianF0Hz()).isCloseTo(207, within(8.0));
    assertThat(reports.get("tou").medianF0Hz()).isCloseTo(119, within(5.0));
  }
}
