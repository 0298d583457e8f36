package org.hmongtts.audio;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.hmongtts.DatasetException;

/** Any bytes are either refused in the documented way or give sound that survives a round trip. */
class WavFuzzTest {

  @FuzzTest
  void readsOrRefuses(FuzzedDataProvider data) throws IOException {
    boolean fromPipe = data.consumeBoolean();
    byte[] bytes = data.consumeRemainingAsBytes();
    describesOrRefuses(bytes);
    Audio audio;
    try {
      ByteArrayInputStream in = new ByteArrayInputStream(bytes);
      audio = new WavReader("fuzz", in, fromPipe ? Long.MAX_VALUE : bytes.length).read();
    } catch (DatasetException expected) {
      return;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (WavWriter writer = WavWriter.stream(out, audio.sampleRateHz(), WavEncoding.FLOAT_32)) {
      writer.write(audio.samples());
      writer.finish();
    }
    Audio again = WavFile.read(new ByteArrayInputStream(out.toByteArray()), "again");
    if (!Arrays.equals(audio.samples(), again.samples())) {
      throw new AssertionError("samples changed in a round trip");
    }
  }

  private static void describesOrRefuses(byte[] bytes) throws IOException {
    try {
      WavHeader header = WavFile.header(new ByteArrayInputStream(bytes), "fuzz");
      if (header.presentBytes() > header.claimedBytes()
          || header.presentBytes() + header.strayBytes() > bytes.length) {
        throw new AssertionError(header + " of " + bytes.length + " bytes");
      }
    } catch (DatasetException expected) {
      return;
    }
  }
}
