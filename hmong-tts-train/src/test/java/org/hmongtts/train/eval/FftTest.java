package org.hmongtts.train.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FftTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8, 64})
  void equalsTheDefinition(int size) {
    Random random = new Random(size);
    double[] real = random.doubles(size, -1, 1).toArray();
    double[] imaginary = random.doubles(size, -1, 1).toArray();
    double[] re = real.clone();
    double[] im = imaginary.clone();
    new Fft(size).transform(re, im);
    for (int k = 0; k < size; k++) {
      double sumRe = 0;
      double sumIm = 0;
      for (int n = 0; n < size; n++) {
        double angle = -2 * Math.PI * k * n / size;
        sumRe += real[n] * Math.cos(angle) - imaginary[n] * Math.sin(angle);
        sumIm += real[n] * Math.sin(angle) + imaginary[n] * Math.cos(angle);
      }
      assertThat(re[k]).isCloseTo(sumRe, within(1e-12));
      assertThat(im[k]).isCloseTo(sumIm, within(1e-12));
    }
  }

  @Test
  void takesTheSmallestSizeThatHolds() {
    assertThat(Fft.atLeast(1).size()).isEqualTo(1);
    assertThat(Fft.atLeast(1024).size()).isEqualTo(1024);
    assertThat(Fft.atLeast(1025).size()).isEqualTo(2048);
  }

  @Test
  void refusesOtherSizes() {
    assertThatThrownBy(() -> new Fft(12)).isInstanceOf(IllegalArgumentException.class);
  }
}
