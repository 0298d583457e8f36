package org.hmongtts.audio;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.hmongtts.DatasetException;

/**
 * Reads one WAV file from front to back.
 *
 * <p>Sizes in headers are claims: nothing is allocated on their word alone. Chunks are walked in
 * the order they stand; the RIFF size is looked at only to tell a recording that was never finished
 * (both sizes 0) from one without sound. A data chunk that claims more than there is ends with the
 * file.
 */
final class WavReader {

  /** Above it a file is refused: 46 minutes of mono at 24 kHz, 256 MiB as floats. */
  static final int MOST_SAMPLES = 1 << 26;

  private static final long UNKNOWN_SIZE = 0xFFFFFFFFL;
  private static final int BLOCK_BYTES = 1 << 16;
  private static final int RIFF = tag("RIFF");
  private static final int WAVE = tag("WAVE");
  private static final int FMT = tag("fmt ");
  private static final int DATA = tag("data");

  private final String name;
  private final InputStream in;
  private final long length;
  private long position;

  /**
   * @param name the file, for messages
   * @param length the stream's length in bytes, or {@link Long#MAX_VALUE} if it isn't known
   */
  WavReader(String name, InputStream in, long length) {
    this.name = name;
    this.in = in;
    this.length = length;
  }

  /** Where a data chunk begins, and what it says of itself. */
  private record Sound(WavFormat format, long claimedBytes) {}

  Audio read() throws IOException {
    Sound sound = findSound();
    return samples(sound.format(), sound.claimedBytes());
  }

  /** Reads to the end of the file, but decodes nothing. */
  WavHeader header() throws IOException {
    Sound sound = findSound();
    long present = discard(sound.claimedBytes());
    WavFormat format = sound.format();
    return new WavHeader(
        format.floatingPoint(),
        format.bits(),
        format.channels(),
        format.sampleRateHz(),
        sound.claimedBytes() == Long.MAX_VALUE ? present : sound.claimedBytes(),
        present,
        strayBytes(present));
  }

  private Sound findSound() throws IOException {
    byte[] riff = take(12, "the RIFF header");
    if (intAt(riff, 0) != RIFF) {
      throw WavFormat.broken(name, "it begins with " + quoted(riff, 0) + ", expected 'RIFF'");
    }
    if (intAt(riff, 8) != WAVE) {
      throw WavFormat.broken(name, "its RIFF type is " + quoted(riff, 8) + ", expected 'WAVE'");
    }
    boolean unfinished = intAt(riff, 4) == 0 || intAt(riff, 4) == (int) UNKNOWN_SIZE;
    WavFormat format = null;
    while (true) {
      byte[] header = new byte[8];
      int got = fill(header, header.length);
      if (got < header.length) {
        throw WavFormat.broken(
            name, "it ends without a " + (format == null ? "fmt" : "data") + " chunk");
      }
      long size = intAt(header, 4) & UNKNOWN_SIZE;
      if (intAt(header, 0) == DATA) {
        if (format == null) {
          throw WavFormat.broken(name, "its data chunk comes without a fmt chunk before it");
        }
        boolean toTheEnd = size == UNKNOWN_SIZE || size == 0 && unfinished;
        return new Sound(format, toTheEnd ? Long.MAX_VALUE : size);
      }
      if (intAt(header, 0) == FMT && format == null) {
        byte[] chunk = take((int) Math.min(size, WavFormat.LONGEST), "the fmt chunk");
        format = WavFormat.parse(name, chunk);
        skip(header, size - chunk.length + (size & 1));
      } else {
        skip(header, size + (size & 1));
      }
    }
  }

  /** Bytes from the first one after the sound that is not part of a chunk. */
  private long strayBytes(long soundBytes) throws IOException {
    discard(soundBytes & 1);
    byte[] header = new byte[8];
    for (int got = fill(header, 8); got > 0; got = fill(header, 8)) {
      long size = intAt(header, 4) & UNKNOWN_SIZE;
      long body = got == 8 && isTag(header) ? discard(size) : 0;
      if (got < 8 || !isTag(header) || body < size) {
        return got + body + discard(Long.MAX_VALUE);
      }
      discard(size & 1);
    }
    return 0;
  }

