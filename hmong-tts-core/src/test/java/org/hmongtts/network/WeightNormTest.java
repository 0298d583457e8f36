package org.hmongtts.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.hmongtts.ModelFormatException;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.DType;
import org.hmongtts.checkpoint.Floats;
import org.hmongtts.checkpoint.SafetensorsWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class WeightNormTest {

  private static final String G = ".parametrizations.weight.original0";
  private static final String V = ".parametrizations.weight.original1";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({G + "," + V, ".weight_g,.weight_v"})
  void foldsBothSpellings(String g, String v) throws IOException {
    SafetensorsWriter source =
        new SafetensorsWriter()
            .add("conv" + g, DType.F32, shape(2, 1, 1), SafetensorsWriter.floats(of(10, 2)))
            .add("conv" + v, DType.F32, shape(2, 1, 2), SafetensorsWriter.floats(of(3, 4, 0, -5)));
    assertThat(fold(source).tensors()).containsOnlyKeys("conv.weight");
    assertThat(fold(source).readFloats("conv.weight")).containsExactly(6, 8, 0, -2);
  }

  static Stream<long[]> lengthShapes() {
    return Stream.of(shape(2, 1, 1), shape(1, 3, 1), shape(1, 1, 2), shape(1, 1, 1), shape());
  }

  @ParameterizedTest
  @MethodSource("lengthShapes")
  void normRunsWhereTheLengthsHaveSizeOne(long[] lengths) throws IOException {
    float[] v = new float[12]; // [2, 3, 2]
    float[] g = new float[(int) Arrays.stream(lengths).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < v.length; i++) {
      v[i] = (float) Math.sin(i + 1);
    }
    for (int i = 0; i < g.length; i++) {
      g[i] = i + 1.5f;
    }
    float[] folded =
        fold(new SafetensorsWriter()
                .add("c" + G, DType.F32, lengths, SafetensorsWriter.floats(g))
                .add("c" + V, DType.F32, shape(2, 3, 2), SafetensorsWriter.floats(v)))
            .readFloats("c.weight");
    double[] squares = new double[g.length];
    for (int i = 0; i < v.length; i++) {
      squares[owner(i, lengths)] += v[i] * v[i];
    }
    for (int i = 0; i < v.length; i++) {
      int owner = owner(i, lengths);
      assertThat(folded[i])
          .isCloseTo((float) (g[owner] * v[i] / Math.sqrt(squares[owner])), Offset.offset(1e-6f));
    }
  }

  /** The slow, obvious way to the length that an element of [2, 3, 2] belongs to. */
  private static int owner(int i, long[] lengths) {
    int[] at = {i / 6, i / 2 % 3, i % 2};
    int owner = 0;
    for (int d = 0; d < lengths.length; d++) {
      owner = (int) (owner * lengths[d]) + (lengths[d] == 1 ? 0 : at[d]);
    }
    return owner;
  }

  @Test
  void widensHalfFloatsAndLeavesIntegersOut() throws IOException {
    ByteBuffer halves = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    Floats.write(of(0.5f, -2), 2, DType.F16, halves);
    SafetensorsWriter source =
        new SafetensorsWriter()
            .add("alpha", DType.F16, shape(2), SafetensorsWriter.bytes(halves))
            .add("count", DType.U8, shape(1), SafetensorsWriter.bytes(ByteBuffer.allocate(1)));
    Checkpoint folded = fold(source);
    assertThat(folded.tensors()).containsOnlyKeys("alpha");
    assertThat(folded.tensor("alpha").dtype()).isEqualTo(DType.F32);
    assertThat(folded.readFloats("alpha")).containsExactly(0.5f, -2);
  }

  @ParameterizedTest
  @CsvSource({G + "," + V, V + "," + G, ".weight_g,.weight_v", ".weight_v,.weight_g"})
  void namesThePartThatIsMissing(String there, String missing) {
    SafetensorsWriter source =
        new SafetensorsWriter()
            .add("c" + there, DType.F32, shape(1, 1, 1), SafetensorsWriter.floats(of(1)));
    assertThatThrownBy(() -> fold(source))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("c" + missing);
  }

  @Test
  void refusesLengthsOfAnotherShape() {
    SafetensorsWriter source =
        new SafetensorsWriter()
            .add("c" + G, DType.F32, shape(3, 1, 1), SafetensorsWriter.floats(of(1, 1, 1)))
            .add("c" + V, DType.F32, shape(2, 1, 1), SafetensorsWriter.floats(of(1, 1)));
    assertThatThrownBy(() -> fold(source))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("[3, 1, 1]")
        .hasMessageContaining("[2, 1, 1]");
  }

  @Test
  void refusesADirectionWithoutLength() {
    SafetensorsWriter source =
        new SafetensorsWriter()
            .add("c" + G, DType.F32, shape(1, 1, 1), SafetensorsWriter.floats(of(1)))
            .add("c" + V, DType.F32, shape(1, 1, 2), SafetensorsWriter.floats(of(0, 0)));
    assertThatThrownBy(() -> fold(source))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("c" + V);
    assertThat(folder.resolve("folded.safetensors")).doesNotExist();
  }

  private Checkpoint fold(SafetensorsWriter source) throws IOException {
    Path file = Files.createTempFile(folder, "source", ".safetensors");
    source.write(file);
    SafetensorsWriter out = new SafetensorsWriter();
    WeightNorm.declareFolded(Checkpoint.openFile(file), out);
    Path folded = folder.resolve("folded.safetensors");
    out.write(folded);
    return Checkpoint.openFile(folded);
  }

  private static long[] shape(long... sizes) {
    return sizes;
  }

  private static float[] of(float... values) {
    return values;
  }
}
