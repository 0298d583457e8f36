package org.hmongtts;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.hmongtts.audio.Audio;
import org.hmongtts.audio.WavFile;

/**
 * Spoken audio. Immutable but for {@link #samples()}, which gives the array itself.
 *
 * @param samples mono samples in -1..1
 * @param sampleRateHz samples a second
 * @param spokenText what was read: the text after normalisation
 * @param stop why it ended; where several phrases were spoken, the first end that was not natural
 * @param timings what it cost
 */
public record Speech(
    float[] samples, int sampleRateHz, String spokenText, Stop stop, SpeechTimings timings) {

  public Duration duration() {
    return audio().duration();
  }

  public Audio audio() {
    return Audio.mono(samples, sampleRateHz);
  }

  /**
   * Writes a 16-bit PCM WAV file; an existing file is replaced whole or not at all.
   *
   * @throws IOException if the file cannot be written
   */
  public void writeWav(Path file) throws IOException {
    WavFile.write(file, samples, sampleRateHz);
  }
}
