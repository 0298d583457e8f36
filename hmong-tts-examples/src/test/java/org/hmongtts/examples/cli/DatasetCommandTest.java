package org.hmongtts.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hmongtts.audio.WavFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetCommandTest {

  private static final String NIAM = "data/niam";

  @TempDir Path folder;

  @BeforeEach
  void recordings() throws IOException {
    Files.createDirectories(folder.resolve("wavs"));
    WavFile.write(folder.resolve("wavs/1.wav"), tone(200), 22_050);
    WavFile.write(folder.resolve("wavs/2.wav"), tone(210), 48_000);
  }

  private static float[] tone(int hertz) {
    float[] samples = new float[48_000];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (0.3 * Math.sin(2 * Math.PI * hertz * i / 48_000));
    }
    return samples;
  }

  private void list(String rows) throws IOException {
    Files.writeString(folder.resolve("metadata.csv"), rows);
  }

  @Test
  void theExampleDataHasNothingToCorrect() {
    CommandRun run = CommandRun.of("dataset", "check", NIAM);
    assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
    assertThat(run.out()).contains("niam: 60 clips, 0.06 hours (3.3 minutes)");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void everyBadRowIsPrintedAndTheExitCodeIsOne() throws IOException {
    list("1.wav|Nyob zoo os.\n2.wav|Mus tsev.\n3.wav|Noj mov.\nnonsense\n");
    CommandRun run = CommandRun.of("dataset", "check", folder.toString());
    assertThat(run.exitCode()).isOne();
    assertThat(run.out())
        .contains("metadata.csv:2: wavs/2.wav is 16-bit PCM, 48000 Hz mono")
        .contains("metadata.csv:3: 3.wav is missing")
        .contains("metadata.csv:4: the row \"nonsense\"")
        .contains("1 clip,");
    assertThat(run.err()).isEqualToIgnoringNewLines("hmong-tts: 3 problems to correct");
  }

  @Test
  void otherRatesAreTakenIfAskedFor() throws IOException {
    list("1.wav|Nyob zoo os.\n2.wav|Mus tsev.\n");
    String data = folder.resolve("metadata.csv").toString();
    CommandRun run = CommandRun.of("dataset", "check", data, "--convert");
    assertThat(run.exitCode()).as(run.out()).isZero();
    assertThat(run.out()).contains("2 clips");
  }

  @Test
  void theDialectDecidesWhatIsMissing() throws IOException {
    list("1.wav|Nyob zoo os.\n");
    assertThat(CommandRun.of("dataset", "check", folder.toString()).out()).contains(" dh ");
    assertThat(CommandRun.of("dataset", "check", folder.toString(), "--dialect", "green").out())
        .contains(" ndlh ")
        .doesNotContain(" dh ");
  }

  @Test
  void theReportIsWrittenAsAPage() throws IOException {
    list("1.wav|Nyob zoo os.\n");
    Path page = folder.resolve("report.html");
    CommandRun run = CommandRun.of("dataset", "check", folder.toString(), "--html", "" + page);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("wrote " + page);
    assertThat(page).content().contains("<svg").contains("wavs/1.wav").doesNotContain("<script");
  }

  @Test
  void aFolderThatIsMissingIsOneLine() {
    CommandRun run = CommandRun.of("dataset", "check", folder.resolve("none").toString());
    assertThat(run.exitCode()).isOne();
    assertThat(run.err().strip()).endsWith("none: no such file or folder");
  }

  @Test
  void aCommandMustBeGiven() {
    assertThat(CommandRun.of("dataset").exitCode()).isEqualTo(2);
  }
}
