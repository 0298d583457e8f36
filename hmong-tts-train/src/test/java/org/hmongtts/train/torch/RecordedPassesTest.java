package org.hmongtts.train.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hmongtts.adapter.BoundAdapter;
import org.hmongtts.runtime.ExecutionProvider;
import org.hmongtts.train.torch.PackedBatch.Sequence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordedPassesTest {

  /** Two kernels round differently in 8 bits, and every step adds the roundings of those before. */
  private static final double BF16_STEPS = 0.06;

  @TempDir Path temporary;

  @Test
  void aBatchThatIsFilledUpHasTheSameLossAndGradients() throws Exception {
    try (TorchFixture base = fixture(BasePrecision.F32)) {
      BoundAdapter adapter =
          Examples.adapter(temporary, base.checkpoint, Examples.kinds().get("DoRA"));
      PackedBatch batch =
          PackedBatch.of(Examples.sequences(base.config.vocabularySize(), 17, 9, 30));
      try (FullDecoder decoder = new FullDecoder(base, adapter, 0)) {
        double loss = decoder.train(batch, 1, 0);
        Map<String, float[]> gradients = decoder.takeGradients();

        assertThat(decoder.train(batch.filled(PassShape.of(batch).tokens()), 1, 0))
            .isCloseTo(loss, within(1e-6 * loss));
        decoder
            .takeGradients()
            .forEach(
                (name, gradient) ->
                    assertThat(gradient)
                        .as(name)
                        .containsExactly(gradients.get(name), within(1e-5f)));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"LoRA, BF16", "DoRA, BF16", "rank-stabilised LoRA, BF16", "LoRA, NF4"})
  void recordedPassesTrainAsOthersDo(String kind, BasePrecision precision) throws Exception {
    assumeTrue(
        TorchFixture.PROVIDER instanceof ExecutionProvider.Cuda,
        "passes are recorded on a GPU: run with -Dhmongtts.train.device=cuda:0");
    List<Double> recorded = losses(kind, precision, AttentionKernel.FLASH);
    List<Double> others = losses(kind, precision, AttentionKernel.EXPLICIT);
    for (int step = 0; step < recorded.size(); step++) {
      assertThat(recorded.get(step) / others.get(step))
          .as("step %d", step)
          .isCloseTo(1, within(BF16_STEPS));
    }
  }

  /** Of steps whose batches differ in length, so that some recordings serve several. */
  private List<Double> losses(String kind, BasePrecision precision, AttentionKernel kernel)
      throws IOException {
    try (TorchFixture base = fixture(precision)) {
      BoundAdapter adapter =
          Examples.adapter(
              temporary.resolve(kernel.name()), base.checkpoint, Examples.kinds().get(kind));
      LoraEngine.Settings settings =
          new LoraEngine.Settings(kernel, base.config.layers() - 1, 1, 1 << 20, 0, 0);
      List<Double> losses = new ArrayList<>();
      try (LoraEngine engine = new LoraEngine(base.network, base.weights, adapter, settings)) {
        for (int step = 0; step < 16; step++) {
          int[] lengths = {24 + step % 3 * 40, 31 + step % 5};
          List<Sequence> sequences = Examples.sequences(base.config.vocabularySize(), lengths);
          losses.add(engine.step(sequences, Examples.RATES, 1, step).loss());
        }
      }
      return losses;
    }
  }

  private static TorchFixture fixture(BasePrecision precision) throws IOException {
    return new TorchFixture(TorchFixture.first().resolve("checkpoint"), precision);
  }
}
