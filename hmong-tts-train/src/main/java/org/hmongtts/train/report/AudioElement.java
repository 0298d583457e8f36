package org.hmongtts.train.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import org.hmongtts.audio.Audio;
import org.hmongtts.audio.WavEncoding;
import org.hmongtts.audio.WavWriter;

/** Sound inside a page: a 16-bit WAV file as a data URI. */
final class AudioElement {

  /** Where a PCM WAV file has its sizes, and how many bytes are not counted by each. */
  private static final int RIFF_SIZE_AT = 4;

  private static final int DATA_SIZE_AT = 40;
  private static final int HEADER_BYTES = 44;

  private AudioElement() {}

  static String of(Audio audio) {
    String wav = Base64.getEncoder().encodeToString(wav(audio.toMono()));
    return "<audio controls preload='none' src='data:audio/wav;base64," + wav + "'></audio>";
  }

  private static byte[] wav(Audio mono) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (WavWriter writer = WavWriter.stream(out, mono.sampleRateHz(), WavEncoding.PCM_16)) {
      writer.write(mono.samples());
      writer.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory only
    }
    // A stream cannot go back to its header; players show no duration unless the sizes are true.
    ByteBuffer file = ByteBuffer.wrap(out.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    file.putInt(RIFF_SIZE_AT, file.capacity() - RIFF_SIZE_AT - Integer.BYTES);
    file.putInt(DATA_SIZE_AT, file.capacity() - HEADER_BYTES);
    return file.array();
  }
}
