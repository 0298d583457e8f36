package org.hmongtts.train.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.hmongtts.adapter.BoundAdapter;
import org.hmongtts.train.torch.PackedBatch.Sequence;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DropoutTest {

  private static final int DRAWS = 2000;

  /** Of some hundred means none is this many standard errors off by chance: 6e-7 of them are. */
  private static final double STANDARD_ERRORS = 5;

  @TempDir Path temporary;
  private TorchFixture base;
  private List<Sequence> sequences;

  @BeforeEach
  void open() throws Exception {
    base = new TorchFixture(TorchFixture.first().resolve("checkpoint"), BasePrecision.F32);
    sequences = Examples.sequences(base.config.vocabularySize(), 12, 20);
  }

  @AfterEach
  void close() {
    base.close();
  }

  private BoundAdapter adapter(String kind) throws Exception {
    return Examples.adapter(temporary, base.checkpoint, Examples.kinds().get(kind));
  }

  @Test
  void theSameSeedGivesTheSameAndAnotherOthers() throws Exception {
    try (FullDecoder decoder = new FullDecoder(base, adapter("LoRA"), 0.2)) {
      double loss = decoder.train(sequences, 0, 1);
      Map<String, float[]> gradients = decoder.takeGradients();
      assertThat(decoder.train(sequences, 0, 1)).isCloseTo(loss, within(TorchFixture.SAME * loss));
      decoder
          .takeGradients()
          .forEach(
              (name, again) ->
                  assertThat(again)
                      .as(name)
                      .containsExactly(gradients.get(name), within((float) TorchFixture.SAME)));
      assertThat(decoder.train(sequences, 0, 2)).isNotEqualTo(loss);
    }
  }

  @Test
  void noneLeavesTheSeedWithoutEffect() throws Exception {
    try (FullDecoder decoder = new FullDecoder(base, adapter("LoRA"), 0)) {
      double loss = decoder.train(sequences, 0, 1);
      assertThat(decoder.train(sequences, 0, 2)).isCloseTo(loss, within(TorchFixture.SAME * loss));
    }
  }

  /** Both are linear in what is left out, so the mean over draws is the product without dropout. */
  @ParameterizedTest
  @ValueSource(strings = {"LoRA", "DoRA"})
  void keepsTheProductOnAverage(String kind) throws Exception {
    BoundAdapter adapter = adapter(kind);
    String module = adapter.modules().keySet().iterator().next();
    try (AdapterParameters parameters = LoraEngine.parameters(adapter, base.weights);
        AdapterReplica replica = new AdapterReplica(parameters, base.weights.type());
        PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      float[] input = new float[adapter.modules().get(module).in()];
      Random random = new Random(3);
      for (int i = 0; i < input.length; i++) {
        input[i] = (float) random.nextGaussian();
      }
      Tensor x = Tensors.of(input, base.weights.device(), 1, 1, input.length);
      float[] whole = Tensors.floats(ops(adapter, replica, 0).linear(x, module));
      double[] sum = new double[whole.length];
      double[] squares = new double[whole.length];
      TorchOps ops = ops(adapter, replica, 0.4);
      ops.dropoutSeed(0); // what it draws with lives in this scope, then
      for (int draw = 0; draw < DRAWS; draw++) {
        try (PointerScope once = new PointerScope()) {
          ops.dropoutSeed(draw);
          float[] y = Tensors.floats(ops.linear(x, module));
          for (int i = 0; i < y.length; i++) {
            double off = (double) y[i] - whole[i];
            sum[i] += off;
            squares[i] += off * off;
          }
        }
      }
      assertThat(Arrays.stream(squares).max().orElseThrow()).isPositive();
      for (int i = 0; i < sum.length; i++) {
        double standardError = Math.sqrt(squares[i]) / DRAWS;
        assertThat(Math.abs(sum[i] / DRAWS)).isLessThan(STANDARD_ERRORS * standardError);
      }
    }
  }

  private TorchOps ops(BoundAdapter adapter, AdapterReplica replica, double dropout) {
    Attention attention = base.attention(new long[] {0}, AttentionKernel.FLASH);
    LoraShape shape = LoraShape.of(adapter, dropout);
    return TorchOps.decoder(base.weights, shape, Optional.of(replica), attention);
  }
}
