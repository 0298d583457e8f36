package org.hmongtts.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URISyntaxException;
import java.nio.IntBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hmongtts.checkpoint.Checkpoint;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The embedded voice's codec against the waveforms of the reference implementation. */
class EmbeddedCodecParityTest {

  /** The reference itself is 1e-6 from its own float64; this is -86 dB of full scale. */
  private static final float ACCEPTED = 5e-5f;

  @TempDir static Path temporary;

  static Stream<Integer> utterances() throws Exception {
    int count =
        new ObjectMapper().readTree(resource("/embedded-voice/greedy.json").toFile()).size();
    return IntStream.range(0, count).boxed();
  }

  @ParameterizedTest(name = "utterance {0}")
  @MethodSource("utterances")
  void referenceTokensGiveTheReferenceWaveform(int utterance) throws Exception {
    try (SnacCodec codec = open()) {
      float[] audio = codec.decode(levels(utterance, codec), CodecNoise.none());
      float[] expected = reference().readFloats(utterance + ".audio");
      assertThat(audio).hasSameSizeAs(expected);
      float worst = 0;
      for (int i = 0; i < audio.length; i++) {
        worst = Math.max(worst, Math.abs(audio[i] - expected[i]));
      }
      assertThat(worst).isLessThan(ACCEPTED);
    }
  }

  @ParameterizedTest(name = "utterance {0}")
  @MethodSource("utterances")
  void framesHeardOneByOneAreWithin60DecibelsOfTheWhole(int utterance) throws Exception {
    try (SnacCodec codec = open()) {
      int[][] levels = levels(utterance, codec);
      float[] expected = reference().readFloats(utterance + ".audio");
      int frames = levels[0].length;
      double signal = 0;
      double error = 0;
      for (int frame = 0; frame < frames; frame++) {
        int heard = Math.min(frames, frame + 1 + codec.config().streamingContextFrames());
        int[][] soFar = {
          Arrays.copyOf(levels[0], heard),
          Arrays.copyOf(levels[1], 2 * heard),
          Arrays.copyOf(levels[2], 4 * heard)
        };
        float[] audio = codec.decode(soFar, frame, frame + 1, CodecNoise.none());
        for (int i = 0; i < audio.length; i++) {
          double exact = expected[frame * audio.length + i];
          signal += exact * exact;
          error += (audio[i] - exact) * (audio[i] - exact);
        }
      }
      assertThat(10 * Math.log10(error / signal)).isLessThan(-60);
    }
  }

  private static SnacCodec open() throws Exception {
    return SnacCodec.open(
        voice().resolve("codec"), temporary.resolve("cache"), ExecutionProvider.cpu(), 1);
  }

  private static Path voice() throws URISyntaxException {
    return resource("/org/hmongtts/voices/embedded");
  }

  private static Checkpoint reference() throws Exception {
    return Checkpoint.openFile(resource("/embedded-voice/greedy.safetensors"));
  }

  /** A frame's tokens by slot: level and place among the frame's codes of that level. */
  private static final int[][] SLOTS = {{0, 0}, {1, 0}, {2, 0}, {2, 1}, {1, 1}, {2, 2}, {2, 3}};

  private static int[][] levels(int utterance, SnacCodec codec) throws Exception {
    JsonNode layout = new ObjectMapper().readTree(voice().resolve("generation/tts.json").toFile());
    IntBuffer tokens = reference().map(utterance + ".tokens").asIntBuffer();
    int first = layout.get("first_audio_token").asInt();
    int frames = tokens.remaining() / SLOTS.length; // an end token may follow
    int[][] levels = {new int[frames], new int[2 * frames], new int[4 * frames]};
    for (int i = 0; i < frames * SLOTS.length; i++) {
      int slot = i % SLOTS.length;
      int[] level = levels[SLOTS[slot][0]];
      level[i / SLOTS.length * (level.length / frames) + SLOTS[slot][1]] =
          tokens.get(i) - first - slot * codec.config().codebookSize();
    }
    return levels;
  }

  private static Path resource(String name) throws URISyntaxException {
    return Path.of(EmbeddedCodecParityTest.class.getResource(name).toURI());
  }
}
