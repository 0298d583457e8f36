package org.hmongtts.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateCommandTest {

  @TempDir private Path folder;

  @Test
  void printsWhatItHeard() {
    CommandRun run = CommandRun.of("evaluate", "--count", "2", "--voice", "tou");

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .startsWith("tou (embedded): 2 sentences")
        .contains("tone error rate", "median F0", "syllables/s", "ended by itself     100.0 %");
  }

  @Test
  void writesFiguresAndSound() throws Exception {
    Path sentences = Files.writeString(folder.resolve("zaj.txt"), "Nyob zoo os.\n\nUa tsaug.\n");
    Path json = folder.resolve("report.json");
    Path html = folder.resolve("report.html");
    Path audio = folder.resolve("audio");

    CommandRun run =
        CommandRun.of(
            "evaluate",
            "--sentences",
            sentences.toString(),
            "--json",
            json.toString(),
            "--html",
            html.toString(),
            "--save-audio",
            audio.toString());

    assertThat(run.err()).isEmpty();
    JsonNode report = new ObjectMapper().readTree(json.toFile());
    assertThat(report.at("/name").asText()).isEqualTo("paj (embedded)");
    assertThat(report.at("/speech/syllables").asInt()).isEqualTo(5);
    assertThat(html).content().contains("Evaluation of paj (embedded)", "Ua tsaug.");
    assertThat(audio)
        .isDirectoryContaining("glob:**/001.wav")
        .isDirectoryContaining("glob:**/002.wav");
  }

  @Test
  void comparesWithTheSpeakerOfADataSet() {
    CommandRun run =
        CommandRun.of("evaluate", "--count", "5", "--voice", "tou", "--reference", "data/niam");

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("compared with the speaker: 60 recordings", "said again", "between halves of");
  }

  @Nested
  class Refuses {

    @Test
    void aReferenceThatIsNoDataSet() {
      assertThat(refused("--reference", folder.toString()))
          .contains(folder.getFileName().toString());
    }

    @Test
    void aSentenceThatSaysNothing() throws Exception {
      Path sentences = Files.writeString(folder.resolve("zaj.txt"), "Nyob zoo.\n!!\n");

      assertThat(refused("--sentences", sentences.toString())).contains("zaj.txt:2: nothing");
    }

    @Test
    void aFileWithoutSentences() throws Exception {
      Path sentences = Files.writeString(folder.resolve("zaj.txt"), "\n");

      assertThat(refused("--sentences", sentences.toString())).contains("no sentence");
    }

    @Test
    void aFileThatIsNotThere() {
      assertThat(refused("--sentences", folder + "/none.txt")).contains("none.txt: no such file");
    }

    @Test
    void toCountNothing() {
      assertThat(refused("--count", "0")).contains("--count");
    }

    private String refused(String option, String value) {
      CommandRun run = CommandRun.of("evaluate", option, value);
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).hasLineCount(1).startsWith("hmong-tts: ");
      assertThat(run.out()).isEmpty();
      return run.err();
    }
  }
}
