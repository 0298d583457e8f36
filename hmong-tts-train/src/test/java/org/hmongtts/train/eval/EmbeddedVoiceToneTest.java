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
 * the recommended sampling, and the seed of a sentence its number.
 *
 * <p>The yardstick errs itself: on recordings of the rules that the voice learned from it hears
 * another tone in one of 581 syllables. The 99 % asked for here were reached by the reference
 * implementation on 40 other sentences, by another yardstick. Illegal tokens need no test here,
 * since only legal ones can be drawn.
 *
 * <p>Leaves the figures and the picture of {@code docs/embedded-voice.md} under {@code target}.
 */
class EmbeddedVoiceToneTest {

  private static final double LEAST_IDENTIFIED = 0.99;

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
        for (int i = 0; i < sentences.size(); i++) {
          Speech speech =
              tts.speak(
                  SpeechRequest.builder(sentences.get(i)).voice(voice).seed(i).retries(0).build());
          speeches.add(speech);
          utterances.add(new Utterance(speech.audio(), sentences.get(i)));
        }
        reports.put(voice, ToneIdentification.identify(utterances));
      }
    }
    Path folder = Files.createDirectories(Path.of("target/embedded-voice"));
    Files.writeString(folder.resolve("tones.txt"), ToneTable.of(reports));
    Files.writeString(folder.resolve("embedded-voice-tones.svg"), TonePicture.of(reports));
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
    assertThat(sentences).hasSizeGreaterThanOrEqualTo(40);
    assertThat(speeches).extracting(Speech::stop).containsOnly(new Stop.EndOfSpeech());
  }

  @Test
  void isIdentifiedByItsTones() {
    List<JudgedSyllable> all =
        reports.values().stream().flatMap(report -> report.syllables().stream()).toList();
    double identified = all.stream().filter(JudgedSyllable::correct).count() / (double) all.size();
    assertThat(identified)
        .as(() -> "wrong: " + all.stream().filter(syllable -> !syllable.correct()).toList())
        .isGreaterThanOrEqualTo(LEAST_IDENTIFIED);
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
