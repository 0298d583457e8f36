package org.hmongtts.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.hmongtts.examples.Documents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The one runnable jar, in a process of its own. */
class ProgramIT {

  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  private static final String PROGRAM = System.getProperty("hmongtts.program");
  private static final Path NOTHING =
      Path.of(System.getProperty("os.name").startsWith("Windows") ? "NUL" : "/dev/null");

  @TempDir private Path folder;

  @Test
  void runsWithoutAnythingElseOnTheClassPath() throws Exception {
    CommandRun run = run(NOTHING, "-jar", PROGRAM, "--version");

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("hmong-tts ");
  }

  @Test
  void speaksWhatComesOnStandardInput() throws Exception {
    Path text = Files.writeString(folder.resolve("in.txt"), "Nyob zoo os, koj nyob li cas?");

    CommandRun run = run(text, "-jar", PROGRAM, "speak", "-", "--out", "hmong.wav");

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(folder.resolve("hmong.wav")).isNotEmptyFile();
  }

  @Test
  void runsTheProgramThatTheReadmeShows() throws Exception {
    String program = Documents.blocks("java").get(0).content();
    Path source = Files.writeString(folder.resolve("SpeakHmong.java"), program);

    CommandRun run = run(NOTHING, "-cp", PROGRAM, source.toString());

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(folder.resolve("hmong.wav")).isNotEmptyFile();
  }

  @Test
  void leavesNoFileWhenItFails() throws Exception {
    CommandRun run = run(NOTHING, "-jar", PROGRAM, "speak", "?!", "--out", "hmong.wav");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).hasLineCount(1);
    assertThat(folder.resolve("hmong.wav")).doesNotExist();
  }

  private CommandRun run(Path input, String... args) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(JAVA.toString()));
    if (Runtime.version().feature() >= 24) {
      // Protocol Buffers 3 uses what newer Java warns of; the warning is none of ours.
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.addAll(List.of(args));
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(input.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("ended in time").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new CommandRun(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }
}
