package org.hmongtts.train.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.network.Snac;
import org.hmongtts.runtime.SnacFixture;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** SNAC on LibTorch against the reference implementation, on every fixture folder with one. */
class TorchSnacParityTest {

  private static final String FIXTURES = "org.hmongtts.runtime.SnacFixture#all";

  @TempDir Path temporary;

  @ParameterizedTest(name = "{0}")
  @MethodSource(FIXTURES)
  void audioIsEncodedToTheReferencesLatentAndCodes(SnacFixture fixture) throws Exception {
    try (TorchSnac codec = open(fixture)) {
      Map<String, float[]> found =
          codec.run(
              (ops, network) -> {
                Tensor latent = network.encode(ops, codec.audio(padded(fixture)));
                Snac.Quantized<Tensor> quantized = network.quantize(ops, latent);
                Map<String, Tensor> out = new LinkedHashMap<>();
                out.put("latent", latent);
                out.put("quantized", quantized.latent());
                for (Tensor level : quantized.codes()) {
                  out.put("codes_" + (out.size() - 2), level);
                }
                return out;
              });
      fixture.requireEqual("latent", found.get("latent"));
      fixture.requireEqual("quantized", found.get("quantized"));
      int[][] codes = SnacFixture.codes(fixture.expected(), "codes_", 0);
      for (int level = 0; level < codes.length; level++) {
        assertThat(ints(found.get("codes_" + level))).isEqualTo(codes[level]);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(FIXTURES)
  void everyStepOfTheDecoderGivesTheReference(SnacFixture fixture) throws Exception {
    int[][] codes = SnacFixture.codes(fixture.expected(), "codes_", 0);
    try (TorchSnac codec = open(fixture)) {
      Map<String, float[]> found =
          codec.run(
              (ops, network) -> {
                Map<String, Tensor> out = new LinkedHashMap<>();
                Tensor latent = network.fromCodes(ops, codec.codes(codes));
                out.put("from_codes", latent);
                List<Tensor> steps = network.decodeSteps(ops, latent);
                for (int i = 0; i < steps.size(); i++) {
                  if (fixture.expected().contains("decoder_model_" + i)) {
                    out.put("decoder_model_" + i, steps.get(i));
                  }
                }
                out.put("audio_no_noise", steps.get(steps.size() - 1));
                return out;
              });
      found.forEach(fixture::requireEqual);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(FIXTURES)
  void givenNoiseGivesTheReferenceAudio(SnacFixture fixture) throws Exception {
    assumeTrue(fixture.expected().contains("audio_given_noise"), "no noise in " + fixture);
    List<float[]> noise = new ArrayList<>();
    while (fixture.inputs().contains("noise_" + noise.size())) {
      noise.add(fixture.inputs().readFloats("noise_" + noise.size()));
    }
    int[][] codes = SnacFixture.codes(fixture.expected(), "codes_", 0);
    try (TorchSnac codec = open(fixture)) {
      float[] audio = decode(codec, codes, Optional.of(noise));
      fixture.requireEqual("audio_given_noise", audio);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(FIXTURES)
  void randomCodesGiveTheReferenceAudio(SnacFixture fixture) throws Exception {
    try (TorchSnac codec = open(fixture)) {
      long rows = fixture.inputs().tensor("random_codes_0").shape().get(0);
      for (int row = 0; row < rows; row++) {
        int[][] codes = SnacFixture.codes(fixture.inputs(), "random_codes_", row);
        fixture.requireEqual("random_codes_audio", row, decode(codec, codes, Optional.empty()));
      }
    }
  }

  private static float[] decode(TorchSnac codec, int[][] codes, Optional<List<float[]>> noise) {
    return codec
        .run(
            noise,
            (ops, network) ->
                Map.of("audio", network.decode(ops, network.fromCodes(ops, codec.codes(codes)))))
        .get("audio");
  }

  private TorchSnac open(SnacFixture fixture) throws IOException {
    Checkpoint weights = Checkpoint.open(fixture.codecFolder(temporary));
    return new TorchSnac(fixture.config(), weights, temporary);
  }

  private static float[] padded(SnacFixture fixture) {
    float[] audio = fixture.inputs().readFloats("audio");
    return Arrays.copyOf(audio, (int) fixture.expected().map("padded_length").getLong());
  }

  private static int[] ints(float[] values) {
    int[] ints = new int[values.length];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = (int) values[i];
    }
    return ints;
  }
}
