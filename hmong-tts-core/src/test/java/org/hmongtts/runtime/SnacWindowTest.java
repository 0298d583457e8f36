package org.hmongtts.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.hmongtts.network.SnacConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The codec as a GPU runs it: all that {@link SnacCodecTest} wants of it, and its windows. */
class SnacWindowTest extends SnacCodecTest {

  private static final int FRAMES = 8;

  /** The processor used as a GPU is, unless -Dhmongtts.device names a GPU. */
  private static ExecutionProvider device() {
    String name = System.getProperty("hmongtts.device", "");
    return name.isEmpty() ? new LoopOnCpu() : ExecutionProvider.named(name);
  }

  /** All in windows, however short: {@link SnacCodec#open} would leave short runs to others. */
  static SnacCodec inWindows(SnacFixture fixture, Path temporary) throws IOException {
    SnacGraphs graphs = fixture.graphs(temporary);
    SnacDecoder windows = new WindowSnacDecoder(graphs, FRAMES, device(), 1);
    return new SnacCodec(graphs, windows, windows, new SnacEncoder(graphs, true, device(), 1));
  }

  @Override
  SnacCodec open(SnacFixture fixture) throws IOException {
    return inWindows(fixture, temporary);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(FIXTURES)
  void longRunsAndPiecesMayBeDecodedInDifferentWays(SnacFixture fixture) throws IOException {
    try (SnacCodec codec =
        SnacCodec.open(fixture.codecFolder(temporary), temporary.resolve("cache"), device(), 1)) {
      SnacConfig config = codec.config();
      int unit = config.framesPerWindow();
      int[][] levels = randomCodes(config, config.inWholeWindows(2 * 64 + 3), new Random(8));
      CodecNoise noise = CodecNoise.seeded(9);
      float[] expected = oneShot(fixture, levels, noise);
      assertThat(largestDifference(codec.decode(levels, noise), expected)).isLessThan(ROUNDING);
      int samples = unit * config.samplesPerFrame();
      assertThat(
              largestDifference(
                  codec.decode(levels, unit, 2 * unit, noise),
                  Arrays.copyOfRange(expected, samples, 2 * samples)))
          .isLessThan(ROUNDING);
    }
  }
}
