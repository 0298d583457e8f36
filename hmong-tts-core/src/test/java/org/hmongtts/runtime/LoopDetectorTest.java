package org.hmongtts.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopDetectorTest {

  private final LoopDetector detector = new LoopDetector();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8})
  void noticesAShortPatternWithinFourRepeatsOrASecond(int period) {
    for (int i = 0; i < 20; i++) {
      assertThat(detector.loops(frame(1000 + i))).isFalse();
    }
    int frames = 0;
    while (!detector.loops(frame(frames % period))) {
      frames++;
      assertThat(frames).isLessThanOrEqualTo(Math.max(12, 4 * period));
    }
    assertThat(frames + 1).isGreaterThanOrEqualTo(12);
  }

  @Test
  void acceptsAShortPause() {
    for (int i = 0; i < 11; i++) {
      assertThat(detector.loops(frame(7))).isFalse();
    }
    assertThat(detector.loops(frame(8))).isFalse();
  }

  @Test
  void acceptsSpeech() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 5000; i++) {
      assertThat(detector.loops(frame(random.nextInt(50)))).isFalse();
    }
  }

  private static int[] frame(int code) {
    return new int[] {code, code + 1, code + 2};
  }
}
