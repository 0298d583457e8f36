package org.hmongtts.train.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hmongtts.audio.Audio;
import org.hmongtts.text.Tone;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One syllable of each of the eight tones, said by low and high voices with a wide tone range, each
 * in the phonation of its tone, under what recordings suffer from.
 */
class F0TrackerRobustnessTest {

  private static final int RATE_HZ = 24_000;
  private static final double RIME_SECONDS = 0.25;
  private static final double PAUSE_SECONDS = 0.1;
  private static final double SYLLABLE_SECONDS = RIME_SECONDS + PAUSE_SECONDS;
  private static final Tone[] TONES = Tone.values();

  /** In semitones, of any frame; an octave is 12. Measured: 0.76. */
  private static final double WORST = 1;

  /** Of the 50 frames of a rime. Measured: 47. */
  private static final int FEWEST_VOICED = 44;

  /** What is done to the sound, and the error in semitones that the worst tone may then have. */
  private enum Condition {
    CLEAN(0.1),
    NOISE_20_DB(0.1),
    NOISE_10_DB(0.2),
    NOISE_5_DB(0.3),
    DC_OFFSET(0.1),
    HUM(0.1),
    EIGHT_BITS(0.1);

    private final double meanError;

    Condition(double meanError) {
      this.meanError = meanError;
    }
  }

  static Stream<Arguments> voicesUnderConditions() {
    return Arrays.stream(Condition.values())
        .flatMap(c -> Stream.of(85, 120, 210, 290).map(meanHz -> Arguments.of(meanHz, c)));
  }

  @ParameterizedTest(name = "a voice around {0} Hz, {1}")
  @MethodSource("voicesUnderConditions")
  void keepsTheOctaveInEveryTone(int meanHz, Condition condition) {
    DoubleUnaryOperator melody = t -> melody(meanHz, t);
    F0Track track = F0Tracker.track(suffer(say(melody), condition));
    for (Tone tone : TONES) {
      double[] errors = errors(track, melody, tone);
      assertThat(errors).as("%s: voiced frames", tone).hasSizeGreaterThan(FEWEST_VOICED);
      assertThat(Arrays.stream(errors).max().orElseThrow()).as("%s: worst", tone).isLessThan(WORST);
      assertThat(Arrays.stream(errors).average().orElseThrow())
          .as("%s: mean", tone)
          .isLessThan(condition.meanError);
    }
  }

  private static double melody(double meanHz, double seconds) {
    int syllable = (int) (seconds / SYLLABLE_SECONDS);
    double position = (seconds - syllable * SYLLABLE_SECONDS - PAUSE_SECONDS) / RIME_SECONDS;
    if (position < 0 || position > 1 || syllable >= TONES.length) {
      return 0;
    }
    return meanHz * Math.pow(2, 1.4 * TONES[syllable].semitonesAt((float) position) / 12);
  }

  /** Of the frames of a tone's syllable that are voiced, in semitones. */
  private static double[] errors(F0Track track, DoubleUnaryOperator melody, Tone tone) {
    int from = (int) (tone.ordinal() * SYLLABLE_SECONDS / track.hopSeconds());
    int to = (int) ((tone.ordinal() + 1) * SYLLABLE_SECONDS / track.hopSeconds());
    return IntStream.range(from, to)
        .filter(t -> track.hz()[t] > 0 && melody.applyAsDouble(t * track.hopSeconds()) > 0)
        .mapToDouble(t -> track.hz()[t] / melody.applyAsDouble(t * track.hopSeconds()))
        .map(ratio -> Math.abs(12 * Math.log(ratio) / Math.log(2)))
        .toArray();
  }

  /**
   * Each tone in its phonation: modal; breathy, little more than the first harmonics and breath; or
   * creaky, every second period at a third of the strength.
   */
  private static Audio say(DoubleUnaryOperator melody) {
    double seconds = TONES.length * SYLLABLE_SECONDS;
    float[] samples = new float[(int) (RATE_HZ * seconds)];
    for (Tone tone : TONES) {
      DoubleUnaryOperator syllable =
          t -> (int) (t / SYLLABLE_SECONDS) == tone.ordinal() ? melody.applyAsDouble(t) : 0;
      Audio voice =
          switch (tone.phonation()) {
            case MODAL -> SyntheticVoice.speak(RATE_HZ, seconds, syllable, 1, 0);
            case BREATHY -> SyntheticVoice.speak(RATE_HZ, seconds, syllable, 2.5, 0.01);
            case CREAKY -> SyntheticVoice.speak(RATE_HZ, seconds, syllable, 0.5, 0, 0.7);
          };
      for (int i = 0; i < samples.length; i++) {
        samples[i] += voice.samples()[i];
      }
    }
    return Audio.mono(samples, RATE_HZ);
  }

  private static Audio suffer(Audio voice, Condition condition) {
    float[] samples = voice.samples().clone();
    double power = 0;
    for (float sample : samples) {
      power += sample * sample / samples.length;
    }
    double rms = Math.sqrt(power);
    Random random = new Random(11);
    for (int i = 0; i < samples.length; i++) {
      samples[i] +=
          (float)
              switch (condition) {
                case CLEAN -> 0;
                case NOISE_20_DB -> 0.1 * rms * random.nextGaussian();
                case NOISE_10_DB -> 0.316 * rms * random.nextGaussian();
                case NOISE_5_DB -> 0.562 * rms * random.nextGaussian();
                case DC_OFFSET -> 2 * rms;
                case HUM -> 0.14 * rms * Math.sin(2 * Math.PI * 50 * i / RATE_HZ);
                case EIGHT_BITS -> Math.round(samples[i] / rms * 16) * rms / 16 - samples[i];
              };
    }
    return Audio.mono(samples, RATE_HZ);
  }
}
