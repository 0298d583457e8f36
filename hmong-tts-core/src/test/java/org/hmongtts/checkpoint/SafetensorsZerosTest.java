package org.hmongtts.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsZerosTest {

  @TempDir private Path folder;

  @Test
  void zerosStandBetweenOtherTensorsAndAtTheEnd() throws Exception {
    Path file = folder.resolve("model.safetensors");
    new SafetensorsWriter()
        .add("a", DType.F32, new long[] {1000, 3}, SafetensorsWriter.zeros())
        .add("b", DType.F32, new long[] {2}, SafetensorsWriter.floats(new float[] {1, 2}))
        .add("c", DType.F32, new long[] {1000}, SafetensorsWriter.zeros())
        .write(file);

    Checkpoint read = Checkpoint.openFile(file);
    assertThat(read.readFloats("a")).hasSize(3000).containsOnly(0f);
    assertThat(read.readFloats("b")).containsExactly(1, 2);
    assertThat(read.readFloats("c")).hasSize(1000).containsOnly(0f);
  }
}
