package org.hmongtts.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WavWriterTest {

  @TempDir Path folder;

  @Property(tries = 200, seed = "20261122")
  void pcmReadsBackWithinHalfAStep(
      @ForAll @Size(max = 300) float[] any, @ForAll @IntRange(min = 1000, max = 96_000) int rate)
      throws IOException {
    float[] samples = finite(any);
    Audio read = throughAStream(samples, rate, WavEncoding.PCM_16);
    assertThat(read.sampleRateHz()).isEqualTo(rate);
    assertThat(read.channels()).isEqualTo(1);
    assertThat(read.frames()).isEqualTo(samples.length);
    for (int i = 0; i < samples.length; i++) {
      float clipped = Math.max(-1f, Math.min(1f, samples[i]));
      // Written as x * 32767 and read as n / 32768, so that neither end is ever clipped by itself.
      assertThat(read.samples()[i]).isCloseTo(clipped * 32_767f / 32_768f, within(0.51f / 32_768f));
    }
  }

  @Property(tries = 200, seed = "20261122")
  void floatsReadBackExactly(
      @ForAll @Size(max = 300) @FloatRange(min = -4, max = 4) float[] samples) throws IOException {
    assertThat(throughAStream(samples, 24_000, WavEncoding.FLOAT_32).samples())
        .containsExactly(samples);
  }

  @ParameterizedTest
  @EnumSource(WavEncoding.class)
  void givesAFileItsTrueSizes(WavEncoding encoding) throws IOException {
    Path file = folder.resolve("a.wav");
    try (WavWriter writer = WavWriter.create(file, 24_000, encoding)) {
      writer.write(new float[5000]);
      writer.write(new float[0]);
      writer.write(new float[] {0.25f, -0.25f});
      writer.finish();
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int dataBytes = 5002 * encoding.bytes();
    assertThat(bytes.getInt(4)).isEqualTo(bytes.capacity() - 8);
    assertThat(bytes.getInt(bytes.capacity() - dataBytes - 4)).isEqualTo(dataBytes);
    assertThat(WavFile.read(file).frames()).isEqualTo(5002);
  }

  @Test
  void writesThePlainHeaderForPcm() throws IOException {
    Path file = folder.resolve("a.wav");
    WavFile.write(file, new float[] {1, -1, 2, 0}, 16_000);
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(bytes.capacity()).isEqualTo(44 + 8);
    assertThat(bytes.getInt(28)).as("bytes per second").isEqualTo(32_000);
    assertThat(bytes.getShort(44)).isEqualTo((short) 32_767);
    assertThat(bytes.getShort(46)).isEqualTo((short) -32_767);
    assertThat(bytes.getShort(48)).as("clipped").isEqualTo((short) 32_767);
  }

  @Test
  void replacesAFileOnlyWhenComplete() throws IOException {
    Path file = folder.resolve("a.wav");
    WavFile.write(file, new float[3], 16_000);
    try (WavWriter writer = WavWriter.create(file, 16_000, WavEncoding.PCM_16)) {
      writer.write(new float[10]);
      assertThat(WavFile.read(file).frames()).isEqualTo(3);
      writer.finish();
    }
    assertThat(WavFile.read(file).frames()).isEqualTo(10);
    assertThat(folder).isDirectoryContaining("glob:**a.wav");
    assertThat(folder.toFile().list()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void refusesWhatIsNotANumberAndLeavesNothing(float bad) {
    Path file = folder.resolve("a.wav");
    assertThatThrownBy(() -> WavFile.write(file, new float[] {0, bad}, 16_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sample 1 is " + bad);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void leavesNothingWhenGivenUp() throws IOException {
    try (WavWriter writer = WavWriter.create(folder.resolve("a.wav"), 16_000, WavEncoding.PCM_16)) {
      writer.write(new float[10]);
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void leavesNothingWhenTheTargetIsAFolder() throws IOException {
    Path target = Files.createDirectories(folder.resolve("taken/inside")).getParent();
    assertThatThrownBy(() -> WavFile.write(target, new float[1], 16_000))
        .isInstanceOf(IOException.class);
    assertThat(folder.toFile().list()).containsExactly("taken");
  }

  @Test
  void refusesMoreAfterTheEnd() throws IOException {
    try (WavWriter writer =
        WavWriter.stream(new ByteArrayOutputStream(), 16_000, WavEncoding.PCM_16)) {
      writer.finish();
      assertThatThrownBy(() -> writer.write(new float[1]))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  private static Audio throughAStream(float[] samples, int rate, WavEncoding encoding)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (WavWriter writer = WavWriter.stream(out, rate, encoding)) {
      writer.write(samples);
      writer.finish();
    }
    return WavFile.read(new ByteArrayInputStream(out.toByteArray()), "stream");
  }

  private static float[] finite(float[] any) {
    float[] samples = any.clone();
    for (int i = 0; i < samples.length; i++) {
      samples[i] = Float.isFinite(samples[i]) ? samples[i] : 0;
    }
    return samples;
  }
}
