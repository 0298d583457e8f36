package org.hmongtts.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.hmongtts.ModelFormatException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Fuzz targets; in the normal build they run on the kept inputs only. */
class CheckpointFuzzTest {

  private static Path file;

  @BeforeAll
  static void makeFile() throws IOException {
    file = Files.createTempFile("fuzzed", ".tmp");
  }

  @AfterAll
  static void deleteFile() throws IOException {
    Files.deleteIfExists(file);
  }

  @FuzzTest
  void readsAnySafetensorsOrRefusesIt(byte[] content) throws Exception {
    readsOrRefuses(
        content,
        () -> {
          SafetensorsFile read = SafetensorsFile.open(file);
          long end = 8 + (read.tensors().isEmpty() ? content.length - 8 : 0);
          for (TensorInfo tensor : read.tensors()) {
            assertThat(tensor.offset()).isGreaterThanOrEqualTo(end);
            end = tensor.offset() + tensor.length();
          }
          assertThat(end).isEqualTo(content.length);
          return read;
        });
  }

  @FuzzTest
  void readsAnyPyTorchFileOrRefusesIt(byte[] content) throws Exception {
    readsOrRefuses(content, () -> PyTorchFile.open(file));
  }

  @FuzzTest
  void readsAnyPickleOrRefusesIt(byte[] content) throws Exception {
    try {
      Unpickler.stateDict(file, content)
          .values()
          .forEach(
              tensor -> {
                Strides strides = new Strides(tensor.shape(), tensor.strides());
                if (strides.within(tensor.offset(), tensor.storage().elements())) {
                  assertThat(strides.span()).isLessThanOrEqualTo(tensor.storage().elements());
                }
                strides.elements();
                strides.inOrder();
              });
    } catch (ModelFormatException expected) {
      assertThat(expected).hasMessageStartingWith(file + ": ");
    }
  }

  @FuzzTest
  void readsAnyConfigurationOrRefusesIt(byte[] content) throws Exception {
    readsOrRefuses(
        content,
        () -> {
          ConfigFile config = ConfigFile.read(file);
          ConfigReading.useAll(config);
          return config;
        });
  }

  private static void readsOrRefuses(byte[] content, Callable<?> reading) throws Exception {
    Files.deleteIfExists(file);
    Files.write(file, content);
    try {
      reading.call();
    } catch (ModelFormatException expected) {
      assertThat(expected).hasMessageStartingWith(file + ": ");
    }
  }
}
