package org.hmongtts.train.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.hmongtts.audio.Audio;
import org.hmongtts.audio.WavFile;
import org.hmongtts.text.Tone;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * On the 60 utterances that come with the examples, spoken by the rules from which the table of
 * contours can be expected to come back.
 */
class ToneIdentificationTest {

  private static final Path NIAM = Path.of("../hmong-tts-examples/data/niam");
  private static List<Utterance> niam;

  @BeforeAll
  static void readUtterances() throws IOException {
    niam = new ArrayList<>();
    for (String line : Files.readAllLines(NIAM.resolve("metadata.csv"))) {
      String[] fields = line.split("\\|");
      // Names of people need not be RPA.
      if (!fields[1].contains(" tou")) {
        niam.add(new Utterance(WavFile.read(NIAM.resolve("wavs").resolve(fields[0])), fields[1]));
      }
    }
  }

  @Nested
  class OnTheWholeSet {

    private static ToneReport report;

    @BeforeAll
    static void judge() throws IOException {
      report = ToneIdentification.identify(niam);
      Path folder = Files.createDirectories(Path.of("target/embedded-voice"));
      Files.writeString(
          folder.resolve("niam.txt"), EvaluationReport.ofRecordings("niam", niam).toText());
    }

    @Test
    void identifiesNearlyEveryTone() {
      assertThat(report.syllables()).hasSizeGreaterThan(550);
      assertThat(report.identifiedShare()).isGreaterThan(0.99);
    }

    @ParameterizedTest
    @EnumSource(Tone.class)
    void findsTheTablesContours(Tone tone) {
      double[] median = report.contour(tone).orElseThrow();
      double[] table = RimeContour.expected(tone);
      for (int i = 1; i < table.length - 1; i++) {
        assertThat(median[i]).as("point %d", i).isCloseTo(table[i], within(0.6));
      }
      assertThat(report.contourError(tone).orElseThrow()).isLessThan(1);
    }

    @Test
    void findsTheSpeaker() {
      assertThat(report.pitch().meanHz()).isCloseTo(174, within(4.0));
      assertThat(report.medianF0Hz()).isCloseTo(174, within(4.0));
      assertThat(report.syllablesPerSecond()).isCloseTo(3.5, within(0.2));
    }

    @Test
    void countsEverySyllableInTheConfusion() {
      int counted =
          report.confusion().values().stream()
              .flatMap(heard -> heard.values().stream())
              .mapToInt(Integer::intValue)
              .sum();
      assertThat(counted).isEqualTo(report.syllables().size());
    }
  }

  @Test
  void hearsWhenTheTonesAreNotThoseOfTheText() {
    List<Utterance> swapped =
        niam.stream()
            .limit(10)
            .map(u -> new Utterance(u.audio(), u.text().replaceAll("b\\b", "s")))
            .toList();
    ToneReport report = ToneIdentification.identify(swapped);
    List<JudgedSyllable> changed =
        report.syllables().stream()
            .filter(s -> s.text().matches("(ib|hnub|peb)".replace("b", "s")))
            .toList();
    assertThat(changed).isNotEmpty();
    assertThat(changed.stream().filter(s -> s.identified().equals(Optional.of(Tone.HIGH))))
        .hasSizeGreaterThan(changed.size() * 3 / 4);
  }

  @Test
  void isContentWithOneUtterance() {
    ToneReport report = ToneIdentification.identify(niam.subList(6, 7));
    assertThat(report.identifiedShare()).isGreaterThan(0.9);
  }

  @Test
  void refusesSoundThatCannotHoldTheText() {
    Utterance tooShort =
        new Utterance(Audio.mono(new float[1600], 16_000), "nyob zoo os, koj nyob li cas");
    assertThatThrownBy(() -> ToneIdentification.identify(List.of(tooShort)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot hold");
  }

  @ParameterizedTest
  @ValueSource(floats = {0f, 1e-9f})
  void refusesSilence(float level) {
    float[] samples = new float[32_000];
    Arrays.fill(samples, level);
    assertThatThrownBy(
            () ->
                ToneIdentification.identify(
                    List.of(new Utterance(Audio.mono(samples, 16_000), "nyob zoo"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("voiced");
  }
}
