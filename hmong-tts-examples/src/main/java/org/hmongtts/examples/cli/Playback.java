package org.hmongtts.examples.cli;

import java.io.IOException;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.DataLine;
import javax.sound.sampled.LineUnavailableException;
import javax.sound.sampled.SourceDataLine;

/** Plays mono samples on the default sound device. */
final class Playback implements AutoCloseable {

  private final SourceDataLine line;

  private Playback(SourceDataLine line) {
    this.line = line;
  }

  /** Whether there is a device that takes this sample rate. */
  static boolean available(int sampleRateHz) {
    return AudioSystem.isLineSupported(lineInfo(sampleRateHz));
  }

  /**
   * Opens the device.
   *
   * @throws IOException if another program holds it
   */
  static Playback open(int sampleRateHz) throws IOException {
    try {
      SourceDataLine line = (SourceDataLine) AudioSystem.getLine(lineInfo(sampleRateHz));
      line.open();
      line.start();
      return new Playback(line);
    } catch (LineUnavailableException e) {
      throw new IOException("the sound device is in use by another program", e);
    }
  }

  /** Queues samples in -1..1; waits while the device's buffer is full. */
  void write(float[] samples) {
    byte[] bytes = new byte[2 * samples.length];
    for (int i = 0; i < samples.length; i++) {
      int value = Math.round(Math.max(-1, Math.min(1, samples[i])) * Short.MAX_VALUE);
      bytes[2 * i] = (byte) value;
      bytes[2 * i + 1] = (byte) (value >> 8);
    }
    line.write(bytes, 0, bytes.length);
  }

  /** Waits until everything queued has been heard, and lets the device go. */
  @Override
  public void close() {
    line.drain();
    line.close();
  }

  private static DataLine.Info lineInfo(int sampleRateHz) {
    return new DataLine.Info(
        SourceDataLine.class, new AudioFormat(sampleRateHz, 16, 1, true, false));
  }
}
