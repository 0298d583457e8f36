package org.hmongtts.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hmongtts.adapter.LoraConfig;
import org.hmongtts.adapter.PeftAdapterWriter;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.DType;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTrainCommandTest {

  private static final boolean HAS_GPU = Files.exists(Path.of("/dev/nvidia0"));

  @TempDir private Path folder;

  @Test
  void measuresStepsOnRandomWeights() throws IOException {
    JsonNode report = bench("--shape", "tiny", "--precision", "f32", "--batch", "2");

    assertThat(report.get("shape").asText()).isEqualTo("tiny");
    assertThat(report.get("kernel").asText()).startsWith("scaled_dot_product_attention");
    assertThat(report.get("recomputed_layers").asInt()).isZero();
    // the utterances of steps 1 and 2, after one step to warm up; see UtteranceLengthsTest
    assertThat(report.get("tokens").asLong()).isEqualTo(648 + 363 + 186 + 247);
    assertThat(report.get("tokens_per_second").asDouble()).isPositive();
    assertThat(report.get("ms_per_step").asDouble()).isPositive();
    assertThat(report.get("ms_per_step_median").asDouble()).isPositive();
    assertThat(report.get("model_flops_utilisation").asDouble()).isPositive();
    assertThat(report.get("trainable_parameters").asLong())
        .isEqualTo(2L * 16 * (4 * 64 + 64 + 64 + 32 + 32 + 3 * (64 + 128)));
    long vocabulary = 7_436L * 64;
    assertThat(report.get("base_bytes").asLong()).isGreaterThan(4 * vocabulary);
  }

  @Test
  void lossesStartWhereChanceIs() throws IOException {
    JsonNode report = bench("--shape", "tiny", "--precision", "f32", "--batch", "1");

    assertThat(losses(report))
        .hasSize(3)
        .allSatisfy(
            loss -> assertThat(loss).isBetween(Math.log(7_436) - 0.2, Math.log(7_436) + 0.2));
  }

  @Test
  void theSameSeedGivesTheSameLosses() throws IOException {
    String[] options = {"--shape", "tiny", "--precision", "f32", "--batch", "1", "--seed", "7"};

    assertThat(losses(bench(options))).isEqualTo(losses(bench(options)));
  }

  @Test
  void holdsTheBaseInFourBitsWithAllLayersRecomputed() throws IOException {
    JsonNode wide = bench("--shape", "tiny", "--precision", "f32", "--batch", "1");
    JsonNode report =
        bench(
            "--shape",
            "tiny",
            "--precision",
            "nf4",
            "--batch",
            "1",
            "--kernel",
            "explicit",
            "--labels",
            "audio",
            "--memory",
            "2GiB",
            "--peak-tflops",
            "0.5");

    assertThat(report.get("kernel").asText()).isEqualTo("explicit");
    assertThat(report.get("recomputed_layers").asInt()).isEqualTo(2);
    assertThat(report.get("memory_budget_bytes").asLong()).isEqualTo(2L << 30);
    assertThat(report.get("peak_tflops").asDouble()).isEqualTo(0.5);
    assertThat(report.get("base_bytes").asLong()).isLessThan(wide.get("base_bytes").asLong());
    assertThat(losses(report)).allSatisfy(loss -> assertThat(loss).isFinite());
  }

  @Test
  void trainsOnAGpu() throws IOException {
    assumeTrue(HAS_GPU, "no NVIDIA GPU here");
    JsonNode report = bench("--shape", "tiny", "--batch", "2", "--device", "cuda:0");

    assertThat(report.get("device_used_bytes").asLong()).isPositive();
    assertThat(losses(report)).allSatisfy(loss -> assertThat(loss).isFinite());
  }

  @Nested
  class OnGivenBatches {

    @Test
    void lossesFallWhereABatchComesAgain() throws IOException {
      write(steps(5));

      List<Double> losses = losses(equalLoss());

      assertThat(losses).hasSize(5);
      for (int i = 1; i < losses.size(); i++) {
        assertThat(losses.get(i)).as("step %d", i + 1).isLessThan(losses.get(i - 1));
      }
    }

    @Test
    void aLabelThatIsNotItsTokenIsRefused() throws IOException {
      write("[[{\"ids\": [1, 2, 3], \"labels\": [-100, 2, 4]}]]");

      CommandRun run = CommandRun.of("bench", "train", "--equal-loss", folder.toString());

      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).hasLineCount(1).contains("batches.json: step 0, sequence 0: label 4");
    }

    private JsonNode equalLoss() throws IOException {
      return run("--equal-loss", folder.toString(), "--precision", "f32");
    }

    private void write(String batches) throws IOException {
      Path base = folder.resolve("base");
      new RandomDecoder(DecoderShape.TINY, DType.F32).write(base);
      new PeftAdapterWriter(LoraConfig.of(4, 8), "random")
          .writeNew(folder.resolve("adapter"), Checkpoint.open(base), 1);
      Files.writeString(folder.resolve("batches.json"), batches);
    }

    private String steps(int count) {
      String ids =
          new SplittableRandom(1)
              .ints(24, 0, 7_436)
              .mapToObj(String::valueOf)
              .collect(Collectors.joining(", "));
      String step = "[{\"ids\": [" + ids + "], \"labels\": [" + ids + "]}]";
      return IntStream.range(0, count)
          .mapToObj(i -> step)
          .collect(Collectors.joining(",\n", "[", "]"));
    }
  }

  @Nested
  class RefusesInOneLine {

    @Test
    void aGpuThatIsNotThere() {
      assumeFalse(HAS_GPU, "a GPU is there");

      refused(2, "cuda:0: this LibTorch has no CUDA", "--shape", "tiny", "--device", "cuda:0");
    }

    @Test
    void toComputeNothing() {
      refused(1, "--steps must be 1 or more, got 0", "--shape", "tiny", "--steps", "0");
    }

    @Test
    void aSizeWithoutAUnit() {
      refused(2, "expected a size such as 8GB", "--shape", "tiny", "--memory", "8");
    }

    @Test
    void memoryThatCanNotSuffice() {
      refused(1, "training needs about", "--shape", "tiny", "--memory", "10MB");
    }

    private void refused(int exitCode, String reason, String... options) {
      List<String> words = new ArrayList<>(List.of("bench", "train"));
      words.addAll(List.of(options));
      CommandRun run = CommandRun.of(words.toArray(String[]::new));
      assertThat(run.exitCode()).isEqualTo(exitCode);
      assertThat(run.err()).hasLineCount(1).startsWith("hmong-tts: ").contains(reason);
      assertThat(run.out()).isEmpty();
    }
  }

  private JsonNode bench(String... options) throws IOException {
    List<String> words = new ArrayList<>(List.of(options));
    words.addAll(List.of("--warmup", "1", "--steps", "2"));
    return run(words.toArray(String[]::new));
  }

  private JsonNode run(String... options) throws IOException {
    Path out = folder.resolve("report.json");
    List<String> words = new ArrayList<>(List.of("bench", "train", "--out", out.toString()));
    words.addAll(List.of(options));
    CommandRun run = CommandRun.of(words.toArray(String[]::new));
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("tokens_per_second");
    return new ObjectMapper().readTree(out.toFile());
  }

  private static List<Double> losses(JsonNode report) {
    List<Double> losses = new ArrayList<>();
    report.get("losses").forEach(loss -> losses.add(loss.asDouble()));
    return losses;
  }
}
