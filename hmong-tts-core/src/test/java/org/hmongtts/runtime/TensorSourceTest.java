package org.hmongtts.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.hmongtts.checkpoint.Checkpoint;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TensorSourceTest {

  private static final String MLP = "model.layers.0.mlp.";
  private static final String GATE = MLP + "gate_proj.weight";
  private static final String UP = MLP + "up_proj.weight";

  @ParameterizedTest
  @MethodSource("org.hmongtts.runtime.GenerationParityTest#decoders")
  void tensorsThatFollowOneAnotherInAFileAreOne(Path fixture) throws IOException {
    Checkpoint checkpoint = Checkpoint.open(fixture.resolve("checkpoint"));
    TensorSource tensors = new TensorSource(List.of(checkpoint));
    OnnxGraph.Weight both = tensors.together(List.of(GATE, UP)).orElseThrow();

    long[] shape = tensors.shape(GATE);
    assertThat(both.shape()).containsExactly(shape[0] + tensors.shape(UP)[0], shape[1]);
    ByteBuffer gate = checkpoint.map(GATE);
    ByteBuffer up = checkpoint.map(UP);
    assertThat(both.bytes().slice().limit(gate.remaining())).isEqualTo(gate);
    assertThat(both.bytes().slice().position(gate.remaining())).isEqualTo(up);
    assertThat(both.bytes().order()).isEqualTo(gate.order());
  }

  @ParameterizedTest
  @MethodSource("org.hmongtts.runtime.GenerationParityTest#decoders")
  void othersAreNot(Path fixture) throws IOException {
    TensorSource tensors =
        new TensorSource(List.of(Checkpoint.open(fixture.resolve("checkpoint"))));
    assertThat(tensors.together(List.of(UP, GATE))).isEmpty();
    assertThat(tensors.together(List.of(GATE, UP.replace(".0.", ".1.")))).isEmpty();
    assertThat(tensors.together(List.of(MLP + "down_proj.weight", GATE)))
        .as("rows of other lengths")
        .isEmpty();
  }
}
