package org.hmongtts.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hmongtts.Fixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Resampled sound against the exact signal at the new times, as every fixture folder gives it. */
class ResamplerParityTest {

  private static final String TENSORS = "resample.safetensors";

  /** Left out at either end, where the signal is cut. */
  private static final double EDGE_SECONDS = 0.010;

  @Test
  void reachesTheFixturesGoodRatios() throws IOException {
    List<Executable> checks = new ArrayList<>();
    for (Path folder :
        Fixtures.folders(
            "resampling", path -> Files.isRegularFile(path.resolve("resample.json")))) {
      AudioFixture fixture = new AudioFixture(folder);
      JsonNode root = fixture.json("resample.json");
      for (JsonNode aCase : root.required("cases")) {
        checks.add(() -> check(fixture, aCase, root.required("accept")));
      }
    }
    assertAll(checks);
  }

  private static void check(AudioFixture fixture, JsonNode aCase, JsonNode accept)
      throws IOException {
    String name = aCase.required("name").asText();
    int rateIn = aCase.required("rate_in").asInt();
    int rateOut = aCase.required("rate_out").asInt();
    Resampler resampler = new Resampler(rateIn, rateOut);
    float[] output = resampler.resample(fixture.tensor(TENSORS, name + ".source"));
    assertThat(output).as(name).hasSize(aCase.required("samples_out").asInt());
    float[] ideal = fixture.tensor(TENSORS, name + ".ideal");
    int edge = (int) Math.ceil(EDGE_SECONDS * rateOut);
    double signal = 0;
    double noise = 0;
    for (int i = edge; i < ideal.length - edge; i++) {
      signal += (double) ideal[i] * ideal[i];
      noise += Math.pow((double) output[i] - ideal[i], 2);
    }
    assertThat(decibels(signal / noise))
        .as("%s: signal to noise, dB", name)
        .isGreaterThan(accept.required("good_snr_db").asDouble());
    if (aCase.has("alias_tone_hz")) {
      float[] tone = fixture.tensor(TENSORS, name + ".alias_source");
      double rejection =
          power(tone, (int) Math.ceil(EDGE_SECONDS * rateIn))
              / power(resampler.resample(tone), edge);
      assertThat(decibels(rejection))
          .as("%s: alias rejection, dB", name)
          .isGreaterThan(accept.required("good_alias_rejection_db").asDouble());
    }
  }

  private static double power(float[] samples, int edge) {
    double sum = 0;
    for (int i = edge; i < samples.length - edge; i++) {
      sum += (double) samples[i] * samples[i];
    }
    return sum / (samples.length - 2 * edge);
  }

  private static double decibels(double ratio) {
    return 10 * Math.log10(ratio);
  }
}
