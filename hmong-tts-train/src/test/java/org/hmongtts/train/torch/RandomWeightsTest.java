package org.hmongtts.train.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;

class RandomWeightsTest {

  private static final String MATRIX = "model.layers.0.mlp.up_proj.weight";

  @Test
  void normsAreOneAndTheRestIsNormalWithADeviationOf002() throws IOException {
    assertThat(drawn("model.norm.weight", BasePrecision.F32, 1)).containsOnly(1f);
    float[] matrix = drawn(MATRIX, BasePrecision.F32, 1);
    double squares = 0;
    for (float value : matrix) {
      squares += (double) value * value;
    }
    assertThat(Math.sqrt(squares / matrix.length)).isCloseTo(0.02, within(0.001));
  }

  @Test
  void theSeedDecides() throws IOException {
    assertThat(drawn(MATRIX, BasePrecision.F32, 1))
        .isEqualTo(drawn(MATRIX, BasePrecision.F32, 1))
        .isNotEqualTo(drawn(MATRIX, BasePrecision.F32, 2));
  }

  @Test
  void fourBitsAreOfTheSameDraw() throws IOException {
    float[] exact = drawn(MATRIX, BasePrecision.F32, 1);
    float[] coarse = drawn(MATRIX, BasePrecision.NF4, 1);

    double largest = 0;
    for (int i = 0; i < exact.length; i++) {
      largest = Math.max(largest, Math.abs(exact[i] - coarse[i]));
    }
    // half the widest gap of the code, 0.3, of a block's largest magnitude, which is under 0.1
    assertThat(largest).isPositive().isLessThan(0.02);
  }

  private static float[] drawn(String name, BasePrecision precision, long seed) throws IOException {
    try (TorchFixture base =
            new TorchFixture(TorchFixture.first().resolve("checkpoint"), precision);
        FrozenWeights weights =
            FrozenWeights.random(
                base.checkpoint, Map.of(), base.weights.device(), precision, seed);
        PointerScope scope = new PointerScope()) {
      return Tensors.floats(weights.matrix(name));
    }
  }
}
