package org.hmongtts.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.hmongtts.DatasetException;

/**
 * What a {@code fmt} chunk says about the samples of a WAV file. The layout is that of Microsoft's
 * "Multimedia Programming Interface and Data Specifications 1.0" and of WAVEFORMATEXTENSIBLE. The
 * bytes per second in it are ignored: they follow from the rest, and some programs write nonsense.
 */
record WavFormat(boolean floatingPoint, int bits, int channels, int sampleRateHz) {

  static final int PCM = 1;
  static final int IEEE_FLOAT = 3;

  /** Bytes of a WAVEFORMATEXTENSIBLE; what a longer chunk adds is of no use here. */
  static final int LONGEST = 40;

  private static final int EXTENSIBLE = 0xFFFE;
  private static final int SHORTEST = 16;
  private static final int MOST_CHANNELS = 256;
  private static final int LOWEST_RATE_HZ = 1_000;
  private static final int HIGHEST_RATE_HZ = 768_000;

  /** Bytes 2 to 15 of KSDATAFORMAT_SUBTYPE_PCM and _IEEE_FLOAT; the first two are the codec. */
  private static final byte[] SUB_FORMAT_TAIL = {
    0, 0, 0, 0, 0x10, 0, (byte) 0x80, 0, 0, (byte) 0xAA, 0, 0x38, (byte) 0x9B, 0x71
  };

  /**
   * @param name the file, for messages
   * @param chunk the chunk's first bytes, at most {@link #LONGEST}
   */
  static WavFormat parse(String name, byte[] chunk) {
    if (chunk.length < SHORTEST) {
      throw broken(name, "its fmt chunk has " + chunk.length + " bytes, expected 16 or more");
    }
    ByteBuffer fields = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
    int codec = fields.getShort(0) & 0xFFFF;
    int channels = fields.getShort(2) & 0xFFFF;
    long rate = fields.getInt(4) & 0xFFFFFFFFL;
    int bytesPerFrame = fields.getShort(12) & 0xFFFF;
    int bits = fields.getShort(14) & 0xFFFF;
    if (codec == EXTENSIBLE) {
      codec = subFormat(name, chunk, fields);
    }
    if (codec != PCM && codec != IEEE_FLOAT) {
      throw unsupported(name, String.format("codec 0x%04x, expected 1 (PCM) or 3 (float)", codec));
    }
    boolean floatingPoint = codec == IEEE_FLOAT;
    boolean knownWidth =
        floatingPoint
            ? bits == 32 || bits == 64
            : bits == 8 || bits == 16 || bits == 24 || bits == 32;
    if (!knownWidth) {
      String expected = floatingPoint ? "32 or 64" : "8, 16, 24 or 32";
      throw unsupported(name, bits + " bits a sample, expected " + expected);
    }
    if (channels < 1 || channels > MOST_CHANNELS) {
      throw unsupported(name, channels + " channels, expected 1 to " + MOST_CHANNELS);
    }
    if (rate < LOWEST_RATE_HZ || rate > HIGHEST_RATE_HZ) {
      throw unsupported(
          name, rate + " Hz, expected " + LOWEST_RATE_HZ + " to " + HIGHEST_RATE_HZ + " Hz");
    }
    WavFormat format = new WavFormat(floatingPoint, bits, channels, (int) rate);
    if (bytesPerFrame != format.bytesPerFrame()) {
      throw broken(
          name,
          "its fmt chunk gives a frame "
              + bytesPerFrame
              + " bytes, expected "
              + format.bytesPerFrame()
              + " for its channels and bits");
    }
    return format;
  }

  private static int subFormat(String name, byte[] chunk, ByteBuffer fields) {
    if (chunk.length < LONGEST) {
      throw broken(
          name, "its extensible fmt chunk has " + chunk.length + " bytes, expected " + LONGEST);
    }
    if (!Arrays.equals(Arrays.copyOfRange(chunk, 26, LONGEST), SUB_FORMAT_TAIL)) {
      throw unsupported(name, "a sub-format of unknown kind, expected PCM or float");
    }
    return fields.getShort(24) & 0xFFFF;
  }

  int bytesPerFrame() {
    return channels * bits / 8;
  }

  /** Decodes one sample: integers to {@code value / 2^(bits-1)}, floats as they are. */
  float decode(ByteBuffer bytes, int at) {
    if (floatingPoint) {
      return bits == 32 ? bytes.getFloat(at) : (float) bytes.getDouble(at);
    }
    return switch (bits) {
      case 8 -> ((bytes.get(at) & 0xFF) - 128) / 128f;
      case 16 -> bytes.getShort(at) / 32_768f;
      case 24 -> ((bytes.get(at + 2) << 16) | (bytes.getShort(at) & 0xFFFF)) / 8_388_608f;
      default -> (float) (bytes.getInt(at) / 2_147_483_648.0);
    };
  }

  private static DatasetException unsupported(String name, String found) {
    return new DatasetException(
        name + ": the WAV file has " + found + ".\n  Convert it to 16-bit PCM, mono.");
  }

  static DatasetException broken(String name, String what) {
    return new DatasetException(
        name + ": not a usable WAV file: " + what + ".\n  Export the recording again.");
  }
}
