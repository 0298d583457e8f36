package org.hmongtts.train.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.hmongtts.adapter.BoundAdapter;
import org.hmongtts.train.torch.PackedBatch.Sequence;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Native memory belongs to scopes: a step leaves nothing for the garbage collector to find. */
class NativeMemoryTest {

  private static final int WARM_UP = 5;
  private static final int STEPS = 100;

  @TempDir Path temporary;

  @ParameterizedTest
  @EnumSource(names = {"F32", "NF4"})
  void aHundredStepsLeaveNoNativeObjectBehind(BasePrecision precision) throws Exception {
    try (TorchFixture base =
        new TorchFixture(TorchFixture.first().resolve("checkpoint"), precision)) {
      BoundAdapter adapter =
          Examples.adapter(temporary, base.checkpoint, Examples.kinds().get("DoRA"));
      List<Sequence> sequences = Examples.sequences(base.config.vocabularySize(), 6, 10);
      LoraEngine.Settings settings =
          new LoraEngine.Settings(AttentionKernel.FLASH, 1, 2, 64, 0.1, 0.01);
      try (LoraEngine engine = new LoraEngine(base.network, base.weights, adapter, settings)) {
        steps(engine, sequences, WARM_UP);
        System.gc(); // what other tests left would otherwise go while this one counts
        long objects = Pointer.totalCount();
        long bytes = Pointer.totalBytes();
        steps(engine, sequences, STEPS);
        assertThat(Pointer.totalCount()).isLessThanOrEqualTo(objects);
        assertThat(Pointer.totalBytes()).isLessThanOrEqualTo(bytes);
      }
    }
  }

  private static void steps(LoraEngine engine, List<Sequence> sequences, int count) {
    for (int step = 0; step < count; step++) {
      engine.step(sequences, Examples.RATES, 1, step);
    }
    engine.loss(sequences);
  }
}
