package org.hmongtts.train.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.hmongtts.Fixtures;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.TensorInfo;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** NF4 against the reference's codes, scales and values: every number is exact. */
class Nf4ParityTest {

  record Example(Checkpoint inputs, Checkpoint expected, String matrix) {

    Nf4Codes quantized() {
      TensorInfo info = inputs.tensor(matrix);
      return Nf4Codes.quantize(inputs.map(matrix), info.dtype(), (int) info.elements());
    }

    float[] floats(String suffix) {
      return expected.readFloats(matrix + suffix);
    }

    byte[] bytes(String suffix) {
      ByteBuffer buffer = expected.map(matrix + suffix);
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return bytes;
    }

    float number(String suffix) {
      FloatBuffer buffer = expected.map(matrix + suffix).asFloatBuffer();
      return buffer.get(0);
    }
  }

  static Stream<Named<Example>> examples() {
    return folders().flatMap(Nf4ParityTest::examples);
  }

  private static Stream<Path> folders() {
    return Fixtures.folders(
        "NF4",
        folder ->
            Files.exists(folder.resolve("expected.safetensors"))
                && open(folder, "expected.safetensors").contains("code_table"))
        .stream();
  }

  private static Stream<Named<Example>> examples(Path folder) {
    Checkpoint inputs = open(folder, "inputs.safetensors");
    Checkpoint expected = open(folder, "expected.safetensors");
    return inputs.tensors().keySet().stream()
        .map(name -> Named.of(name, new Example(inputs, expected, name)));
  }

  private static Checkpoint open(Path folder, String file) {
    try {
      return Checkpoint.openFile(folder.resolve(file));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("folders")
  void tablesAreTheReferences(Path folder) {
    Checkpoint expected = open(folder, "expected.safetensors");
    assertThat(Nf4Codes.TABLE).containsExactly(expected.readFloats("code_table"));
    assertThat(DynamicScales.MAP).containsExactly(expected.readFloats("dynamic_map"));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void codesScalesAndValuesAreTheReferences(Example example) {
    Nf4Codes found = example.quantized();
    assertThat(found.packed()).containsExactly(example.bytes(".packed"));
    assertThat(found.scales()).containsExactly(example.floats(".absmax"));
    assertThat(found.dequantized(found.scales())).containsExactly(example.floats(".dequantized"));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void scalesAreQuantisedOnceMoreAsTheReferenceDoes(Example example) {
    Nf4Codes codes = example.quantized();
    DynamicScales found = DynamicScales.quantize(codes.scales());
    assertThat(found.mean()).isEqualTo(example.number(".double.offset"));
    assertThat(found.codes()).containsExactly(example.bytes(".double.codes"));
    assertThat(found.scales()).containsExactly(example.floats(".double.absmax"));
    assertThat(found.dequantized()).containsExactly(example.floats(".double.absmax_back"));
    assertThat(codes.dequantized(found.dequantized()))
        .containsExactly(example.floats(".double.dequantized"));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void aMatrixOnTheDeviceIsTheReferences(Example example) {
    TorchFixture.loadLibrary();
    long[] shape = example.inputs().tensor(example.matrix()).dimensions();
    try (PointerScope scope = new PointerScope();
        Nf4Matrix matrix =
            new Nf4Matrix(example.quantized(), shape, LibTorch.device(TorchFixture.PROVIDER))) {
      assertThat(Tensors.floats(matrix.dequantized(ScalarType.Float)))
          .containsExactly(example.floats(".double.dequantized"));
    }
  }
}
