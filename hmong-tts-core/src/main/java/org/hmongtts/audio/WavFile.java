package org.hmongtts.audio;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * WAV files, whole. Reads PCM of 8, 16, 24 and 32 bits and floats of 32 and 64, with any number of
 * channels up to 256 and also where sizes in the header are wrong or missing but the sound can
 * still be found; writes 16-bit PCM.
 */
public final class WavFile {

  private WavFile() {}

  /**
   * Reads a file. Integers become {@code value / 2^(bits-1)}; floats stay as they are. A file that
   * was cut off gives the whole frames it still has.
   *
   * @throws org.hmongtts.DatasetException if it isn't a WAV file of a supported kind, holds a
   *     sample that is not a number, or more than 67 million samples
   * @throws IOException if the file cannot be read
   */
  public static Audio read(Path file) throws IOException {
    // The size of a pipe or device says nothing about what can be read from it.
    long length = Files.isRegularFile(file) ? Files.size(file) : Long.MAX_VALUE;
    try (InputStream in = Files.newInputStream(file)) {
      return new WavReader(file.toString(), new BufferedInputStream(in), length).read();
    }
  }

  /**
   * Reads a stream up to the end of the sound in it, and leaves it open.
   *
   * @param name what to call it in messages
   * @throws org.hmongtts.DatasetException as {@link #read(Path)}
   * @throws IOException if the stream cannot be read
   */
  public static Audio read(InputStream in, String name) throws IOException {
    return new WavReader(name, in, Long.MAX_VALUE).read();
  }

  /**
   * Reads a stream to its end for what the file is, without decoding the sound.
   *
   * @param name what to call it in messages
   * @throws org.hmongtts.DatasetException if it isn't a WAV file of a supported kind
   * @throws IOException if the stream cannot be read
   */
  public static WavHeader header(InputStream in, String name) throws IOException {
    return new WavReader(name, in, Long.MAX_VALUE).header();
  }

  /**
   * Writes mono sound as 16-bit PCM, clipped to -1..1. The file appears, or is replaced, only once
   * it is complete.
   *
   * @throws IllegalArgumentException if a sample is not a number, or the rate is out of range
   * @throws IOException if the file cannot be written; nothing is left behind
   */
  public static void write(Path file, float[] mono, int sampleRateHz) throws IOException {
    try (WavWriter writer = WavWriter.create(file, sampleRateHz, WavEncoding.PCM_16)) {
      writer.write(mono);
      writer.finish();
    }
  }
}
