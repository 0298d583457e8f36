package org.hmongtts.audio;

import java.time.Duration;
import java.util.Objects;

/**
 * Sound held in memory. The array is not copied, neither in nor out: treat it as read-only. Two
 * instances are equal only if they share it.
 *
 * @param samples interleaved samples, shape {@code [frames][channels]}, full scale -1..1; float
 *     files may exceed it
 * @param sampleRateHz frames per second, at least 1
 * @param channels 1 for mono, 2 for stereo
 */
public record Audio(float[] samples, int sampleRateHz, int channels) {

  /**
   * @throws IllegalArgumentException if the rate or the number of channels is not positive, or the
   *     last frame is incomplete
   */
  public Audio {
    Objects.requireNonNull(samples, "samples");
    if (sampleRateHz < 1) {
      throw new IllegalArgumentException("sample rate must be positive, got " + sampleRateHz);
    }
    if (channels < 1 || samples.length % channels != 0) {
      throw new IllegalArgumentException(
          samples.length + " samples are not whole frames of " + channels + " channels");
    }
  }

  /** One channel of sound. */
  public static Audio mono(float[] samples, int sampleRateHz) {
    return new Audio(samples, sampleRateHz, 1);
  }

  /** The number of samples in each channel. */
  public int frames() {
    return samples.length / channels;
  }

  /** How long it plays, to the nanosecond. */
  public Duration duration() {
    return Duration.ofSeconds(frames() / sampleRateHz)
        .plusNanos(frames() % sampleRateHz * 1_000_000_000L / sampleRateHz);
  }

  /** This sound if it is mono already, else the mean of its channels. */
  public Audio toMono() {
    if (channels == 1) {
      return this;
    }
    float[] mono = new float[frames()];
    for (int frame = 0; frame < mono.length; frame++) {
      double sum = 0;
      for (int channel = 0; channel < channels; channel++) {
        sum += samples[frame * channels + channel];
      }
      mono[frame] = (float) (sum / channels);
    }
    return mono(mono, sampleRateHz);
  }

  /**
   * This sound at another rate, every channel by itself.
   *
   * @throws IllegalArgumentException if the rate is not positive or the result would not fit an
   *     array
   */
  public Audio resampled(int newRateHz) {
    if (newRateHz == sampleRateHz) {
      return this;
    }
    Resampler resampler = new Resampler(sampleRateHz, newRateHz);
    if (channels == 1) {
      return mono(resampler.resample(samples), newRateHz);
    }
    float[] interleaved = new float[Math.multiplyExact(resampler.length(frames()), channels)];
    float[] one = new float[frames()];
    for (int channel = 0; channel < channels; channel++) {
      for (int frame = 0; frame < one.length; frame++) {
        one[frame] = samples[frame * channels + channel];
      }
      float[] converted = resampler.resample(one);
      for (int frame = 0; frame < converted.length; frame++) {
        interleaved[frame * channels + channel] = converted[frame];
      }
    }
    return new Audio(interleaved, newRateHz, channels);
  }
}