  private static boolean isTag(byte[] header) {
    for (int i = 0; i < 4; i++) {
      if (header[i] < ' ' || header[i] > '~') {
        return false;
      }
    }
    return true;
  }

  private Audio samples(WavFormat format, long claimedBytes) throws IOException {
    int frameBytes = format.bytesPerFrame();
    long bytes = Math.min(claimedBytes, length - position);
    boolean sizeKnown = length != Long.MAX_VALUE;
    if (sizeKnown && bytes / frameBytes * format.channels() > MOST_SAMPLES) {
      throw tooLong();
    }
    long expected = bytes / frameBytes * format.channels();
    float[] samples = new float[sizeKnown ? (int) expected : BLOCK_BYTES];
    byte[] block = new byte[BLOCK_BYTES / frameBytes * frameBytes];
    ByteBuffer view = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
    int count = 0;
    while (bytes >= frameBytes) {
      int got = fill(block, (int) Math.min(block.length, bytes));
      int more = got / frameBytes * format.channels();
      if (count + more > MOST_SAMPLES) {
        throw tooLong();
      }
      if (count + more > samples.length) {
        samples = Arrays.copyOf(samples, Math.min(MOST_SAMPLES, 2 * (count + more)));
      }
      for (int i = 0; i < more; i++) {
        samples[count + i] = finite(format.decode(view, i * (format.bits() / 8)), count + i);
      }
      count += more;
      bytes -= got;
      if (got < block.length) {
        break;
      }
    }
    float[] exact = count == samples.length ? samples : Arrays.copyOf(samples, count);
    return new Audio(exact, format.sampleRateHz(), format.channels());
  }

  private float finite(float sample, int index) {
    if (!Float.isFinite(sample)) {
      throw WavFormat.broken(name, "sample " + index + " is " + sample + ", expected a number");
    }
    return sample;
  }

  private DatasetException tooLong() {
    return new DatasetException(
        name
            + ": the WAV file has more than "
            + MOST_SAMPLES
            + " samples, the most that is read into memory.\n  Cut the recording into sentences.");
  }

  private byte[] take(int bytes, String what) throws IOException {
    byte[] taken = new byte[bytes];
    int got = fill(taken, bytes);
    if (got < bytes) {
      throw WavFormat.broken(name, "it ends in " + what + ", " + got + " of " + bytes + " bytes");
    }
    return taken;
  }

  /** Reads until the array's first {@code bytes} are full or the stream ends. */
  private int fill(byte[] into, int bytes) throws IOException {
    int got = 0;
    while (got < bytes) {
      int more = in.read(into, got, bytes - got);
      if (more < 0) {
        break;
      }
      got += more;
    }
    position += got;
    return got;
  }

  /** Skips by reading: {@link InputStream#skip} of a file goes past its end without a word. */
  private void skip(byte[] header, long bytes) throws IOException {
    long wanted = Math.min(bytes, length - position + 1);
    if (discard(wanted) < wanted) {
      throw WavFormat.broken(
          name, "its chunk " + quoted(header, 0) + " claims to reach beyond the end of the file");
    }
  }

  /** Reads this many bytes, or fewer where the stream ends before; returns how many. */
  private long discard(long bytes) throws IOException {
    byte[] discarded = new byte[(int) Math.min(bytes, BLOCK_BYTES)];
    long left = bytes;
    while (left > 0) {
      int got = fill(discarded, (int) Math.min(left, discarded.length));
      if (got == 0) {
        break;
      }
      left -= got;
    }
    return bytes - left;
  }

  private static int tag(String letters) {
    return intAt(letters.getBytes(StandardCharsets.US_ASCII), 0);
  }

  private static int intAt(byte[] bytes, int at) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
  }

  /** Four bytes of a file as text that is safe to print. */
  private static String quoted(byte[] bytes, int at) {
    StringBuilder text = new StringBuilder("'");
    for (int i = at; i < at + 4; i++) {
      text.append(bytes[i] >= ' ' && bytes[i] < 127 ? (char) bytes[i] : '?');
    }
    return text.append('\'').toString();
  }
}
