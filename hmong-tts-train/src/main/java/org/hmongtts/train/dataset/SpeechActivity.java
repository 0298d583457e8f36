package org.hmongtts.train.dataset;

import java.util.Arrays;
import org.hmongtts.audio.Audio;

/**
 * Where in a recording there is speech, and how far above the rest it is.
 *
 * <p>How this works: the recording is cut into frames of 10 ms. Its loud frames (the 95th
 * percentile) are vowels, its quietest (the 10th) what remains when nobody speaks; frames of
 * nothing but zeros, which programs write, tell of no room and do not count. A frame is speech if
 * it lies less than 40 dB below the loud ones and above a quarter of the way, in dB, from the quiet
 * to the loud; a stretch of it shorter than 30 ms is a click.
 */
final class SpeechActivity {

  private static final int FRAMES_PER_SECOND = 100;

  /** The floor of every level: under one step of 16 bits. */
  private static final double SILENCE_DECIBELS = -100;

  private static final double LOUD_QUANTILE = 0.95;
  private static final double QUIET_QUANTILE = 0.10;
  private static final double NOISE_SHARE = 0.05;
  private static final double MOST_DECIBELS = 60;
  private static final double RANGE_DECIBELS = 40;
  private static final double SHARE_ABOVE_QUIET = 0.25;
  private static final int SHORTEST_SPEECH = 3;

  private final int hop;
  private final double[] power;
  private final double threshold;
  private final double loud;
  private final int first;
  private final int end;

  private SpeechActivity(int hop, double[] power) {
    this.hop = hop;
    this.power = power;
    double[] sounding = Arrays.stream(power).filter(p -> p > 0).sorted().toArray();
    this.loud = decibels(quantile(sounding, LOUD_QUANTILE));
    double quiet = decibels(quantile(sounding, QUIET_QUANTILE));
    this.threshold = Math.max(loud - RANGE_DECIBELS, quiet + SHARE_ABOVE_QUIET * (loud - quiet));
    int from = 0;
    while (from < power.length && !beginsSpeech(from)) {
      from++;
    }
    int to = power.length;
    while (to > from && !beginsSpeech(to - SHORTEST_SPEECH)) {
      to--;
    }
    this.first = from;
    this.end = to;
  }

  /**
   * @param audio mono
   */
  static SpeechActivity of(Audio audio) {
    int hop = Math.max(1, audio.sampleRateHz() / FRAMES_PER_SECOND);
    float[] samples = audio.samples();
    double[] power = new double[samples.length / hop];
    for (int frame = 0; frame < power.length; frame++) {
      double sum = 0;
      for (int i = frame * hop; i < (frame + 1) * hop; i++) {
        sum += (double) samples[i] * samples[i];
      }
      power[frame] = sum / hop;
    }
    return new SpeechActivity(hop, power);
  }

  /** Whether there is any. */
  boolean hasSpeech() {
    return first < end;
  }

  /** First sample of the first frame of speech. */
  int firstSample() {
    return first * hop;
  }

  /** The sample after the last frame of speech. */
  int endSample() {
    return end * hop;
  }

  /** From the first sound to the last. */
  double seconds() {
    return (end - first) / (double) FRAMES_PER_SECOND;
  }

  /**
   * Power of the speech over that of the quietest twentieth of the recording, in dB, at most 60:
   * beyond it there is no noise that matters, or a program has silenced the pauses. Zeros that pad
   * the ends don't count. Where nobody pauses the quietest is speech, and the estimate too low.
   */
  double signalToNoiseDecibels() {
    int from = 0;
    int to = power.length;
    while (from < to && power[from] == 0) {
      from++;
    }
    while (to > from && power[to - 1] == 0) {
      to--;
    }
    double[] sorted = Arrays.stream(power, from, to).sorted().toArray();
    int quiet = Math.max(1, (int) (NOISE_SHARE * sorted.length));
    double noise = Arrays.stream(sorted, 0, Math.min(quiet, sorted.length)).average().orElse(0);
    double speech = speechPower();
    return Math.min(MOST_DECIBELS, decibels(speech - noise) - decibels(noise));
  }

  /** Level of the first 20 ms under that of the loud frames, in dB; near 0 if speech is cut. */
  double startBelowLoud() {
    return loud - decibels(mean(0, 2));
  }

  /** Level of the last 20 ms under that of the loud frames, in dB; near 0 if speech is cut. */
  double endBelowLoud() {
    return loud - decibels(mean(power.length - 2, power.length));
  }

  private static double decibels(double power) {
    return Math.max(SILENCE_DECIBELS, 10 * Math.log10(Math.max(0, power)));
  }

  private double speechPower() {
    return Arrays.stream(power, first, end).filter(this::isSpeech).average().orElse(0);
  }

  private boolean isSpeech(double framePower) {
    return framePower > 0 && decibels(framePower) >= threshold;
  }

  private boolean beginsSpeech(int frame) {
    if (frame < 0 || frame + SHORTEST_SPEECH > power.length) {
      return false;
    }
    for (int i = frame; i < frame + SHORTEST_SPEECH; i++) {
      if (!isSpeech(power[i])) {
        return false;
      }
    }
    return true;
  }

  private double mean(int from, int to) {
    return Arrays.stream(power, Math.max(0, from), Math.min(power.length, to)).average().orElse(0);
  }

  private static double quantile(double[] sorted, double share) {
    return sorted.length == 0 ? 0 : sorted[(int) (share * (sorted.length - 1))];
  }
}
