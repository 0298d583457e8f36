package org.hmongtts.runtime;

import java.nio.FloatBuffer;

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

  private static final int TAPS = 4; // of a convolution, per pass over the row

  private float[] values = {};
  private float[] result = {};
  private final float[][] shifted = new float[TAPS][0];
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
    convolveInto(result, taps, dilation, padding, bias);
    float[] swapped = values;
    values = result;
    result = swapped;
  }

  /** Adds this row's convolution to a sum of rows. */
  void convolveInto(float[] sum, float[] taps, int dilation, int padding) {
    for (int first = 0; first < taps.length; first += TAPS) {
      shift(first, taps.length, dilation, padding);
      addTaps(
          sum,
          count,
          shifted[0],
          shifted[1],
          shifted[2],
          shifted[3],
          tap(taps, first),
          tap(taps, first + 1),
          tap(taps, first + 2),
          tap(taps, first + 3));
    }
  }

  private void convolveInto(float[] target, float[] taps, int dilation, int padding, float bias) {
    fill(target, count, bias);
    convolveInto(target, taps, dilation, padding);
  }

  private static float tap(float[] taps, int index) {
    return index < taps.length ? taps[index] : 0;
  }

  /** Copies of the row, each moved by the distance of one of four taps; a missing tap is left. */
  private void shift(int first, int taps, int dilation, int padding) {
    for (int j = 0; j < Math.min(TAPS, taps - first); j++) {
      int by = (first + j) * dilation - padding;
      int head = Math.min(Math.max(-by, 0), count); // zeros before the row begins
      int body = Math.max(count - Math.abs(by), 0);
      float[] copy = shifted[j];
      fill(copy, head, 0);
      System.arraycopy(values, Math.min(Math.max(by, 0), count), copy, head, body);
      for (int i = head + body; i < count; i++) {
        copy[i] = 0;
      }
    }
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

  static void fill(float[] y, int n, float value) {
    for (int i = 0; i < n; i++) {
      y[i] = value;
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
    for (int j = 0; j < stride; j++) {
      int early = j * steps;
      int late = (j + stride) * steps - 1;
      int n = j - padding;
      if (n >= 0) {
        values[n] = bias + partial[early];
      }
      for (int t = 1; t < steps; t++) {
        n += stride;
        values[n] = bias + partial[early + t] + partial[late + t];
      }
      if (n + stride < count) {
        values[n + stride] = bias + partial[late + steps];
      }
    }
  }

  private void reserve(int steps) {
    if (values.length < steps) {
      values = new float[steps];
      result = new float[steps];
      for (int j = 0; j < TAPS; j++) {
        shifted[j] = new float[steps];
      }
    }
  }
}
