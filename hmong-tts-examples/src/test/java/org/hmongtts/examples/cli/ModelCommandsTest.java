package org.hmongtts.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands about models rather than speech. */
class ModelCommandsTest {

  @TempDir private Path folder;

  @Test
  void voicesOfTheEmbeddedBase() {
    CommandRun run = CommandRun.of("voices");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines()).containsExactly("paj", "tou");
  }

  @Test
  void inspectTellsWhatABaseIs() {
    String base = randomBase();

    CommandRun run = CommandRun.of("inspect", base);

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("Orpheus", "F32", "fingerprint", "24000 Hz");
  }

  @Test
  void inspectTellsWhyACodecDoesNotSpeak() {
    CommandRun run = CommandRun.of("inspect", randomBase() + "/codec");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("F16", "fingerprint").containsPattern("speaks +no: ");
  }

  @Test
  void inspectRefusesAFolderWithoutWeights() {
    CommandRun run = CommandRun.of("inspect", folder.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).hasLineCount(1).contains(folder.getFileName().toString());
  }

  @Test
  void quantizePreparesAndALoadFindsIt() {
    CommandRun run = CommandRun.of("quantize", "--precision", "int8", "--cache", folder.toString());

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("INT8", folder.toString());
    assertThat(folder).isDirectoryRecursivelyContaining("glob:**.safetensors");
  }

  @Test
  void benchPrintsItsFiguresAsJson() throws Exception {
    CommandRun run =
        CommandRun.of("bench", "--base", randomBase(), "--utterances", "2", "--max-seconds", "1");

    assertThat(run.err()).isEmpty();
    JsonNode report = new ObjectMapper().readTree(run.out());
    assertThat(report.at("/load_seconds").asDouble()).isPositive();
    assertThat(report.at("/first_audio_seconds").asDouble()).isPositive();
    assertThat(report.at("/real_time_factor").asDouble()).isPositive();
    assertThat(report.at("/tokens_per_second").asDouble()).isPositive();
    assertThat(report.at("/bandwidth_floor/share").asDouble()).isPositive();
    assertThat(report.at("/utterances").asInt()).isEqualTo(2);
  }

  @Test
  void benchRefusesToMeasureNothing() {
    CommandRun run = CommandRun.of("bench", "--utterances", "0");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).hasLineCount(1).contains("--utterances");
  }

  private String randomBase() {
    Path base = folder.resolve("base");
    CommandRun run =
        CommandRun.of("bench", "make-decoder", "--shape", "tiny", "--out", base.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    return base.toString();
  }
}
