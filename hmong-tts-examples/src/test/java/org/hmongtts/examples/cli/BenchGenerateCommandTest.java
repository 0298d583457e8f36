package org.hmongtts.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchGenerateCommandTest {

  private static final boolean HAS_GPU = Files.exists(Path.of("/dev/nvidia0"));

  @TempDir private Path folder;

  @Test
  void measuresBatchesOnRandomWeights() throws IOException {
    JsonNode report =
        run(
            "generate",
            "--shape",
            "tiny",
            "--batch",
            "1,2",
            "--tokens",
            "30",
            "--adapter",
            "--passes",
            "2");

    assertThat(report.get("base").asText()).isEqualTo("random tiny");
    assertThat(report.get("precision").asText()).isEqualTo("F32");
    assertThat(report.get("adapter_rank").asInt()).isEqualTo(16);
    assertThat(report.get("weight_bytes_per_step").asLong()).isPositive();
    for (int batch : new int[] {1, 2}) {
      JsonNode figures = report.get("batches").get(String.valueOf(batch));
      assertThat(figures.get("passes").asInt()).isEqualTo(2);
      assertThat(figures.get("ended_early").asInt()).isZero();
      assertThat(figures.get("tokens").asInt()).isEqualTo(4 * 7 * batch); // in whole frames
      double seconds = figures.get("ms_per_token").asDouble() / 1e3;
      assertThat(figures.get("tokens_per_second").asDouble() * seconds / batch)
          .isBetween(0.999, 1.001);
      assertThat(figures.get("real_time_factor").asDouble() / seconds).isBetween(83.9, 84.1);
      assertThat(figures.get("first_frame_seconds").asDouble()).isPositive();
      assertThat(figures.get("first_audio_seconds").asDouble()).isPositive();
      assertThat(figures.get("share_of_floor").asDouble()).isPositive();
    }
  }

  @Test
  void measuresAnyBase() throws IOException {
    JsonNode report = run("generate", "--base", "embedded", "--tokens", "14");

    assertThat(report.get("adapter_rank").asInt()).isZero();
    assertThat(report.get("batches").get("1").get("tokens").asInt()).isPositive();
  }

  @Test
  void measuresTheCodec() throws IOException {
    JsonNode report = run("codec", "--seconds", "7", "--passes", "1");

    assertThat(report.get("clips").asInt()).as("6.47 s, and what is left").isEqualTo(2);
    for (String way : new String[] {"encode", "decode", "encode_clips"}) {
      double factor = report.get(way + "_real_time_factor").asDouble();
      assertThat(factor).isPositive();
      assertThat(report.get("first_" + way + "_seconds").asDouble()).isPositive();
      assertThat(report.get(way + "_passes").asInt()).isEqualTo(1);
      assertThat(report.get(way + "_audio_hours_per_minute").asDouble() * factor * 60)
          .isBetween(0.999, 1.001);
    }
  }

  @Test
  void refusesAGpuThatIsNotThere() {
    assumeFalse(HAS_GPU, "a GPU is there");
    for (String[] words :
        new String[][] {
          {"bench", "generate", "--shape", "tiny", "--provider", "cuda:0"},
          {"bench", "codec", "--seconds", "1", "--provider", "cuda:0"}
        }) {
      CommandRun run = CommandRun.of(words);

      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err()).hasLineCount(1).contains("cannot run on cuda:0", "NVIDIA driver");
      assertThat(run.out()).isEmpty();
    }
  }

  @Test
  void wantsABaseOrAShape() {
    CommandRun run = CommandRun.of("bench", "generate");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--base", "--shape");
  }

  private JsonNode run(String kind, String... options) throws IOException {
    Path out = folder.resolve("report.json");
    String[] words = new String[options.length + 4];
    words[0] = "bench";
    words[1] = kind;
    words[2] = "--out";
    words[3] = out.toString();
    System.arraycopy(options, 0, words, 4, options.length);
    CommandRun run = CommandRun.of(words);
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    return new ObjectMapper().readTree(out.toFile());
  }
}
