package org.hmongtts.adapter;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.hmongtts.AbuseCases;
import org.hmongtts.AdapterMismatchException;
import org.hmongtts.ModelFormatException;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.DType;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kept malformed adapter, and every one for another base, gets its typed error. */
class AdapterAbuseTest {

  @TempDir static Path base;

  static Stream<Arguments> adapters() throws Exception {
    return AbuseCases.of("adapter");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("adapters")
  void refuses(Path folder, String why) throws IOException {
    Checkpoint small =
        Checkpoint.open(
            new SmallAdapter()
                .tensor("l.q.weight", 3, 4)
                .tensor("model.embed_tokens.weight", 9, 4)
                .writeBase(base, DType.F32));
    boolean ofAnotherBase = folder.getFileName().toString().startsWith("other-base");

    assertThatThrownBy(() -> PeftAdapter.read(folder).bind(small))
        .isInstanceOf(ofAnotherBase ? AdapterMismatchException.class : ModelFormatException.class)
        .hasMessageStartingWith(folder.toString())
        .hasMessageContaining(why);
  }
}
