package org.hmongtts.checkpoint;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.hmongtts.AbuseCases;
import org.hmongtts.ModelFormatException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kept malformed file gets its typed error, which names it. */
class CheckpointAbuseTest {

  static Stream<Arguments> safetensors() throws Exception {
    return AbuseCases.of("safetensors");
  }

  static Stream<Arguments> pickle() throws Exception {
    return AbuseCases.of("pickle");
  }

  static Stream<Arguments> config() throws Exception {
    return AbuseCases.of("config");
  }

  static Stream<Arguments> folder() throws Exception {
    return AbuseCases.of("folder");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("safetensors")
  void refusesSafetensors(Path file, String why) {
    refuses(file, why, () -> Checkpoint.openFile(file).requireFinite(ProgressListener.NONE));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pickle")
  void refusesPickles(Path file, String why) {
    refuses(file, why, () -> Checkpoint.openFile(file));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("config")
  void refusesConfigurations(Path file, String why) {
    refuses(file, why, () -> ConfigFile.read(file));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("folder")
  void refusesFolders(Path folder, String why) {
    refuses(folder, why, () -> Checkpoint.open(folder));
  }

  private static void refuses(Path file, String why, ThrowingCallable opening) {
    assertThatThrownBy(opening)
        .isInstanceOf(ModelFormatException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(why);
  }
}
