package org.hmongtts.train.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.hmongtts.adapter.BoundAdapter;
import org.hmongtts.train.torch.PackedBatch.Sequence;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Activations that are computed again are those that were let go, dropout's choice included. */
class RecomputedLayersTest {

  @TempDir Path temporary;

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3})
  void anyNumberOfThemGivesTheSameBits(double dropout) throws Exception {
    try (TorchFixture base =
        new TorchFixture(TorchFixture.first().resolve("checkpoint"), BasePrecision.F32)) {
      BoundAdapter adapter =
          Examples.adapter(temporary, base.checkpoint, Examples.kinds().get("DoRA"));
      List<Sequence> sequences = Examples.sequences(base.config.vocabularySize(), 17, 9, 30);
      try (FullDecoder decoder = new FullDecoder(base, adapter, dropout)) {
        double loss = decoder.train(sequences, 0, 5);
        Map<String, float[]> kept = decoder.takeGradients();
        for (int layers = 1; layers <= base.config.layers(); layers++) {
          assertThat(decoder.train(sequences, layers, 5)).isEqualTo(loss);
          decoder
              .takeGradients()
              .forEach((name, gradient) -> assertThat(gradient).as(name).isEqualTo(kept.get(name)));
        }
      }
    }
  }
}
