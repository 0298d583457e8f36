package org.hmongtts.runtime;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * One channel while kernels work on it, in arrays that stay in the processor's nearest cache. For
 * one thread.
 *
 * <p>The loops are written for the JVM's vectoriser: each indexes whole arrays from zero with the
 * loop variable alone, because HotSpot 17 leaves loops with an offset scalar, at a tenth of the
 * speed. Shifted reads are therefore copies.
 */
final class Row {

  // sin²(πr) = u · P(u) with u = r², |r| <= 1/2: minimax in the relative error, 2e-7 in floats.
  private static final float P0 = 9.869604110717773f;
  private static final float P1 = -32.469661712646484f;
  private static final float P2 = 42.7269287109375f;
  private static final float P3 = -30.098552703857422f;
  private static final float P4 = 13.03711223602295f;
  private static final float P5 = -3.3362109661102295f;

  /** Added and subtracted, rounds a float to a whole number: 1.5 · 2^23. */
  private static final float ROUND = 12582912f;

  private static final int TAPS = 4; // of a convolution, in one loop
  private static final int TILE = 1024; // steps of a convolution whose taps stay in the cache

  private float[] values = {};
  private float[] result = {};
  private final float[] tile = new float[TILE];
  private final float[][] shifted = new float[TAPS][TILE];
  private int count;

  /** Steps that the row has now. */
  int count() {
    return count;
  }

  /** The row's values; more than {@link #count} may be there. */
  float[] values() {
    return values;
  }

  /** Reads a row of a plane. */
  void load(FloatBuffer plane, int start, int steps) {
    reserve(steps);
    count = steps;
    plane.position(start);
    plane.get(values, 0, steps);
  }

  /** Writes the row to a plane. */
  void store(FloatBuffer plane, int start) {
    plane.position(start);
    plane.put(values, 0, count);
  }

  /** Cuts the row to a part of itself. */
  void crop(int from, int to) {
    System.arraycopy(values, from, values, 0, to - from);
    count = to - from;
  }

  /** {@code x + height · sin²(π · turns · x)}. */
  void snake(float turns, float height) {
    snake(values, count, turns, height);
  }

  private static void snake(float[] x, int n, float turns, float height) {
    for (int i = 0; i < n; i++) {
      float value = x[i];
      float t = turns * value;
      float r = t - ((t + ROUND) - ROUND);
      float u = r * r;
      float p = (((((P5 * u + P4) * u + P3) * u + P2) * u + P1) * u + P0) * u;
      x[i] = value + height * p;
    }
  }

  /** Convolves with taps around each step, zeros beyond the ends. */
  void convolve(float[] taps, float bias, int dilation, int padding) {
    Arrays.fill(result, 0, count, bias);
    convolveInto(result, taps, dilation, padding);
    float[] swapped = values;
    values = result;
    result = swapped;
  }

  /** Adds this row's convolution to a sum of rows. */
  void convolveInto(float[] sum, float[] taps, int dilation, int padding) {
    for (int start = 0; start < count; start += TILE) {
      int n = Math.min(TILE, count - start);
      System.arraycopy(sum, start, tile, 0, n);
      for (int first = 0; first < taps.length; first += TAPS) {
        for (int j = 0; j < Math.min(TAPS, taps.length - first); j++) {
          shift(shifted[j], start + (first + j) * dilation - padding, n);
        }
        addTaps(
            tile,
            n,
            shifted[0],
            shifted[1],
            shifted[2],
            shifted[3],
            tap(taps, first),
            tap(taps, first + 1),
            tap(taps, first + 2),
            tap(taps, first + 3));
      }
      System.arraycopy(tile, 0, sum, start, n);
    }
  }

  private static float tap(float[] taps, int index) {
    return index < taps.length ? taps[index] : 0;
  }

  /** A copy of n steps of the row, zeros where it has none. */
  private void shift(float[] copy, int start, int n) {
    if (start >= 0 && start + n <= count) {
      System.arraycopy(values, start, copy, 0, n);
      return;
    }
    int from = Math.min(Math.max(-start, 0), n);
    int to = Math.min(Math.max(count - start, from), n);
    Arrays.fill(copy, 0, from, 0);
    if (from < to) {
      System.arraycopy(values, start + from, copy, from, to - from);
    }
    Arrays.fill(copy, to, n, 0);
  }

  private static void addTaps(
      float[] y,
      int n,
      float[] x0,
      float[] x1,
      float[] x2,
      float[] x3,
      float w0,
      float w1,
      float w2,
      float w3) {
    for (int i = 0; i < n; i++) {
      y[i] += w0 * x0[i] + w1 * x1[i] + w2 * x2[i] + w3 * x3[i];
    }
  }

  /** Adds a number to every step. */
  void add(float value) {
    add(values, count, value);
  }

  private static void add(float[] x, int n, float value) {
    for (int i = 0; i < n; i++) {
      x[i] += value;
    }
  }

  /** Adds a row of another plane. */
  void add(FloatBuffer plane, int start) {
    plane.position(start);
    plane.get(result, 0, count);
    add(values, result, count);
  }

  private static void add(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      x[i] += y[i];
    }
  }

  /** Multiplies step by step. */
  void multiply(float[] factors) {
    multiply(values, factors, count);
  }

  private static void multiply(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      x[i] *= y[i];
    }
  }

  void tanh() {
    for (int i = 0; i < count; i++) {
      values[i] = (float) Math.tanh(values[i]);
    }
  }

  /**
   * Makes the row from the partial rows of a transposed convolution: step {@code n = stride · t + j
   * − padding} is the sum of partial row j at t and partial row {@code j + stride} at {@code t −
   * 1}.
   *
   * @param partial {@code [2 · stride][steps]}
   */
  void overlap(float[] partial, int steps, int stride, int padding, float bias) {
    reserve(steps * stride);
    count = steps * stride;
    float[] y = values;
    for (int j = 0; j < stride; j++) {
      int early = j * steps;
      int late = (j + stride) * steps - 1;
      int n = j - padding;
      if (n >= 0) {
        y[n] = bias + partial[early];
      }
      for (int t = 1; t < steps; t++) {
        n += stride;
        y[n] = bias + partial[early + t] + partial[late + t];
      }
      if (n + stride < count) {
        y[n + stride] = bias + partial[late + steps];
      }
    }
  }

  private void reserve(int steps) {
    if (values.length < steps) {
      values = new float[steps];
      result = new float[steps];
    }
  }
}
