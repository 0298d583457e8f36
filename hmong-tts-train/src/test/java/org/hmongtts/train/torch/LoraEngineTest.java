package org.hmongtts.train.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch;
import org.hmongtts.DeviceException;
import org.hmongtts.adapter.BoundAdapter;
import org.hmongtts.train.torch.LoraEngine.StepResult;
import org.hmongtts.train.torch.PackedBatch.Sequence;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoraEngineTest {

  @TempDir Path temporary;
  private TorchFixture base;
  private BoundAdapter start;
  private List<Sequence> sequences;

  @BeforeEach
  void open() throws Exception {
    base = new TorchFixture(TorchFixture.first().resolve("checkpoint"), BasePrecision.F32);
    start = Examples.adapter(temporary, base.checkpoint, Examples.kinds().get("LoRA"));
    sequences = Examples.sequences(base.config.vocabularySize(), 24, 9, 40, 17);
  }

  @AfterEach
  void close() {
    base.close();
  }

  private LoraEngine engine(int workers) {
    LoraEngine.Settings settings =
        new LoraEngine.Settings(AttentionKernel.FLASH, 1, workers, 50, 0.1, 0.01);
    return new LoraEngine(base.network, base.weights, start, settings);
  }

  private StepResult step(LoraEngine engine, long seed) {
    return engine.step(sequences, Examples.RATES, 1, seed);
  }

  @Nested
  class Runs {

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void ofTheSameStepsGiveTheSameBits(int workers) {
      assertThat(trained(workers)).isEqualTo(trained(workers));
    }

    private float[] trained(int workers) {
      try (LoraEngine engine = engine(workers)) {
        for (int step = 0; step < 5; step++) {
          step(engine, step);
        }
        return engine.parameters().snapshot();
      }
    }

    @Test
    void goOnFromAStateAsIfNeverInterrupted() {
      try (LoraEngine whole = engine(2);
          LoraEngine resumed = engine(2)) {
        step(whole, 0);
        step(whole, 1);
        resumed.restore(whole.state());
        assertThat(step(resumed, 2)).isEqualTo(step(whole, 2));
        assertThat(resumed.parameters().snapshot()).isEqualTo(whole.parameters().snapshot());
      }
    }

    @Test
    void withMoreWorkersGiveTheSameLossUpToRounding() {
      try (LoraEngine one = engine(1);
          LoraEngine two = engine(2)) {
        assertThat(two.loss(sequences)).isCloseTo(one.loss(sequences), within(1e-5));
      }
    }
  }

  @Nested
  class Failures {

    @Test
    void missingMemoryIsADevicesErrorWithoutItsNativeStack() {
      TorchFixture.loadLibrary();
      Throwable thrown;
      try (PointerScope scope = new PointerScope()) {
        thrown = catchThrowable(() -> torch.empty(1L << 50)); // more than any address space
      }
      assertThat(LoraEngine.failure(thrown))
          .isInstanceOf(DeviceException.class)
          .hasMessageContaining("lower the batch size")
          .hasMessageNotContaining("\n");
    }

    @Test
    void stepsWithoutAFiniteGradientTeachNothingAndSaySo() {
      try (LoraEngine engine = engine(2)) {
        float[] good = engine.parameters().snapshot();
        float[] broken = good.clone();
        broken[0] = Float.NaN;
        engine.parameters().restore(broken);
        StepResult result = step(engine, 0);
        assertThat(result.gradientNorm()).isNaN();
        assertThat(result.loss()).isNaN();
        assertThat(engine.parameters().snapshot()).isEqualTo(broken);
        engine.parameters().restore(good);
        assertThat(step(engine, 0).loss()).isFinite();
      }
    }

    @Test
    void leaveNothingBehindForTheNextStep() {
      int unknown = base.config.vocabularySize(); // one past the last token
      Sequence bad = new Sequence(new int[] {0, 1, unknown}, new boolean[] {false, true, true}, 1);
      try (LoraEngine engine = engine(2);
          LoraEngine fresh = engine(2)) {
        List<Sequence> withBad = new ArrayList<>(sequences);
        withBad.add(bad);
        assertThatThrownBy(() -> engine.step(withBad, Examples.RATES, 1, 0))
            .isInstanceOf(RuntimeException.class);
        assertThat(step(engine, 1)).isEqualTo(step(fresh, 1));
      }
    }
  }

  @Nested
  class Closing {

    @Test
    void mayHappenTwice() {
      LoraEngine engine = engine(2);
      step(engine, 0);
      engine.close();
      engine.close();
      base.weights.close();
      base.weights.close();
    }

    @Test
    void endsEveryUse() {
      LoraEngine engine = engine(1);
      LoraEngine.OptimizerState state = engine.state();
      AdapterParameters parameters = engine.parameters();
      engine.close();
      List<org.assertj.core.api.ThrowableAssert.ThrowingCallable> uses =
          List.of(
              () -> step(engine, 0),
              () -> engine.loss(sequences),
              engine::state,
              () -> engine.restore(state),
              parameters::snapshot,
              () -> parameters.restore(state.values()),
              parameters::size);
      for (var use : uses) {
        assertThatThrownBy(use)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("closed");
      }
    }

    @Test
    void ofTheWeightsEndsStepsToo() {
      try (LoraEngine engine = engine(2)) {
        step(engine, 0);
        base.weights.close();
        assertThatThrownBy(() -> step(engine, 1))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("weights are closed");
      }
    }

    @RepeatedTest(5)
    void ofTheEngineWaitsForAStepThatRuns() throws Exception {
      LoraEngine engine = engine(2);
      closeWhileStepping(engine, engine);
    }

    @RepeatedTest(5)
    void ofTheWeightsWaitsForAStepThatRuns() throws Exception {
      try (LoraEngine engine = engine(2)) {
        closeWhileStepping(engine, base.weights);
      }
    }

    /** Every step either ends as it should or says that something is closed. */
    private void closeWhileStepping(LoraEngine engine, AutoCloseable closed) throws Exception {
      ExecutorService other = Executors.newSingleThreadExecutor();
      try {
        CountDownLatch begun = new CountDownLatch(2);
        Future<Throwable> end =
            other.submit(
                () ->
                    catchThrowable(
                        () -> {
                          while (true) {
                            assertThat(step(engine, 0).loss()).isFinite();
                            begun.countDown();
                          }
                        }));
        begun.await();
        closed.close();
        assertThat(end.get())
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("closed");
      } finally {
        other.shutdown();
      }
    }
  }
}
