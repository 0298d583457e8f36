package org.hmongtts.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.hmongtts.audio.WavFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpeakCommandTest {

  private static final String GREETING = "Nyob zoo os";

  @TempDir private Path folder;
  private Path wav;

  @BeforeEach
  void nameTheFile() {
    wav = folder.resolve("hmong.wav");
  }

  @Test
  void writesAFileAndSaysHowLongItIs() throws Exception {
    CommandRun run = speak(GREETING);

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).matches("(?s).*hmong\\.wav: \\d\\.\\d\\d s, real-time factor .*");
    assertThat(WavFile.read(wav).duration())
        .isBetween(Duration.ofMillis(300), Duration.ofSeconds(4));
  }

  @Test
  void aSeedGivesTheSameFileAgain() throws Exception {
    speak(GREETING, "--seed", "7");
    byte[] once = Files.readAllBytes(wav);
    speak(GREETING, "--seed", "7");

    assertThat(wav).hasBinaryContent(once);
  }

  @Test
  void anotherVoiceSoundsDifferent() throws Exception {
    speak(GREETING, "--voice", "paj");
    byte[] paj = Files.readAllBytes(wav);
    speak(GREETING, "--voice", "tou");

    assertThat(Files.readAllBytes(wav)).isNotEqualTo(paj);
  }

  @Test
  void warnsOfAVoiceThatTheModelDoesNotList() {
    CommandRun run = speak(GREETING, "--voice", "niam");

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).hasLineCount(1).contains("niam", "paj, tou");
  }

  @Test
  void readsAFile() throws Exception {
    Path text = Files.writeString(folder.resolve("text.txt"), GREETING);

    assertThat(speak("--file", text.toString()).exitCode()).isZero();
    assertThat(wav).exists();
  }

  @Nested
  class WithoutASoundDevice {

    @BeforeEach
    void onlyThere() {
      assumeFalse(Playback.available(24_000), "this machine has a sound device");
    }

    @Test
    void speechWithoutAFileIsAUsageError() {
      CommandRun run = CommandRun.of("speak", GREETING);

      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err()).hasLineCount(1).contains("no sound device", "--out");
    }

    @Test
    void playingAFileTooIsAWarning() {
      CommandRun run = speak(GREETING, "--play");

      assertThat(run.exitCode()).isZero();
      assertThat(run.err()).hasLineCount(1).contains("no sound device");
      assertThat(wav).exists();
    }
  }

  @Nested
  class Refuses {

    @ParameterizedTest(name = "text \"{0}\"")
    @ValueSource(strings = {"", "  ", "\uD83D\uDE00 \uD83D\uDE00"})
    void aTextThatSaysNothing(String text) {
      refused(speak(text), 1);
    }

    @Test
    void aTextAndAFileTogether() {
      assertThat(refused(speak(GREETING, "--file", "text.txt"), 1)).contains("--file");
    }

    @Test
    void aFileThatIsNotThere() {
      assertThat(refused(speak("--file", folder.resolve("none.txt").toString()), 1))
          .contains("none.txt: no such file");
    }

    @Test
    void aFileThatIsNotUtf8() throws Exception {
      Path text = Files.write(folder.resolve("latin.txt"), new byte[] {'a', (byte) 0xE9, 'b'});

      assertThat(refused(speak("--file", text.toString()), 1)).contains("not UTF-8");
    }

    @Test
    void aBaseThatIsNowhere() {
      assertThat(refused(speak(GREETING, "--base", "../none/of/these"), 2)).contains("--base");
    }

    @Test
    void aBaseWithoutWeights() throws Exception {
      Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"llama\"");

      assertThat(refused(speak(GREETING, "--base", folder.toString()), 1)).contains("config.json");
    }

    @Test
    void aProviderThatNobodyKnows() {
      assertThat(refused(speak(GREETING, "--provider", "abacus"), 2)).contains("abacus", "cpu");
    }

    @Test
    void aPrecisionThatTheProcessorLacks() {
      assertThat(refused(speak(GREETING, "--precision", "bf16"), 1)).contains("BF16");
    }

    @Test
    void aFolderThatIsNotThereToWriteInto() {
      CommandRun run = CommandRun.of("speak", GREETING, "--out", folder + "/none/hmong.wav");

      assertThat(refused(run, 1)).contains("none");
    }

    private String refused(CommandRun run, int exitCode) {
      assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
      assertThat(run.err()).hasLineCount(1).startsWith("hmong-tts: ");
      assertThat(run.out()).isEmpty();
      assertThat(wav).doesNotExist();
      return run.err();
    }
  }

  @Test
  void verboseShowsTheCauseOfAFailure() {
    CommandRun run = speak("--verbose", "--file", folder.resolve("none.txt").toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("NoSuchFileException").contains("\tat ");
  }

  private CommandRun speak(String... args) {
    String[] all = new String[args.length + 3];
    all[0] = "speak";
    all[1] = "--out";
    all[2] = wav.toString();
    System.arraycopy(args, 0, all, 3, args.length);
    return CommandRun.of(all);
  }
}
