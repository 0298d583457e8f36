package org.hmongtts.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The codec as a GPU runs it: all that {@link SnacCodecTest} wants of it, and its windows. */
class SnacWindowTest extends SnacCodecTest {

  /** The processor used as a GPU is, unless -Dhmongtts.device names a GPU. */
  static ExecutionProvider device() {
    String name = System.getProperty("hmongtts.device", "");
    return name.isEmpty() ? new LoopOnCpu() : ExecutionProvider.named(name);
  }

  @Override
  ExecutionProvider provider() {
    return device();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(FIXTURES)
  void sequenceOfSeveralWindowsIsTheWhole(SnacFixture fixture) throws IOException {
    try (SnacCodec codec = open(fixture)) {
      int frames = codec.config().inWholeWindows(2 * 64 + 3);
      int[][] levels = randomCodes(codec.config(), frames, new Random(8));
      CodecNoise noise = CodecNoise.seeded(9);
      assertThat(largestDifference(codec.decode(levels, noise), oneShot(fixture, levels, noise)))
          .isLessThan(ROUNDING);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(FIXTURES)
  void canBeWarmedUpUntilItIsClosed(SnacFixture fixture) throws IOException {
    SnacCodec codec = open(fixture);
    assertThatCode(codec::warmUp).doesNotThrowAnyException();
    codec.close();
    assertThatThrownBy(codec::warmUp).isInstanceOf(IllegalStateException.class);
  }
}
