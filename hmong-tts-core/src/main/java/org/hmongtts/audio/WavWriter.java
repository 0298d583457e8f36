package org.hmongtts.audio;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.UUID;

/**
 * Writes mono sound piece by piece, as it is spoken. Not thread-safe.
 *
 * <pre>{@code
 * try (WavWriter writer = WavWriter.create(file, 24_000, WavEncoding.PCM_16)) {
 *   for (float[] piece : pieces) {
 *     writer.write(piece);
 *   }
 *   writer.finish();
 * }
 * }</pre>
 *
 * A file takes its name in {@link #finish}, complete and with its true sizes; closed before that,
 * it leaves nothing behind. A stream gets the sizes 0xFFFFFFFF that readers take as "to the end",
 * since nobody can go back in it.
 */
public final class WavWriter implements Closeable {

  private static final long UNKNOWN_SIZE = 0xFFFFFFFFL;
  private static final int LONGEST_HEADER_BYTES = 58;
  private static final long MOST_DATA_BYTES = UNKNOWN_SIZE - 1 - LONGEST_HEADER_BYTES;
  private static final int BLOCK_SAMPLES = 4096;

  private final WritableByteChannel out;
  private final OutputStream stream;
  private final Path target;
  private final Path temporary;
  private final int sampleRateHz;
  private final WavEncoding encoding;
  private final ByteBuffer block;
  private long dataBytes;
  private boolean finished;

  private WavWriter(
      WritableByteChannel out,
      OutputStream stream,
      Path target,
      Path temporary,
      int sampleRateHz,
      WavEncoding encoding)
      throws IOException {
    this.out = out;
    this.stream = stream;
    this.target = target;
    this.temporary = temporary;
    this.sampleRateHz = sampleRateHz;
    this.encoding = encoding;
    this.block =
        ByteBuffer.allocate(BLOCK_SAMPLES * encoding.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    drain(header(UNKNOWN_SIZE));
  }

  /**
   * Begins a file. Until {@link #finish} the sound goes to a temporary file beside it.
   *
   * @throws IllegalArgumentException if the rate is not positive
   * @throws IOException if the folder cannot be written to
   */
  public static WavWriter create(Path file, int sampleRateHz, WavEncoding encoding)
      throws IOException {
    checkRate(sampleRateHz);
    Objects.requireNonNull(encoding, "encoding");
    Path temporary = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".tmp");
    FileChannel channel =
        FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    try {
      return new WavWriter(channel, null, file, temporary, sampleRateHz, encoding);
    } catch (IOException e) {
      discard(channel, temporary);
      throw e;
    }
  }

  /**
   * Begins a WAV stream, for standard output or a socket. Closing the writer leaves the stream
   * open.
   *
   * @throws IllegalArgumentException if the rate is not positive
   * @throws IOException if the header cannot be written
   */
  public static WavWriter stream(OutputStream out, int sampleRateHz, WavEncoding encoding)
      throws IOException {
    checkRate(sampleRateHz);
    Objects.requireNonNull(encoding, "encoding");
    return new WavWriter(Channels.newChannel(out), out, null, null, sampleRateHz, encoding);
  }

  private static void checkRate(int sampleRateHz) {
    if (sampleRateHz < 1) {
      throw new IllegalArgumentException("sample rate must be positive, got " + sampleRateHz);
    }
  }

  /**
   * Adds samples.
   *
   * @throws IllegalArgumentException if one of them is not a finite number; none is written
   * @throws IOException if they cannot be written, or would make the file larger than the 4 GiB
   *     that the format can hold
   * @throws IllegalStateException after {@link #finish}
   */
  public void write(float[] samples) throws IOException {
    if (finished) {
      throw new IllegalStateException("the WAV file is finished");
    }
    for (int i = 0; i < samples.length; i++) {
      if (!Float.isFinite(samples[i])) {
        throw new IllegalArgumentException("sample " + i + " is " + samples[i]);
      }
    }
    long newDataBytes = dataBytes + (long) samples.length * encoding.bytes();
    if (newDataBytes > MOST_DATA_BYTES) {
      throw new IOException("the sound is too long for a WAV file, which holds at most 4 GiB");
    }
    for (int from = 0; from < samples.length; from += BLOCK_SAMPLES) {
      block.clear();
      for (int i = from; i < Math.min(samples.length, from + BLOCK_SAMPLES); i++) {
        encoding.put(block, samples[i]);
      }
      block.flip();
      drain(block);
    }
    dataBytes = newDataBytes;
  }

  /**
   * Completes the file: writes its true sizes and gives it its name, replacing a file of that name.
   *
   * @throws IOException if that fails
   */
  public void finish() throws IOException {
    if (finished) {
      return;
    }
    if (out instanceof FileChannel file) {
      file.position(0);
      drain(header(dataBytes));
      file.force(true);
      file.close();
      try {
        Files.move(
            temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
      }
    } else {
      stream.flush();
    }
    finished = true;
  }

  /** Gives up what was not {@linkplain #finish finished}: its temporary file is removed. */
  @Override
  public void close() throws IOException {
    if (!finished && temporary != null) {
      discard(out, temporary);
    }
  }

  private static void discard(WritableByteChannel channel, Path temporary) throws IOException {
    try {
      channel.close();
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private void drain(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  /** PCM gets the plain header of 44 bytes; floats a longer fmt chunk and a fact chunk. */
  private ByteBuffer header(long dataSize) {
    boolean known = dataSize != UNKNOWN_SIZE;
    boolean extended = encoding.codec() != WavFormat.PCM;
    ByteBuffer header =
        ByteBuffer.allocate(extended ? LONGEST_HEADER_BYTES : 44).order(ByteOrder.LITTLE_ENDIAN);
    header.put(tag("RIFF"));
    header.putInt((int) (known ? dataSize + header.capacity() - 8 : dataSize));
    header.put(tag("WAVE")).put(tag("fmt ")).putInt(extended ? 18 : 16);
    header.putShort((short) encoding.codec()).putShort((short) 1);
    header.putInt(sampleRateHz).putInt(sampleRateHz * encoding.bytes());
    header.putShort((short) encoding.bytes()).putShort((short) (8 * encoding.bytes()));
    if (extended) {
      header.putShort((short) 0).put(tag("fact")).putInt(4);
      header.putInt((int) (known ? dataSize / encoding.bytes() : dataSize));
    }
    header.put(tag("data")).putInt((int) dataSize);
    header.flip();
    return header;
  }

  private static byte[] tag(String letters) {
    return letters.getBytes(StandardCharsets.US_ASCII);
  }
}
