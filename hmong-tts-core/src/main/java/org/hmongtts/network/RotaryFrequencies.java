package org.hmongtts.network;

import java.util.Arrays;
import org.hmongtts.ModelFormatException;
import org.hmongtts.checkpoint.ConfigFile;

/**
 * Inverse frequencies of rotary positions (Su et al. 2021), unscaled or with Llama 3.1's scaling.
 * The angle at position p of pair i is {@code p · values[i]}; the first half of a head is paired
 * with its second half, as in every Hugging Face checkpoint.
 */
public final class RotaryFrequencies {

  private final float[] values;

  private RotaryFrequencies(float[] values) {
    this.values = values;
  }

  /** {@code θ^(-2i/headSize)} for {@code i} in {@code 0 .. headSize/2 - 1}. */
  public static RotaryFrequencies plain(double theta, int headSize) {
    float[] values = new float[headSize / 2];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.pow(theta, -2.0 * i / headSize);
    }
    return new RotaryFrequencies(values);
  }

  /**
   * Llama 3.1: wavelengths beyond {@code originalLength / low} are stretched by {@code factor},
   * those under {@code originalLength / high} stay, those between are interpolated.
   */
  public RotaryFrequencies scaled(double factor, double low, double high, double originalLength) {
    float[] scaled = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      double wavelength = 2 * Math.PI / values[i];
      double kept =
          wavelength < originalLength / high
              ? 1
              : wavelength > originalLength / low
                  ? 0
                  : (originalLength / wavelength - low) / (high - low);
      scaled[i] = (float) (kept * values[i] + (1 - kept) * values[i] / factor);
    }
    return new RotaryFrequencies(scaled);
  }

  /**
   * Reads the positions' settings in both spellings: {@code rope_theta} and {@code rope_scaling}
   * (transformers 4), {@code rope_parameters} (transformers 5).
   */
  static RotaryFrequencies read(ConfigFile config, int headSize) {
    ConfigFile parameters =
        config
            .optionalChild("rope_parameters")
            .or(() -> config.optionalChild("rope_scaling"))
            .orElse(null);
    double theta =
        config.optionalChild("rope_parameters").isPresent()
            ? parameters.number("rope_theta")
            : config.number("rope_theta", 10_000);
    if (!(theta > 1)) {
      throw new ModelFormatException(config.describe("rope_theta", "a number above 1", theta));
    }
    RotaryFrequencies plain = plain(theta, headSize);
    if (parameters == null) {
      return plain;
    }
    String type = parameters.text("rope_type", parameters.text("type", "default"));
    return switch (type) {
      case "default" -> plain;
      case "llama3" ->
          plain.scaled(
              parameters.number("factor"),
              parameters.number("low_freq_factor"),
              parameters.number("high_freq_factor"),
              parameters.number("original_max_position_embeddings"));
      default ->
          throw new ModelFormatException(
              parameters.describe("rope_type", "\"default\" or \"llama3\"", type));
    };
  }

  public int pairs() {
    return values.length;
  }

  public float value(int pair) {
    return values[pair];
  }

  /**
   * Cosines of the first {@code positions} positions, {@code [positions][pairs]}, row by row. The
   * angle is a float32 product, as the reference computes it.
   */
  public float[] cosines(int positions) {
    return table(positions, true);
  }

  /** Sines, laid out as {@link #cosines}. */
  public float[] sines(int positions) {
    return table(positions, false);
  }

  private float[] table(int positions, boolean cosine) {
    float[] table = new float[Math.multiplyExact(positions, values.length)];
    for (int p = 0, at = 0; p < positions; p++) {
      for (float value : values) {
        double angle = p * value;
        table[at++] = (float) (cosine ? Math.cos(angle) : Math.sin(angle));
      }
    }
    return table;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RotaryFrequencies that && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }
}
