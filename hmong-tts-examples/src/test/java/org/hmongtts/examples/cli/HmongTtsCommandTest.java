package org.hmongtts.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HmongTtsCommandTest {

  @Test
  void tellsItsVersion() {
    CommandRun run = CommandRun.of("--version");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).matches("(?s)hmong-tts \\d+\\.\\d+\\.\\d+.*Java .*");
  }

  @Test
  void aCallWithoutACommandIsAUsageErrorInOneLine() {
    CommandRun run = CommandRun.of();

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).hasLineCount(1).contains("no command given").contains("--help");
  }

  @Test
  void anUnknownCommandIsAUsageErrorInOneLine() {
    CommandRun run = CommandRun.of("sing");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).hasLineCount(1).contains("sing");
  }

  @Test
  void helpNamesEveryCommand() {
    assertThat(CommandRun.of("--help").out()).contains("--verbose").contains("help");
  }
}
