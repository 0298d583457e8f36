package org.hmongtts.train.torch;

import java.util.Arrays;

/**
 * Positive numbers of similar size in 8 bits: their distance from the mean, in blocks of 256 scaled
 * by the largest magnitude, as codes of the signed dynamic map (Dettmers 2016, "8-bit
 * approximations for parallelism in deep learning"). What QLoRA calls double quantisation, for the
 * scales of {@link Nf4Codes}.
 *
 * @param codes of each number, unsigned
 * @param scales the largest distance in each block
 * @param mean of all numbers
 */
record DynamicScales(byte[] codes, float[] scales, float mean) {

  static final int BLOCK = 256;

  /** The values of the 256 codes, rising. */
  static final float[] MAP = map();

  private static final int EXPONENTS = 7;

  /**
   * A sign, then as many zeros as the power of ten below 1, then a one, then the rest of the bits
   * as a fraction between 0.1 and 1: the middles of {@code 2^e} equal parts; 0 and 1 besides.
   */
  private static float[] map() {
    float[] map = new float[BLOCK];
    int size = 1; // the first stays 0
    map[size++] = 1;
    for (int exponent = 0; exponent < EXPONENTS; exponent++) {
      int parts = 1 << exponent;
      double unit = Math.pow(10, exponent - EXPONENTS + 1.0);
      for (int part = 0; part < parts; part++) {
        float value = (float) (unit * (0.1 + 0.9 * (part + 0.5) / parts));
        map[size++] = value;
        map[size++] = -value;
      }
    }
    Arrays.sort(map);
    return map;
  }

  static DynamicScales quantize(float[] numbers) {
    double sum = 0;
    for (float number : numbers) {
      sum += number;
    }
    float mean = (float) (sum / numbers.length);
    byte[] codes = new byte[numbers.length];
    float[] scales = new float[(numbers.length + BLOCK - 1) / BLOCK];
    for (int block = 0; block < scales.length; block++) {
      int end = Math.min((block + 1) * BLOCK, numbers.length);
      for (int i = block * BLOCK; i < end; i++) {
        scales[block] = Math.max(scales[block], Math.abs(numbers[i] - mean));
      }
      float divisor = scales[block] == 0 ? 1 : scales[block]; // all alike
      for (int i = block * BLOCK; i < end; i++) {
        codes[i] = (byte) nearest((numbers[i] - mean) / divisor);
      }
    }
    return new DynamicScales(codes, scales, mean);
  }

  private static int nearest(float x) {
    int place = Arrays.binarySearch(MAP, x);
    if (place >= 0) {
      return place;
    }
    int above = Math.min(-place - 1, MAP.length - 1);
    int below = Math.max(above - 1, 0);
    return x - MAP[below] <= MAP[above] - x ? below : above;
  }

  /** The numbers again. */
  float[] dequantized() {
    float[] numbers = new float[codes.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = MAP[codes[i] & 0xff] * scales[i / BLOCK] + mean;
    }
    return numbers;
  }
}
