package org.hmongtts.train.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.hmongtts.audio.Audio;
import org.hmongtts.audio.WavFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SpeechProfileTest {

  private static final Path NIAM = Path.of("../hmong-tts-examples/data/niam");
  private static List<Utterance> niam;

  @BeforeAll
  static void readUtterances() throws IOException {
    niam = new ArrayList<>();
    for (String line : Files.readAllLines(NIAM.resolve("metadata.csv")).subList(0, 6)) {
      String[] fields = line.split("\\|");
      Audio audio = WavFile.read(NIAM.resolve("wavs").resolve(fields[0]));
      niam.add(Utterance.normalized(audio, fields[1]));
    }
  }

  @Test
  void measuresASpeaker() {
    SpeechProfile profile = SpeechProfile.of(niam);
    assertThat(profile.utterances()).isEqualTo(6);
    assertThat(profile.unjudged()).isEmpty();
    assertThat(profile.toneErrorRate()).isLessThan(0.1);
    assertThat(profile.medianF0Hz()).isCloseTo(174, within(8.0));
    assertThat(profile.syllablesPerSecond()).isCloseTo(3.5, within(0.5));
    assertThat(profile.level().rmsDbfs()).isCloseTo(-21.2, within(1.0));
    assertThat(profile.spectrumBetweenHalves()).isPresent();
    assertThat(profile.duration()).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(30));
  }

  @Test
  void soundThatCannotBeItsTextCountsAsWrong() {
    Utterance cutOff = new Utterance(Audio.mono(new float[1600], 16_000), "nyob zoo os");
    SpeechProfile profile = SpeechProfile.of(List.of(cutOff, niam.get(0), cutOff));
    assertThat(profile.unjudged()).containsExactlyInAnyOrder(0, 2);
    assertThat(profile.syllablesOf(0)).isEmpty();
    assertThat(profile.syllablesOf(1)).hasSize(7);
    assertThat(profile.syllables()).isEqualTo(13);
    long wrong = profile.syllablesOf(1).stream().filter(s -> !s.correct()).count();
    assertThat(profile.toneErrorRate()).isCloseTo((6 + wrong) / 13.0, within(1e-12));
  }

  @Test
  void silenceHasNoToneAndNoPitch() {
    SpeechProfile profile =
        SpeechProfile.of(List.of(new Utterance(Audio.mono(new float[32_000], 16_000), "nyob zoo")));
    assertThat(profile.tones()).isEmpty();
    assertThat(profile.toneErrorRate()).isEqualTo(1);
    assertThat(profile.medianF0Hz()).isZero();
    assertThat(profile.syllablesPerSecond()).isZero();
  }

  @Test
  void anyTextIsReadAsItWouldBeSpoken() {
    assertThat(Utterance.normalized(niam.get(0).audio(), "Tebchaws 12!").text())
        .isEqualTo("teb chaws kaum ob !");
  }

  @Test
  void refusesNothing() {
    assertThatThrownBy(() -> SpeechProfile.of(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no recording");
  }
}
