package org.hmongtts.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hmongtts.adapter.PeftAdapter;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.ConfigFile;
import org.hmongtts.checkpoint.ProgressListener;
import org.hmongtts.network.LlamaConfig;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Generation on a GPU against the processor's: exact in 32 bits, nearly so in 16 and 8. */
@EnabledIf(value = "cudaIsThere", disabledReason = "this ONNX Runtime has no CUDA")
class CudaParityTest {

  private static final ExecutionProvider GPU = ExecutionProvider.cuda(0);

  @TempDir Path cache;

  static boolean cudaIsThere() {
    return OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
  }

  static Stream<Named<Path>> decoders() {
    return GenerationParityTest.decoders();
  }

  @Test
  void greedyTokensIn32BitsAreTheReferences() throws IOException {
    EmbeddedReference reference = new EmbeddedReference();
    List<GenerationJob> jobs = reference.jobs(Sampling.GREEDY, 170);
    try (LanguageModel model = reference.model(GPU, cache)) {
      Heard heard = Heard.of(model, jobs, jobs.size());
      for (int i = 0; i < jobs.size(); i++) {
        assertThat(heard.tokens(i, reference.grammar)).isEqualTo(reference.tokens(i));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("decoders")
  void everyAdapterIn32BitsGivesTheProcessorsTokens(Path folder) throws IOException {
    try (Stream<Path> adapters = Files.list(folder.resolve("adapters"));
        LanguageModel cpu = model(folder, ExecutionProvider.cpu(), Precision.F32);
        LanguageModel gpu = model(folder, GPU, Precision.F32)) {
      assertThat(first(gpu)).isEqualTo(first(cpu));
      for (Path adapter : adapters.sorted().toList()) {
        assertThat(adapted(folder, gpu, adapter))
            .as(adapter.toString())
            .isEqualTo(adapted(folder, cpu, adapter));
      }
    }
  }

  /**
   * In fewer bits the second best token may win where the two are close. So every greedy choice of
   * the loop is held against the 32-bit logits at that place: how far below the best it is.
   */
  @ParameterizedTest
  @CsvSource({"F16, 0.05", "BF16, 0.4", "INT8, 0.4"})
  void choicesIn16And8BitsAreNearlyTheBest(Precision precision, double mostLost)
      throws IOException {
    EmbeddedReference reference = new EmbeddedReference();
    List<GenerationJob> jobs = reference.jobs(Sampling.GREEDY, 12);
    try (LanguageModel cpu = reference.model(ExecutionProvider.cpu(), cache);
        LanguageModel gpu = reference.model(GPU, precision, cache)) {
      Heard heard = Heard.of(gpu, jobs, jobs.size());
      assertThat(mostLost(cpu, jobs, heard)).isLessThan(mostLost);
    }
  }

  /** What the worst choice is below the best, in nats. */
  static double mostLost(LanguageModel exact, List<GenerationJob> jobs, Heard heard) {
    double lost = 0;
    for (int job = 0; job < jobs.size(); job++) {
      List<int[]> frames = heard.frames.get(job);
      List<float[]> logits = exact.logits(jobs.get(job).prompt(), frames);
      int slots = frames.get(0).length;
      for (int i = 0; i < logits.size(); i++) {
        float best = Float.NEGATIVE_INFINITY;
        for (float logit : logits.get(i)) {
          best = Math.max(best, logit);
        }
        lost = Math.max(lost, best - logits.get(i)[frames.get(i / slots)[i % slots]]);
      }
    }
    return lost;
  }

  /** The first frames, of a fixture's vocabulary taken as one slot. */
  private static List<String> first(LanguageModel model) {
    return events(model, Optional.empty());
  }

  private static List<String> adapted(Path folder, LanguageModel model, Path adapter)
      throws IOException {
    Checkpoint base = Checkpoint.open(folder.resolve("checkpoint"));
    try (LoadedAdapter loaded = model.bind(PeftAdapter.read(adapter).bind(base), 1)) {
      return events(model, Optional.of(loaded));
    }
  }

  private static List<String> events(LanguageModel model, Optional<LoadedAdapter> adapter) {
    GenerationJob job = new GenerationJob(new int[] {3, 1, 4, 1, 5}, Sampling.GREEDY, 0, 24, 0);
    return Heard.of(model, List.of(job), 1, adapter).events.get(0);
  }

  private LanguageModel model(Path folder, ExecutionProvider provider, Precision precision)
      throws IOException {
    LlamaConfig config =
        LlamaConfig.read(ConfigFile.read(folder.resolve("checkpoint/config.json")));
    int last = config.vocabularySize() - 1;
    return LanguageModel.load(
        Checkpoint.open(folder.resolve("checkpoint")),
        config,
        new FrameGrammar(List.of(0), last, last),
        new LanguageModel.Settings(provider, precision, 1, cache, ProgressListener.NONE));
  }
}
