package org.hmongtts.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.hmongtts.DatasetException;
import org.junit.jupiter.api.Test;

class WavHeaderTest {

  private static final int HEADER_BYTES = 44;
  private static final int SOUND_BYTES = 200;

  /** A hundred samples of 16 bits, with this size in its data chunk and these bytes after it. */
  private static byte[] file(int claimedBytes, byte... after) {
    ByteBuffer file =
        ByteBuffer.allocate(HEADER_BYTES + SOUND_BYTES + after.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    file.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(file.capacity() - 8);
    file.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    file.putShort((short) 1).putShort((short) 1).putInt(22_050).putInt(44_100);
    file.putShort((short) 2).putShort((short) 16);
    file.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(claimedBytes);
    file.position(HEADER_BYTES + SOUND_BYTES);
    return file.put(after).array();
  }

  private static WavHeader header(byte[] file) throws IOException {
    return WavFile.header(new ByteArrayInputStream(file), "clip");
  }

  @Test
  void aWholeFileHoldsWhatItClaims() throws IOException {
    WavHeader header = header(file(SOUND_BYTES));
    assertThat(header).isEqualTo(new WavHeader(false, 16, 1, 22_050, SOUND_BYTES, SOUND_BYTES, 0));
    assertThat(header.bytesPerFrame()).isEqualTo(2);
  }

  @Test
  void aFileThatWasCutOffHoldsLess() throws IOException {
    WavHeader header = header(Arrays.copyOf(file(SOUND_BYTES), HEADER_BYTES + 60));
    assertThat(header.claimedBytes()).isEqualTo(SOUND_BYTES);
    assertThat(header.presentBytes()).isEqualTo(60);
  }

  @Test
  void chunksAfterTheSoundAreNotStray() throws IOException {
    byte[] list = {'L', 'I', 'S', 'T', 3, 0, 0, 0, 1, 2, 3, 0};
    assertThat(header(file(SOUND_BYTES, list)).strayBytes()).isZero();
  }

  @Test
  void soundBeyondTheClaimIsStray() throws IOException {
    WavHeader header = header(file(120));
    assertThat(header.presentBytes()).isEqualTo(120);
    assertThat(header.strayBytes()).isEqualTo(80);
  }

  @Test
  void whatIsWrittenToAPipeClaimsWhatItHolds() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (WavWriter writer = WavWriter.stream(out, 24_000, WavEncoding.FLOAT_32)) {
      writer.write(new float[50]);
      writer.finish();
    }
    assertThat(header(out.toByteArray()))
        .isEqualTo(new WavHeader(true, 32, 1, 24_000, SOUND_BYTES, SOUND_BYTES, 0));
  }

  @Test
  void whatIsNoWavFileIsRefused() {
    assertThatThrownBy(() -> header("RIFF but no more than that".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith("clip: not a usable WAV file");
  }
}
