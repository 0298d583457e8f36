package org.hmongtts.train.dataset;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.hmongtts.DatasetException;
import org.hmongtts.audio.Audio;
import org.hmongtts.audio.WavFile;
import org.hmongtts.audio.WavHeader;

/**
 * One WAV file that was found whole and of an accepted kind.
 *
 * @param contentHash SHA-256 of its bytes
 * @param audio mono, at its own rate or the one it was converted to, otherwise as recorded
 */
record Recording(String contentHash, Audio audio) {

  private static final long MOST_BYTES = 256 << 20;

  /** A longer tail would be a tag; much longer, and it is sound that the header leaves out. */
  private static final int MOST_STRAY_BYTES = 1024;

  /** Silence around the speech that trimming may still take off a clip, beyond its limit. */
  private static final int MOST_SILENCE_SECONDS = 60;

  private static final double SILENT_PEAK = 0.001;

  /**
   * @param name what to call it in messages
   * @throws DatasetException in the first line what is wrong, in the second what to do
   * @throws IOException if it cannot be read
   */
  static Recording read(Path file, String name, DatasetOptions options) throws IOException {
    long bytes = Files.size(file);
    if (bytes > MOST_BYTES) {
      throw new DatasetException(
          name + " has " + bytes + " bytes, too many for a clip.\n  Cut it into sentences.");
    }
    byte[] content = Files.readAllBytes(file);
    WavHeader header = WavFile.header(new ByteArrayInputStream(content), name);
    requireWhole(header, name);
    requireAccepted(header, name, options);
    double seconds =
        header.presentBytes() / (double) header.bytesPerFrame() / header.sampleRateHz();
    if (seconds > options.longest().toSeconds() + MOST_SILENCE_SECONDS) {
      throw tooLong(name, seconds, options);
    }
    Audio audio = WavFile.read(new ByteArrayInputStream(content), name).toMono();
    requireSound(audio, name);
    boolean asIs = isTrainingFormat(header);
    return new Recording(
        Sha256.of(content), asIs ? audio : audio.resampled(DatasetOptions.CONVERTED_RATE_HZ));
  }

  static DatasetException tooLong(String name, double seconds, DatasetOptions options) {
    return new DatasetException(
        String.format(
            Locale.ROOT,
            "%s lasts %.1f s, expected at most %.1f s.\n  Cut it into sentences, each with its text.",
            name,
            seconds,
            options.longest().toMillis() / 1000.0));
  }

  private static void requireWhole(WavHeader header, String name) {
    if (header.presentBytes() < header.claimedBytes()) {
      throw new DatasetException(
          name
              + " is cut off: its header claims "
              + header.claimedBytes()
              + " bytes of sound, the file has "
              + header.presentBytes()
              + ".\n  Copy or export the recording again.");
    }
    if (header.presentBytes() % header.bytesPerFrame() != 0) {
      throw new DatasetException(
          name
              + " is damaged: its "
              + header.presentBytes()
              + " bytes of sound are not whole samples of "
              + header.bytesPerFrame()
              + " bytes.\n  Export the recording again.");
    }
    if (header.strayBytes() > MOST_STRAY_BYTES) {
      throw new DatasetException(
          name
              + " is damaged: its header tells of "
              + header.claimedBytes()
              + " bytes of sound, but "
              + header.strayBytes()
              + " more follow.\n  Export the recording again.");
    }
    if (header.presentBytes() == 0) {
      throw new DatasetException(name + " has no sound in it.\n  Record it, or remove the row.");
    }
  }

  private static void requireAccepted(WavHeader header, String name, DatasetOptions options) {
    if (!options.convert() && !isTrainingFormat(header)) {
      throw new DatasetException(
          name
              + " is "
              + description(header)
              + ", expected 16-bit PCM, mono, at 16000 or 22050 Hz.\n"
              + "  Convert the file, or read the data set with DatasetOptions.convert(true)"
              + " (--convert).");
    }
  }

  private static boolean isTrainingFormat(WavHeader header) {
    return !header.floatingPoint()
        && header.bits() == 16
        && header.channels() == 1
        && (header.sampleRateHz() == 16_000 || header.sampleRateHz() == 22_050);
  }

  private static String description(WavHeader header) {
    String channels =
        switch (header.channels()) {
          case 1 -> "mono";
          case 2 -> "stereo";
          default -> header.channels() + " channels";
        };
    String kind = header.floatingPoint() ? "-bit float, " : "-bit PCM, ";
    return header.bits() + kind + header.sampleRateHz() + " Hz " + channels;
  }

  private static void requireSound(Audio audio, String name) {
    float peak = 0;
    for (float sample : audio.samples()) {
      peak = Math.max(peak, Math.abs(sample));
    }
    if (peak < SILENT_PEAK) {
      throw new DatasetException(
          name
              + " is silent: no sample is above "
              + SILENT_PEAK
              + " of full scale.\n  Record it again, or remove the row.");
    }
  }
}
