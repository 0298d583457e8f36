package org.hmongtts.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.network.Snac;
import org.hmongtts.network.SnacConfig;
import org.hmongtts.network.WeightNorm;
import org.hmongtts.runtime.OnnxGraph.Value;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** SNAC against the reference implementation, on every fixture folder that holds one. */
class SnacParityTest {

  private static final String FIXTURES = "org.hmongtts.runtime.SnacFixture#all";

  @TempDir Path temporary;

  @ParameterizedTest(name = "{0}")
  @MethodSource(FIXTURES)
  void encoderGivesTheReferenceLatent(SnacFixture fixture) throws Exception {
    Snac network = new Snac(fixture.config());
    Map<String, float[]> found =
        evaluate(fixture, (ops, in) -> Map.of("latent", network.encode(ops, in.get("audio"))));
    fixture.requireEqual("latent", found.get("latent"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(FIXTURES)
  void quantisingTheLatentGivesTheReference(SnacFixture fixture) throws Exception {
    Snac network = new Snac(fixture.config());
    Map<String, float[]> found =
        evaluate(
            fixture,
            (ops, in) ->
                Map.of(
                    "quantized",
                    network.quantize(ops, network.encode(ops, in.get("audio"))).latent()));
    fixture.requireEqual("quantized", found.get("quantized"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(FIXTURES)
  void everyStepOfTheDecoderGivesTheReference(SnacFixture fixture) throws Exception {
    Snac network = new Snac(fixture.config());
    Map<String, float[]> found =
        evaluate(
            fixture,
            (ops, in) -> {
              List<Value> codes = new ArrayList<>();
              while (in.containsKey("codes_" + codes.size())) {
                codes.add(in.get("codes_" + codes.size()));
              }
              Map<String, Value> out = new LinkedHashMap<>();
              Value latent = network.fromCodes(ops, codes);
              out.put("from_codes", latent);
              List<Value> steps = network.decodeSteps(ops, latent);
              for (int i = 0; i < steps.size(); i++) {
                if (fixture.expected().contains("decoder_model_" + i)) {
                  out.put("decoder_model_" + i, steps.get(i));
                }
              }
              out.put("audio_no_noise", steps.get(steps.size() - 1));
              return out;
            });
    for (Map.Entry<String, float[]> entry : found.entrySet()) {
      fixture.requireEqual(entry.getKey(), entry.getValue());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(FIXTURES)
  void codecEncodesToTheReferenceCodes(SnacFixture fixture) throws IOException {
    try (SnacCodec codec = open(fixture)) {
      int[][] codes = codec.encode(fixture.inputs().readFloats("audio"));
      assertThat(codes).isDeepEqualTo(SnacFixture.codes(fixture.expected(), "codes_", 0));
      assertThat((long) codes[0].length * codec.config().samplesPerFrame())
          .isEqualTo(fixture.expected().map("padded_length").getLong());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(FIXTURES)
  void codecDecodesToTheReferenceAudio(SnacFixture fixture) throws IOException {
    try (SnacCodec codec = open(fixture)) {
      int[][] codes = SnacFixture.codes(fixture.expected(), "codes_", 0);
      fixture.requireEqual("audio_no_noise", codec.decode(codes, CodecNoise.none()));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(FIXTURES)
  void givenNoiseGivesTheReferenceAudio(SnacFixture fixture) throws IOException {
    assumeTrue(fixture.expected().contains("audio_given_noise"), "no noise in " + fixture);
    List<float[]> noise = new ArrayList<>();
    while (fixture.inputs().contains("noise_" + noise.size())) {
      noise.add(fixture.inputs().readFloats("noise_" + noise.size()));
    }
    try (SnacCodec codec = open(fixture)) {
      int[][] codes = SnacFixture.codes(fixture.expected(), "codes_", 0);
      fixture.requireEqual("audio_given_noise", codec.decode(codes, CodecNoise.given(noise)));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(FIXTURES)
  void randomCodesGiveTheReferenceAudio(SnacFixture fixture) throws IOException {
    try (SnacCodec codec = open(fixture)) {
      int rows = Math.toIntExact(fixture.inputs().tensor("random_codes_0").shape().get(0));
      for (int row = 0; row < rows; row++) {
        int[][] codes = SnacFixture.codes(fixture.inputs(), "random_codes_", row);
        fixture.requireEqual("random_codes_audio", row, codec.decode(codes, CodecNoise.none()));
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(FIXTURES)
  void framesInOrpheusOrderGiveTheReferenceAudio(SnacFixture fixture) throws IOException {
    assumeTrue(fixture.expected().contains("orpheus_audio"), "no Orpheus frames in " + fixture);
    try (SnacCodec codec = open(fixture)) {
      int[][] codes = SnacFixture.codes(fixture.inputs(), "orpheus_codes_", 0);
      fixture.requireEqual("orpheus_audio", codec.decode(codes, CodecNoise.none()));
    }
  }

  /** The codec as the processor runs it; the other way is {@link SnacWindowParityTest}'s. */
  SnacCodec open(SnacFixture fixture) throws IOException {
    return SnacCodec.open(
        fixture.codecFolder(temporary), temporary.resolve("cache"), ExecutionProvider.cpu(), 1);
  }

  /** What a part of the network makes of the fixture's padded audio and codes. */
  private interface Part {
    Map<String, Value> emit(OnnxOps ops, Map<String, Value> inputs);
  }

  private Map<String, float[]> evaluate(SnacFixture fixture, Part part)
      throws IOException, OrtException {
    Checkpoint weights =
        PreparedWeights.open(
            temporary.resolve("cache"),
            Checkpoint.open(fixture.codecFolder(temporary)),
            "test",
            WeightNorm::declareFolded);
    OnnxGraph graph = new OnnxGraph();
    OnnxOps ops = OnnxOps.plain(graph, new TensorSource(List.of(weights)), false);
    Map<String, Value> declared = new LinkedHashMap<>();
    Map<String, float[]> found = new LinkedHashMap<>();
    try (RunTensors inputs = new RunTensors();
        OnnxRun run = new OnnxRun()) {
      SnacConfig config = fixture.config();
      float[] audio = fixture.inputs().readFloats("audio");
      int multiple = config.paddingMultiple();
      int padded = (audio.length + multiple - 1) / multiple * multiple;
      inputs.floats("audio", 1, 1, padded).put(audio);
      declared.put("audio", graph.input("audio", ElementType.FLOAT, 1, 1, padded));
      int[][] codes = SnacFixture.codes(fixture.expected(), "codes_", 0);
      for (int level = 0; level < codes.length; level++) {
        String name = "codes_" + level;
        int count = codes[level].length;
        inputs.longs(name, 1, count).put(Arrays.stream(codes[level]).asLongStream().toArray());
        declared.put(name, graph.input(name, ElementType.INT64, 1, count));
      }
      Map<String, Value> outputs = part.emit(ops, declared);
      outputs.forEach(
          (name, value) -> graph.output(name, value, ElementType.FLOAT, "a", "b", "c" + name));
      try (OnnxSession session =
          OnnxSession.create("a test", graph, ExecutionProvider.cpu(), 1, true)) {
        Map<String, OnnxTensor> given = inputs.byName();
        outputs.keySet().forEach(name -> found.put(name, session.runForFloats(given, name, run)));
      }
    }
    return found;
  }
}
