package org.hmongtts.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hmongtts.Fixtures;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same weights as PyTorch and as safetensors save them: every tensor must be bit-equal. */
class PyTorchFileParityTest {

  static Stream<Path> foldersWithBoth() {
    return Fixtures.folders("model in both formats", f -> !both(f).isEmpty()).stream()
        .flatMap(fixture -> both(fixture).stream());
  }

  private static List<Path> both(Path fixture) {
    try (Stream<Path> children = Files.list(fixture)) {
      return children
          .filter(folder -> Files.exists(folder.resolve("pytorch_model.bin")))
          .filter(folder -> Files.exists(folder.resolve("model.safetensors")))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("foldersWithBoth")
  void readsTheSameTensors(Path folder) throws IOException {
    Checkpoint pickled = Checkpoint.openFile(folder.resolve("pytorch_model.bin"));
    Checkpoint safe = Checkpoint.openFile(folder.resolve("model.safetensors"));

    assertThat(pickled.tensors().keySet())
        .containsExactlyInAnyOrderElementsOf(safe.tensors().keySet());
    for (TensorInfo tensor : safe.tensors().values()) {
      TensorInfo other = pickled.tensor(tensor.name());
      assertThat(other.dtype()).as(tensor.name()).isEqualTo(tensor.dtype());
      assertThat(other.shape()).as(tensor.name()).isEqualTo(tensor.shape());
      assertThat(pickled.map(tensor.name())).as(tensor.name()).isEqualTo(safe.map(tensor.name()));
    }
    assertThat(pickled.fingerprint()).isEqualTo(safe.fingerprint());
  }
}
