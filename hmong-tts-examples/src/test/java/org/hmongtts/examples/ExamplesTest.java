package org.hmongtts.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.hmongtts.audio.WavFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example programs do what they say. */
class ExamplesTest {

  @TempDir private Path folder;

  @Test
  void speaksASentence() throws Exception {
    Path file = folder.resolve("hmong.wav");

    SpeakHmong.main(new String[] {file.toString()});

    assertThat(WavFile.read(file).duration())
        .isBetween(Duration.ofMillis(1000), Duration.ofSeconds(5));
  }

  @Test
  void streamsSeveralSentences() throws Exception {
    Path file = folder.resolve("hmong.wav");

    StreamHmong.main(new String[] {file.toString()});

    assertThat(WavFile.read(file).duration())
        .isBetween(Duration.ofMillis(1500), Duration.ofSeconds(10));
  }

  @Test
  void trainsAVoiceAndSpeaksWithIt() throws Exception {
    Path recordings = FewRecordings.copy(folder.resolve("niam"), 2);

    TrainVoice.main(new String[] {recordings.toString(), folder.resolve("adapter").toString()});

    assertThat(WavFile.read(folder.resolve("niam.wav")).duration())
        .isBetween(Duration.ofMillis(1000), Duration.ofSeconds(5));
  }
}
