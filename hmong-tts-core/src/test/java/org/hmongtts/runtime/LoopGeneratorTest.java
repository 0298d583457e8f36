package org.hmongtts.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** How generation in the graph begins, ends and is ended. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoopGeneratorTest {

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
  void retriesLimitsAndLoopsComeAsInSteps() {
    Sampling cold = new Sampling(0.001, 0, 1, 0, 1); // hardly any chance, but another attempt
    List<GenerationJob> jobs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      jobs.add(new GenerationJob(reference.prompt(i), cold, i, 9 + i, 2));
      jobs.add(new GenerationJob(reference.prompt(i), Sampling.GREEDY, i, 5, 2));
      jobs.add(new GenerationJob(reference.prompt(i), cold.withRepetitionPenalty(0.1), i, 60, 1));
    }
    Heard stepped = Heard.of(stepping, jobs, 1);
    assertThat(stepped.ends())
        .contains("ended LIMIT after 3", "ended LIMIT after 1", "ended LOOP after 2");
    assertThat(Heard.of(loop, jobs, 1).events).isEqualTo(stepped.events);
    assertThat(Heard.of(loop, jobs, 4).events).isEqualTo(stepped.events);
  }

  @Test
  void logitsOfGivenSpeechAreThoseOfSteps() {
    int[] prompt = reference.prompt(0);
    List<int[]> frames = List.of(new int[reference.grammar.slots()]);
    List<float[]> found = loop.logits(prompt, frames);
    List<float[]> expected = stepping.logits(prompt, frames);
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i)).containsExactly(expected.get(i), Offset.offset(1e-4f));
    }
  }

  @Test
  void isCancelledBetweenItsChunks() {
    List<Integer> frames = new ArrayList<>();
    Generation[] own = new Generation[1];
    GenerationJob job = new GenerationJob(reference.prompt(0), Sampling.GREEDY, 0, 170, 0);
    GenerationListener listener =
        onFrame(
            () -> {
              frames.add(1);
              own[0].cancel();
            });
    try (Generation generation = loop.generate(List.of(job), 1, Optional.empty(), listener)) {
      own[0] = generation;
      assertThat(generation.run()).isFalse();
      assertThat(generation.tokens()).isEqualTo((long) frames.size() * reference.grammar.slots());
    }
    assertThat(frames).hasSize(4); // the first chunk
  }

  @Test
  void isCancelledInsideOfAChunk() throws Exception {
    Sampling flat = new Sampling(2, 0, 1, 0, 1); // never comes to its end
    GenerationJob job = new GenerationJob(reference.prompt(0), flat, 0, 250, 0);
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
    LanguageModel model = reference.model(new LoopOnCpu(), cache);
    GenerationJob job = new GenerationJob(reference.prompt(0), Sampling.GREEDY, 0, 170, 0);
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
    int[] prompt = Arrays.copyOf(reference.prompt(0), 2048 - 10 * reference.grammar.slots() + 3);
    Arrays.fill(
        prompt, reference.prompt(0).length, prompt.length, reference.grammar.firstTokens().get(0));
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
}
