package org.hmongtts;

import java.util.Arrays;

/** Samples that are put together piece by piece. */
final class SampleList {

  private float[] samples = new float[1 << 16];
  private int size;

  void add(float[] more) {
    if (size + more.length > samples.length) {
      samples = Arrays.copyOf(samples, Math.max(samples.length * 2, size + more.length));
    }
    System.arraycopy(more, 0, samples, size, more.length);
    size += more.length;
  }

  void truncate(int newSize) {
    size = newSize;
  }

  int size() {
    return size;
  }

  float[] toArray() {
    return Arrays.copyOf(samples, size);
  }
}
