package org.hmongtts.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.ConfigFile;
import org.hmongtts.checkpoint.ProgressListener;
import org.hmongtts.family.SpeechFamily;
import org.hmongtts.network.LlamaConfig;
import org.hmongtts.network.SnacConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The embedded voice generated in the graph, against the reference and against stepping. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoopParityTest {

  private final Path folder = resource("/org/hmongtts/voices/embedded/config.json").getParent();
  private FrameGrammar grammar;
  private Checkpoint reference;
  private List<int[]> prompts;
  private LanguageModel loop;
  private LanguageModel stepping;

  @BeforeAll
  void load(@TempDir Path cache) throws Exception {
    ConfigFile file = ConfigFile.read(folder.resolve("config.json"));
    SnacConfig codec =
        SnacConfig.read(ConfigFile.read(folder.resolve("codec").resolve("config.json")));
    grammar = SpeechFamily.recognise(folder, file, codec).grammar();
    reference = Checkpoint.openFile(resource("/embedded-voice/greedy.safetensors"));
    JsonNode sentences =
        new ObjectMapper().readTree(resource("/embedded-voice/greedy.json").toFile());
    prompts = new ArrayList<>();
    for (int i = 0; i < sentences.size(); i++) {
      prompts.add(ints(i + ".prompt"));
    }
    LlamaConfig config = LlamaConfig.read(file);
    loop = model(config, new LoopOnCpu(), cache);
    stepping = model(config, ExecutionProvider.cpu(), cache);
  }

  private LanguageModel model(LlamaConfig config, ExecutionProvider provider, Path cache)
      throws Exception {
    return LanguageModel.load(
        Checkpoint.open(folder),
        config,
        grammar,
        new LanguageModel.Settings(provider, Precision.F32, 1, cache, ProgressListener.NONE));
  }

  @AfterAll
  void close() {
    loop.close();
    stepping.close();
  }

  @Test
  void greedyTokensEqualTheReference() {
    List<GenerationJob> jobs = new ArrayList<>();
    prompts.forEach(prompt -> jobs.add(new GenerationJob(prompt, Sampling.GREEDY, 0, 170, 0)));
    Heard heard = Heard.of(loop, jobs, jobs.size());
    for (int i = 0; i < jobs.size(); i++) {
      assertThat(heard.tokens(i, grammar)).as("sentence %d", i).isEqualTo(ints(i + ".tokens"));
    }
  }

  @ParameterizedTest
  @MethodSource("samplings")
  void sampledStreamsEqualThoseOfSteps(Sampling sampling) {
    List<GenerationJob> jobs = new ArrayList<>();
    for (int i = 0; i < prompts.size(); i++) {
      jobs.add(new GenerationJob(prompts.get(i), sampling, 100 + i, 40, 0));
    }
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
    int[] a = found.tokens(number, grammar);
    int[] b = expected.tokens(number, grammar);
    int at = Arrays.mismatch(a, b);
    int first = grammar.firstTokens().get(at % grammar.slots());
    float[] logits =
        stepping
            .logits(job.prompt(), expected.frames.get(number).subList(0, at / grammar.slots() + 1))
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

  @Test
  void retriesLimitsAndLoopsComeAsInSteps() {
    Sampling cold = new Sampling(0.001, 0, 1, 0, 1); // hardly any chance, but another attempt
    List<GenerationJob> jobs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      jobs.add(new GenerationJob(prompts.get(i), cold, i, 9 + i, 2));
      jobs.add(new GenerationJob(prompts.get(i), Sampling.GREEDY, i, 5, 2));
      jobs.add(new GenerationJob(prompts.get(i), cold.withRepetitionPenalty(0.1), i, 60, 1));
    }
    Heard stepped = Heard.of(stepping, jobs, 1);
    assertThat(stepped.ends())
        .contains("ended LIMIT after 3", "ended LIMIT after 1", "ended LOOP after 2");
    assertThat(Heard.of(loop, jobs, 1).events).isEqualTo(stepped.events);
    assertThat(Heard.of(loop, jobs, 4).events).isEqualTo(stepped.events);
  }

  @Test
  void isCancelledBetweenItsChunks() {
    List<Integer> frames = new ArrayList<>();
    Generation[] own = new Generation[1];
    GenerationJob job = new GenerationJob(prompts.get(0), Sampling.GREEDY, 0, 170, 0);
    GenerationListener listener =
        onFrame(
            () -> {
              frames.add(1);
              own[0].cancel();
            });
    try (Generation generation = loop.generate(List.of(job), 1, Optional.empty(), listener)) {
      own[0] = generation;
      assertThat(generation.run()).isFalse();
      assertThat(generation.tokens()).isEqualTo((long) frames.size() * grammar.slots());
    }
    assertThat(frames).hasSize(4); // the first chunk
  }

  @Test
  void isCancelledInsideOfAChunk() throws Exception {
    Sampling flat = new Sampling(2, 0, 1, 0, 1); // never comes to its end
    GenerationJob job = new GenerationJob(prompts.get(0), flat, 0, 250, 0);
    CountDownLatch begun = new CountDownLatch(1);
    try (Generation generation =
        loop.generate(List.of(job), 1, Optional.empty(), onFrame(begun::countDown))) {
      CompletableFuture<Boolean> ran = CompletableFuture.supplyAsync(generation::run);
      begun.await();
      generation.cancel();
      assertThat(ran.get()).isFalse();
    }
  }

  @Test
  void isWaitedForByCloseOfItsModel(@TempDir Path cache) throws Exception {
    LanguageModel model =
        model(
            LlamaConfig.read(ConfigFile.read(folder.resolve("config.json"))),
            new LoopOnCpu(),
            cache);
    GenerationJob job = new GenerationJob(prompts.get(0), Sampling.GREEDY, 0, 170, 0);
    List<CompletableFuture<Void>> closing = new ArrayList<>();
    GenerationListener closer =
        onFrame(() -> closing.add(CompletableFuture.runAsync(model::close)));
    try (Generation generation = model.generate(List.of(job), 1, Optional.empty(), closer)) {
      assertThat(generation.run()).isTrue();
      assertThat(closing).isNotEmpty().noneMatch(CompletableFuture::isDone);
    }
    for (CompletableFuture<Void> closed : closing) {
      closed.get();
    }
    assertThatThrownBy(() -> Heard.of(model, List.of(job), 1))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aPromptThatCannotBeIsRefused() {
    for (int[] prompt : List.of(new int[0], new int[] {1_000_000}, new int[] {-1})) {
      GenerationJob job = new GenerationJob(prompt, Sampling.GREEDY, 0, 10, 0);
      assertThatThrownBy(() -> Heard.of(loop, List.of(job), 1))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void speechEndsAtTheLastPositionAsInSteps() {
    int[] prompt = Arrays.copyOf(prompts.get(0), 2048 - 10 * grammar.slots() + 3);
    Arrays.fill(prompt, prompts.get(0).length, prompt.length, grammar.firstTokens().get(0));
    GenerationJob job = new GenerationJob(prompt, new Sampling(2, 0, 1, 0, 1), 5, 250, 0);
    Heard stepped = Heard.of(stepping, List.of(job), 1);
    assertThat(stepped.ends()).containsExactly("ended LIMIT after 1");
    assertThat(Heard.of(loop, List.of(job), 1).events).isEqualTo(stepped.events);
  }

  private static GenerationListener onFrame(Runnable action) {
    return new GenerationListener() {
      @Override
      public void frame(int job, int[] codes) {
        action.run();
      }

      @Override
      public void restarted(int job) {}

      @Override
      public void ended(int job, End end, int attempts) {}
    };
  }

  private int[] ints(String tensor) {
    var buffer = reference.map(tensor).asIntBuffer();
    int[] values = new int[buffer.remaining()];
    buffer.get(values);
    return values;
  }

  private static Path resource(String name) {
    try {
      return Path.of(LoopParityTest.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
