package org.hmongtts.train.eval;

import java.util.Arrays;
import java.util.List;
import org.hmongtts.audio.Audio;

/**
 * How loud recordings are.
 *
 * @param rmsDbfs root mean square where somebody speaks, in dB from that of a full-scale square
 *     wave; pauses are left out
 * @param peakDbfs the largest sample, in dB from full scale
 * @param clippedShare share of samples at or beyond full scale, 0..1
 */
public record SpeechLevel(double rmsDbfs, double peakDbfs, double clippedShare) {

  /** So far below its loudest block a recording counts as pause. */
  static final double PAUSE_DECIBELS = 35;

  private static final double BLOCK_SECONDS = 0.02;

  /** The largest value of 16-bit PCM is one step below 1. */
  private static final float FULL_SCALE = 32767f / 32768;

  /** What silence is said to have. */
  private static final double LOWEST_DBFS = -120;

  /** The level of some recordings together; channels are mixed. */
  public static SpeechLevel of(List<Audio> recordings) {
    double power = 0;
    long speaking = 0;
    long clipped = 0;
    long samples = 0;
    double peak = 0;
    for (Audio recording : recordings) {
      float[] mono = recording.toMono().samples();
      for (float sample : mono) {
        peak = Math.max(peak, Math.abs(sample));
        clipped += Math.abs(sample) >= FULL_SCALE ? 1 : 0;
      }
      samples += mono.length;
      double[] blocks = blockPowers(mono, (int) (BLOCK_SECONDS * recording.sampleRateHz()));
      double loudest = Arrays.stream(blocks).max().orElse(0);
      for (double block : blocks) {
        if (block > loudest * Math.pow(10, -PAUSE_DECIBELS / 10)) {
          power += block;
          speaking++;
        }
      }
    }
    return new SpeechLevel(
        dbfs(speaking == 0 ? 0 : power / speaking),
        dbfs(peak * peak),
        samples == 0 ? 0 : (double) clipped / samples);
  }

  /** Mean squares of whole blocks. */
  private static double[] blockPowers(float[] samples, int length) {
    double[] powers = new double[length == 0 ? 0 : samples.length / length];
    for (int i = 0; i < powers.length * length; i++) {
      powers[i / length] += samples[i] * samples[i] / length;
    }
    return powers;
  }

  private static double dbfs(double power) {
    return Math.max(LOWEST_DBFS, 10 * Math.log10(power));
  }
}
