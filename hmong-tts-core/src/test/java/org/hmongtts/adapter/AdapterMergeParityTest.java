package org.hmongtts.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hmongtts.Fixtures;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.ConfigFile;
import org.hmongtts.checkpoint.ProgressListener;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Weights merged by the reference implementation: the tensors {@code merged.*} in each adapter's
 * {@code expected.safetensors}, within {@code accept_abs} of the fixture's tolerance.json.
 */
class AdapterMergeParityTest {

  private static final String MERGED = "merged.";

  @TempDir Path temporary;

  static Stream<Path> adapters() {
    return Fixtures.folders("merged adapters", fixture -> !merged(fixture).isEmpty()).stream()
        .flatMap(fixture -> merged(fixture).stream());
  }

  private static List<Path> merged(Path fixture) {
    boolean complete =
        Files.isDirectory(fixture.resolve("checkpoint"))
            && Files.isDirectory(fixture.resolve("adapters"))
            && Files.exists(fixture.resolve("tolerance.json"));
    return complete
        ? children(fixture.resolve("adapters")).stream().filter(a -> !names(a).isEmpty()).toList()
        : List.of();
  }

  private static List<String> names(Path adapter) {
    try {
      return Checkpoint.openFile(adapter.resolve("expected.safetensors"))
          .tensors()
          .keySet()
          .stream()
          .filter(name -> name.startsWith(MERGED))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> children(Path folder) {
    try (Stream<Path> children = Files.list(folder)) {
      return children.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("adapters")
  void mergesAsTheReferenceDoes(Path folder) throws IOException {
    Path fixture = folder.getParent().getParent();
    Checkpoint base = Checkpoint.open(fixture.resolve("checkpoint"));
    BoundAdapter adapter = PeftAdapter.read(folder).bind(base);
    Path target = temporary.resolve("merged");

    AdapterMerge.of(adapter).write(target, ProgressListener.NONE);

    Checkpoint merged = Checkpoint.open(target);
    assertThat(merged.tensors().keySet()).containsAll(base.tensors().keySet());
    Checkpoint expected = Checkpoint.openFile(folder.resolve("expected.safetensors"));
    ConfigFile tolerance = ConfigFile.read(fixture.resolve("tolerance.json"));
    for (String name : names(folder)) {
      String key = fixture.relativize(folder) + "/expected.safetensors:" + name;
      double accepted = tolerance.child(key.replace('\\', '/')).number("accept_abs");
      float[] actual = merged.readFloats(name.substring(MERGED.length()));
      assertThat(actual)
          .as(name)
          .containsExactly(expected.readFloats(name), within((float) accepted));
    }
  }
}
