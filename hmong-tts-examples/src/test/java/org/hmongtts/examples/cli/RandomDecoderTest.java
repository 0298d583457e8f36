package org.hmongtts.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.DType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @Test
  void shapesAreThoseOfTheWeightsAndTakeNoDisk(@TempDir Path other) throws Exception {
    new RandomDecoder(DecoderShape.TINY, DType.BF16).writeShapes(other);

    Checkpoint shapes = Checkpoint.open(other);
    assertThat(shapes.tensors().keySet()).containsExactlyElementsOf(written.tensors().keySet());
    assertThat(shapes.tensor("model.layers.0.mlp.down_proj.weight").dimensions())
        .containsExactly(64, 128);
    assertThat(shapes.readFloats("model.norm.weight")).containsOnly(0f);
  }

  @ParameterizedTest
  @CsvSource({"ORPHEUS_3B, 3300867072", "SPARK, 506634112"})
  void aShapeHasAsManyWeightsAsItsModel(DecoderShape shape, long weights, @TempDir Path other)
      throws Exception {
    new RandomDecoder(shape, DType.BF16).writeShapes(other);

    assertThat(
            Checkpoint.open(other).tensors().values().stream().mapToLong(t -> t.elements()).sum())
        .isEqualTo(weights);
  }
}
