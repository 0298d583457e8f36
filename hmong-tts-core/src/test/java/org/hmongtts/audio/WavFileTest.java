package org.hmongtts.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.stream.Stream;
import org.hmongtts.DatasetException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WavFileTest {

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("abuse")
  void refusesAbuseWithTheNameAndTheNextStep(Path file) {
    assertThatThrownBy(() -> WavFile.read(file))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining("\n  ");
  }

  @ParameterizedTest
  @MethodSource("abuse")
  void refusesAbuseFromAPipe(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    assertThatThrownBy(() -> WavFile.read(new ByteArrayInputStream(bytes), "pipe"))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith("pipe: ");
  }

  static Stream<Path> abuse() throws IOException, URISyntaxException {
    Path abuse = Path.of(WavFileTest.class.getResource("/abuse/wav").toURI());
    try (Stream<Path> files = Files.list(abuse)) {
      return files.sorted().toList().stream();
    }
  }

  @Test
  void readsSlowPipesPieceByPiece() throws IOException {
    float[] samples = new float[70_000];
    samples[69_999] = 0.5f;
    Path file = folder.resolve("a.wav");
    WavFile.write(file, samples, 16_000);
    InputStream slow =
        new ByteArrayInputStream(Files.readAllBytes(file)) {
          @Override
          public synchronized int read(byte[] into, int from, int length) {
            return super.read(into, from, Math.min(length, 777));
          }
        };
    Audio audio = WavFile.read(slow, "slow");
    assertThat(audio.frames()).isEqualTo(70_000);
    assertThat(audio.samples()[69_999]).isEqualTo(16_384f / 32_768f);
    assertThat(audio.duration()).isEqualTo(Duration.ofMillis(4375));
  }

  @Test
  void refusesMoreSamplesThanFitBeforeAllocatingThem() throws IOException {
    Path file = folder.resolve("long.wav");
    byte[] header = header(1, 8, 1);
    try (var channel =
        Files.newByteChannel(
            file,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.SPARSE)) {
      channel.write(ByteBuffer.wrap(header));
      channel.position(header.length + (1L << 26));
      channel.write(ByteBuffer.wrap(new byte[1]));
    }
    assertThatThrownBy(() -> WavFile.read(file))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("more than 67108864 samples");
  }

  @Test
  void leavesAMissingFileToTheCaller() {
    assertThatThrownBy(() -> WavFile.read(folder.resolve("none.wav")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void leavesAFolderToTheCaller() {
    assertThatThrownBy(() -> WavFile.read(folder)).isInstanceOf(IOException.class);
  }

  private static byte[] header(int codec, int bits, int channels) {
    ByteBuffer header = ByteBuffer.allocate(44).order(ByteOrder.LITTLE_ENDIAN);
    header
        .put("RIFF".getBytes(StandardCharsets.US_ASCII))
        .putInt(-1)
        .put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII))
        .putInt(16);
    header.putShort((short) codec).putShort((short) channels).putInt(16_000).putInt(0);
    header.putShort((short) (channels * bits / 8)).putShort((short) bits);
    header.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(-1);
    return header.array();
  }
}
