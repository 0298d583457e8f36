package org.hmongtts.train.dataset;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** WAV files of any kind, also of kinds that should not be. */
record TestWav(
    boolean floatingPoint,
    int bits,
    int channels,
    int rateHz,
    float[] samples,
    int claimMore,
    byte[] after) {

  /** What a data set wants: 16-bit mono at 22.05 kHz. */
  static TestWav good(float[] samples) {
    return new TestWav(false, 16, 1, 22_050, samples, 0, new byte[0]);
  }

  /** Good, with this many seconds of sound that no other seed gives. */
  static TestWav seconds(double seconds, int seed) {
    return good(speech(22_050, 0.25, seconds - 0.5, 0.25, seed));
  }

  TestWav kind(boolean isFloat, int newBits, int newChannels, int newRateHz) {
    return new TestWav(isFloat, newBits, newChannels, newRateHz, samples, claimMore, after);
  }

  /** Claims more bytes of sound than there are, or fewer. */
  TestWav claimingMore(int bytes) {
    return new TestWav(floatingPoint, bits, channels, rateHz, samples, bytes, after);
  }

  TestWav followedBy(byte[] bytes) {
    return new TestWav(floatingPoint, bits, channels, rateHz, samples, claimMore, bytes);
  }

  /** A voice of 150 Hz that swells and fades four times a second, between pauses of faint noise. */
  static float[] speech(int rateHz, double before, double seconds, double after, int seed) {
    Random random = new Random(seed);
    int start = (int) (before * rateHz);
    int end = start + (int) Math.max(0, seconds * rateHz);
    float[] samples = new float[end + (int) (after * rateHz)];
    for (int i = 0; i < samples.length; i++) {
      double noise = 0.0003 * random.nextGaussian();
      double time = (i - start) / (double) rateHz;
      double swell = 0.6 + 0.4 * Math.sin(2 * Math.PI * 4 * time);
      double fade = Math.min(1, 20 * Math.min(time, (end - i) / (double) rateHz));
      boolean speaking = i >= start && i < end;
      double voice = speaking ? 0.3 * fade * swell * Math.sin(2 * Math.PI * 150 * time) : 0;
      samples[i] = (float) (voice + noise);
    }
    return samples;
  }

  byte[] bytes() {
    int width = bits / 8;
    int length = samples.length * channels * width;
    ByteBuffer out = ByteBuffer.allocate(44 + length + after.length).order(ByteOrder.LITTLE_ENDIAN);
    out.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + length + claimMore);
    out.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    out.putShort((short) (floatingPoint ? 3 : 1)).putShort((short) channels).putInt(rateHz);
    out.putInt(rateHz * channels * width).putShort((short) (channels * width));
    out.putShort((short) bits);
    out.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(length + claimMore);
    for (float sample : samples) {
      for (int channel = 0; channel < channels; channel++) {
        put(out, sample);
      }
    }
    return out.put(after).array();
  }

  private void put(ByteBuffer out, float sample) {
    if (floatingPoint) {
      out.putFloat(sample);
      return;
    }
    switch (bits) {
      case 8 -> out.put((byte) (128 + Math.round(127 * sample)));
      case 16 -> out.putShort((short) Math.round(32_767 * sample));
      case 24 -> {
        int value = Math.round(8_388_607 * sample);
        out.put((byte) value).put((byte) (value >> 8)).put((byte) (value >> 16));
      }
      default -> throw new IllegalArgumentException(bits + " bits");
    }
  }
}
