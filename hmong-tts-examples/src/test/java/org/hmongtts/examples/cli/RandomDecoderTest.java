package org.hmongtts.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.DType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RandomDecoderTest {

  @TempDir private Path folder;
  private Checkpoint written;

  @BeforeEach
  void writeTheSmallest() throws Exception {
    new RandomDecoder(DecoderShape.TINY, DType.BF16).write(folder);
    written = Checkpoint.open(folder);
  }

  @Test
  void isAQwen2CheckpointWithBiasesAndATiedHead() {
    assertThat(written.tensor("model.layers.1.self_attn.k_proj.bias").dtype())
        .isEqualTo(DType.BF16);
    assertThat(written.tensor("model.embed_tokens.weight").dimensions()).containsExactly(7_436, 64);
    assertThat(written.contains("lm_head.weight")).isFalse();
    assertThat(written.tensors()).hasSize(2 + 2 * 12);
  }

  @Test
  void weightsAreSmallAndNormsAreAroundOne() {
    assertThat(written.readFloats("model.layers.0.mlp.up_proj.weight"))
        .hasSize(128 * 64)
        .usingComparatorWithPrecision(0.04f)
        .containsOnly(0f);
    assertThat(written.readFloats("model.norm.weight")[3]).isCloseTo(1f, within(0.04f));
  }

  @Test
  void bringsATokenizerAndACodec() {
    assertThat(folder.resolve("tokenizer.json")).exists();
    assertThat(folder.resolve("codec/model.safetensors")).exists();
  }
}
