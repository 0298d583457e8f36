package org.hmongtts.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.hmongtts.adapter.BoundAdapter;
import org.hmongtts.adapter.PeftAdapter;
import org.hmongtts.adapter.SmallAdapter;
import org.hmongtts.checkpoint.Checkpoint;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The embedded voice generated in the graph, against the reference and against stepping. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoopParityTest {

  private EmbeddedReference reference;
  private LanguageModel loop;
  private LanguageModel stepping;

  @BeforeAll
  void load(@TempDir Path cache) throws IOException {
    reference = new EmbeddedReference();
    loop = reference.model(new LoopOnCpu(), cache);
    stepping = reference.model(ExecutionProvider.cpu(), cache);
  }

  @AfterAll
  void close() {
    loop.close();
    stepping.close();
  }

  @Test
  void greedyTokensEqualTheReference() {
    List<GenerationJob> jobs = reference.jobs(Sampling.GREEDY, 170);
    Heard heard = Heard.of(loop, jobs, jobs.size());
    for (int i = 0; i < jobs.size(); i++) {
      assertThat(heard.tokens(i, reference.grammar))
          .as("sentence %d", i)
          .isEqualTo(reference.tokens(i));
    }
  }

  @Test
  void sixteenBitFloatsBeginWithTheSameFrames(@TempDir Path cache) throws IOException {
    List<GenerationJob> jobs = reference.jobs(Sampling.GREEDY, 6);
    try (LanguageModel model = reference.model(new LoopOnCpu(), Precision.F16, cache)) {
      Heard heard = Heard.of(model, jobs, jobs.size());
      for (int i = 0; i < jobs.size(); i++) {
        assertThat(heard.tokens(i, reference.grammar))
            .isEqualTo(Arrays.copyOf(reference.tokens(i), 6 * reference.grammar.slots()));
      }
    }
  }

  /** Modules of one product: some of them changed, by different ranks, and rows scaled. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void adaptersOfSomeModulesGiveTheTokensOfSteps(boolean dora, @TempDir Path folder)
      throws IOException {
    Checkpoint base = reference.checkpoint();
    SmallAdapter adapter =
        new SmallAdapter()
            .set("target_modules", "[\"q_proj\", \"v_proj\", \"up_proj\"]")
            .set("r", "3")
            .set("rank_pattern", "{\"v_proj\": 2}")
            .set("lora_alpha", "1")
            .set("use_dora", String.valueOf(dora));
    for (String path : new String[] {"self_attn.q_proj", "self_attn.v_proj", "mlp.up_proj"}) {
      String module = "model.layers.1." + path;
      int out = Math.toIntExact(base.tensor(module + ".weight").shape().get(0));
      int in = Math.toIntExact(base.tensor(module + ".weight").shape().get(1));
      adapter.lora(module, out, in, path.endsWith("v_proj") ? 2 : 3);
      if (dora) {
        adapter.tensor("base_model.model." + module + ".lora_magnitude_vector", ones(out), out);
      }
    }
    BoundAdapter bound = PeftAdapter.read(adapter.write(folder)).bind(base);
    List<GenerationJob> jobs = reference.jobs(Sampling.GREEDY, 6);
    Heard unadapted = Heard.of(loop, jobs, jobs.size());
    try (LoadedAdapter here = loop.bind(bound, 1);
        LoadedAdapter there = stepping.bind(bound, 1)) {
      Heard found = Heard.of(loop, jobs, jobs.size(), Optional.of(here));
      assertThat(found.events)
          .isEqualTo(Heard.of(stepping, jobs, jobs.size(), Optional.of(there)).events)
          .isNotEqualTo(unadapted.events);
    }
  }

  private static float[] ones(int count) {
    float[] ones = new float[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  @Test
  void choicesFromEightBitsAreNearlyTheBest(@TempDir Path cache) throws IOException {
    List<GenerationJob> jobs = reference.jobs(Sampling.GREEDY, 12);
    try (LanguageModel model = reference.model(new LoopOnCpu(), Precision.INT8, cache)) {
      Heard heard = Heard.of(model, jobs, jobs.size());
      assertThat(CudaParityTest.mostLost(stepping, jobs, heard)).isLessThan(0.05);
    }
  }

  @ParameterizedTest
  @MethodSource("samplings")
  void sampledStreamsEqualThoseOfSteps(Sampling sampling) {
    List<GenerationJob> jobs = reference.jobs(sampling, 40);
    Heard found = Heard.of(loop, jobs, 3);
    Heard expected = Heard.of(stepping, jobs, 3);
    for (int job = 0; job < jobs.size(); job++) {
      if (!found.events.get(job).equals(expected.events.get(job))) {
        assertThat(distanceFromTheNextToken(jobs.get(job), found, expected, job))
            .as("job %d differs, but not by rounding", job)
            .isLessThan(1e-6);
      }
    }
  }

  /** How far the number of the first token that differs is from where the tokens meet. */
  private double distanceFromTheNextToken(
      GenerationJob job, Heard found, Heard expected, int number) {
    int[] a = found.tokens(number, reference.grammar);
    int[] b = expected.tokens(number, reference.grammar);
    int at = Arrays.mismatch(a, b);
    int first = reference.grammar.firstTokens().get(at % reference.grammar.slots());
    float[] logits =
        stepping
            .logits(
                job.prompt(),
                expected.frames.get(number).subList(0, at / reference.grammar.slots() + 1))
            .get(at);
    BitSet seen = new BitSet();
    IntStream.concat(Arrays.stream(job.prompt()), Arrays.stream(b, 0, at))
        .filter(token -> token >= first)
        .forEach(token -> seen.set(token - first));
    double[] probabilities = new Sampler(job.sampling(), 0).probabilities(logits, seen);
    SplittableRandom random = new SplittableRandom(job.seed());
    for (int i = 0; i < at; i++) {
      random.nextDouble();
    }
    int end = Math.min(a[at], b[at]) - first + 1;
    return Math.abs(Arrays.stream(probabilities, 0, end).sum() - random.nextDouble());
  }

  static List<Sampling> samplings() {
    Sampling plain = new Sampling(1, 0, 1, 0, 1);
    return List.of(
        plain,
        plain.withTemperature(0.6).withTopP(0.95).withRepetitionPenalty(1.1),
        plain.withTemperature(0.8).withTopK(50).withTopP(0.9),
        plain.withTopK(5),
        plain.withMinP(0.05).withRepetitionPenalty(1.3),
        plain.withTemperature(1.5).withTopP(0.999).withMinP(0.001),
        plain.withTemperature(0.7).withRepetitionPenalty(0.8),
        Sampling.GREEDY.withRepetitionPenalty(1.3).withTopP(0.5));
  }
}
