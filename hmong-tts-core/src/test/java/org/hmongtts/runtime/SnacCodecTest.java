package org.hmongtts.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.hmongtts.ModelFormatException;
import org.hmongtts.network.SnacConfig;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SnacCodecTest {

  static final String FIXTURES = "org.hmongtts.runtime.SnacFixture#folders";
  static final float ROUNDING = 1e-5f;

  @TempDir Path temporary;

  @ParameterizedTest(name = "{0}")
  @MethodSource(FIXTURES)
  void anyChunksJoinToTheWhole(SnacFixture fixture) throws IOException {
    try (SnacCodec codec = open(fixture)) {
      Random random = new Random(1);
      for (CodecNoise noise : new CodecNoise[] {CodecNoise.none(), CodecNoise.seeded(7)}) {
        int frames = codec.config().framesPerWindow() * (6 + random.nextInt(12));
        int[][] levels = randomCodes(codec.config(), frames, random);
        float[] whole = oneShot(fixture, levels, noise);
        for (int trial = 0; trial < 5; trial++) {
          float[] joined = new float[0];
          for (int from = 0; from < frames; ) {
            int to = Math.min(frames, from + 1 + random.nextInt(7));
            float[] chunk = codec.decode(levels, from, to, noise);
            joined = Arrays.copyOf(joined, joined.length + chunk.length);
            System.arraycopy(chunk, 0, joined, joined.length - chunk.length, chunk.length);
            from = to;
          }
          assertThat(joined).hasSize(frames * codec.config().samplesPerFrame());
          assertThat(largestDifference(joined, whole)).isLessThan(ROUNDING);
        }
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(FIXTURES)
  void longAudioIsEncodedInPartsToTheSameCodes(SnacFixture fixture) throws IOException {
    try (SnacCodec codec = open(fixture);
        SnacCodec reference = atOnce(fixture)) {
      float[] audio = fixture.inputs().readFloats("audio");
      float[] thrice = Arrays.copyOf(audio, 3 * audio.length);
      System.arraycopy(audio, 0, thrice, audio.length, audio.length);
      System.arraycopy(audio, 0, thrice, 2 * audio.length, audio.length);
      int[][] whole = reference.encode(thrice, Integer.MAX_VALUE);
      for (int frames = 1; frames < 8; frames++) {
        assertThat(codec.encode(thrice, frames)).isDeepEqualTo(whole);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(FIXTURES)
  void framesBeyondTheRightContextChangeNothing(SnacFixture fixture) throws IOException {
    try (SnacCodec codec = open(fixture)) {
      SnacConfig config = codec.config();
      int unit = config.framesPerWindow();
      int to = 2 * unit;
      int enough = (to + config.rightContextFrames() + unit - 1) / unit * unit;
      int[][] levels = randomCodes(config, enough + 2 * unit, new Random(2));
      float[] late = codec.decode(levels, 0, to, CodecNoise.none());
      float[] early = codec.decode(first(levels, config, enough), 0, to, CodecNoise.none());
      assertThat(largestDifference(early, late)).isLessThan(ROUNDING);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(FIXTURES)
  void seedAloneDecidesTheNoise(SnacFixture fixture) throws IOException {
    try (SnacCodec codec = open(fixture)) {
      int[][] levels =
          randomCodes(codec.config(), 2 * codec.config().framesPerWindow(), new Random(3));
      float[] audio = codec.decode(levels, CodecNoise.seeded(1));
      assertThat(codec.decode(levels, CodecNoise.seeded(1))).isEqualTo(audio);
      if (codec.config().noise()) {
        assertThat(largestDifference(codec.decode(levels, CodecNoise.seeded(2)), audio))
            .isGreaterThan(ROUNDING);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(FIXTURES)
  void threadsOnOneCodecGetWhatOneGets(SnacFixture fixture) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (SnacCodec codec = open(fixture)) {
      int[][] levels =
          randomCodes(codec.config(), 3 * codec.config().framesPerWindow(), new Random(4));
      float[] alone = codec.decode(levels, CodecNoise.seeded(5));
      for (Future<float[]> other :
          threads.invokeAll(
              IntStream.range(0, 8)
                  .<Callable<float[]>>mapToObj(
                      i -> () -> codec.decode(levels, CodecNoise.seeded(5)))
                  .toList())) {
        assertThat(other.get()).isEqualTo(alone);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(FIXTURES)
  void namesFrameAndLevelOfACodeOutOfRange(SnacFixture fixture) throws IOException {
    try (SnacCodec codec = open(fixture)) {
      SnacConfig config = codec.config();
      int[][] levels = randomCodes(config, 2 * config.framesPerWindow(), new Random(5));
      int last = levels.length - 1;
      int perFrame = levels[last].length / levels[0].length;
      levels[last][perFrame] = config.codebookSize();
      assertThatThrownBy(() -> codec.decode(levels, CodecNoise.none()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("frame 1, level " + last)
          .hasMessageContaining("0.." + (config.codebookSize() - 1));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(FIXTURES)
  void refusesLevelsThatDoNotFit(SnacFixture fixture) throws IOException {
    try (SnacCodec codec = open(fixture)) {
      int[][] levels = randomCodes(codec.config(), codec.config().framesPerWindow(), new Random(6));
      int last = levels.length - 1;
      levels[last] = Arrays.copyOf(levels[last], levels[last].length - 1);
      assertThatThrownBy(() -> codec.decode(levels, CodecNoise.none()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("level " + last);
      assertThatThrownBy(() -> codec.decode(new int[0][], CodecNoise.none()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("levels");
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(FIXTURES)
  void refusesWeightsOfAnotherConfiguration(SnacFixture fixture) throws IOException {
    for (String field : new String[] {"decoder_dim", "codebook_size", "encoder_dim"}) {
      Path folder = fixture.codecFolder(temporary);
      Path config = folder.resolve("config.json");
      Files.writeString(
          config, Files.readString(config).replaceAll("(\"" + field + "\": *)", "$11"));
      assertThatThrownBy(
              () -> SnacCodec.open(folder, temporary.resolve("cache"), ExecutionProvider.cpu(), 1))
          .as(field)
          .isInstanceOf(ModelFormatException.class)
          .hasMessageContaining("expected");
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(FIXTURES)
  void isOfNoUseWhenClosed(SnacFixture fixture) throws IOException {
    SnacCodec codec = open(fixture);
    int[][] levels = randomCodes(codec.config(), codec.config().framesPerWindow(), new Random(7));
    codec.decode(levels, CodecNoise.none());
    codec.close();
    codec.close();
    assertThatThrownBy(() -> codec.decode(levels, CodecNoise.none()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  /** The codec as the processor runs it; the other way is {@link SnacWindowTest}'s. */
  SnacCodec open(SnacFixture fixture) throws IOException {
    return SnacCodec.open(
        fixture.codecFolder(temporary), temporary.resolve("cache"), ExecutionProvider.cpu(), 1);
  }

  /** The other engine, and no chunks: the whole sequence through one ONNX graph at once. */
  float[] oneShot(SnacFixture fixture, int[][] levels, CodecNoise noise) throws IOException {
    try (SnacCodec codec = atOnce(fixture)) {
      return codec.decodeAtOnce(levels, noise);
    }
  }

  private SnacCodec atOnce(SnacFixture fixture) throws IOException {
    SnacGraphs graphs = fixture.graphs(temporary);
    SnacDecoder graph = new GraphSnacDecoder(graphs, 1);
    return new SnacCodec(
        graphs, graph, graph, new SnacEncoder(graphs, false, ExecutionProvider.cpu(), 1));
  }

  static int[][] randomCodes(SnacConfig config, int frames, Random random) {
    return config.strides().stream()
        .map(stride -> frames * config.stepsPerFrame() / stride)
        .map(count -> random.ints(count, 0, config.codebookSize()).toArray())
        .toArray(int[][]::new);
  }

  private static int[][] first(int[][] levels, SnacConfig config, int frames) {
    return Arrays.stream(levels)
        .map(codes -> Arrays.copyOf(codes, codes.length / levels[0].length * frames))
        .toArray(int[][]::new);
  }

  static float largestDifference(float[] a, float[] b) {
    assertThat(a).hasSameSizeAs(b);
    float largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i] - b[i])); // NaN stays NaN
    }
    return largest;
  }
}
