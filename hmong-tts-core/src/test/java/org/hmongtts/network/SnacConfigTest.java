package org.hmongtts.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hmongtts.ModelFormatException;
import org.hmongtts.checkpoint.ConfigFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnacConfigTest {

  /** The released 24 kHz model's. */
  private static final String RELEASED =
      """
      {"sampling_rate": 24000, "encoder_dim": 48, "encoder_rates": [2, 4, 8, 8],
       "decoder_dim": 1024, "decoder_rates": [8, 8, 4, 2], "attn_window_size": null,
       "codebook_size": 4096, "codebook_dim": 8, "vq_strides": [4, 2, 1],
       "noise": true, "depthwise": true}
      """;

  @TempDir Path folder;

  @Test
  void frameOfTheReleasedModelIs2048SamplesOfSevenCodes() throws IOException {
    SnacConfig config = read(RELEASED);
    assertThat(config.hop()).isEqualTo(512);
    assertThat(config.samplesPerFrame()).isEqualTo(2048);
    assertThat(config.codesPerFrame()).isEqualTo(7);
    assertThat(config.latentSize()).isEqualTo(768);
    assertThat(config.paddingMultiple()).isEqualTo(2048);
  }

  @Test
  void contextOfTheReleasedModelIsThreeFramesOnEitherSide() throws IOException {
    SnacConfig config = read(RELEASED);
    assertThat(config.leftContextFrames()).isEqualTo(3);
    assertThat(config.rightContextFrames()).isEqualTo(3);
    assertThat(config.streamingContextFrames()).isEqualTo(2);
  }

  @Test
  void contextWithAttentionIsWholeWindows() throws IOException {
    SnacConfig config = read(RELEASED.replace("null", "32").replace("[4, 2, 1]", "[8, 4, 2, 1]"));
    assertThat(config.framesPerWindow()).isEqualTo(4);
    assertThat(config.leftContextFrames()).isBetween(4, 11);
    assertThat(config.streamingContextFrames()).isEqualTo(config.rightContextFrames());
    assertThat(config.chunk(9, 10, 40).frames().from() % 4).isZero();
  }

  /** Its whole use: a device plans a shape once. */
  @ParameterizedTest(name = "attn_window_size {0}, vq_strides {1}")
  @CsvSource(
      delimiter = ';',
      value = {"null; [4, 2, 1]", "32; [8, 4, 2, 1]"})
  void windowsHaveOneShapeWhereverTheyLie(String attention, String strides) throws IOException {
    SnacConfig config = read(RELEASED.replace("null", attention).replace("[4, 2, 1]", strides));
    Set<List<Object>> decoded = new HashSet<>();
    Set<Integer> encoded = new HashSet<>();
    for (int total = 4; total <= 40; total += 4) {
      for (int from = 0; from < total; from++) {
        SnacChunk chunk = config.window(new Steps(from, total), 8, total);
        assertThat(chunk.samples().count()).isPositive();
        List<Object> shape = new ArrayList<>(List.of(chunk.frames().count()));
        chunk.runs(config).forEach(run -> shape.add(run.steps().count()));
        for (int stage = 0; stage < chunk.kept().size(); stage++) {
          shape.add(chunk.crop(stage, config));
        }
        decoded.add(shape);
      }
      Steps read = config.windowToEncode(total - 4, 8);
      encoded.add(read.count());
      Steps needed = config.framesToEncode(total - 4, total, total);
      assertThat(needed.within(read)).isEqualTo(needed);
    }
    assertThat(decoded).hasSize(1);
    assertThat(encoded).hasSize(1);
  }

  @ParameterizedTest(name = "{2}: {1}")
  @CsvSource(
      delimiter = ';',
      value = {
        "[8, 8, 4, 2]; [8, 8, 4, 4]; decoder_rates",
        "[2, 4, 8, 8]; [64, 64, 64, 64, 64, 64, 64, 64]; encoder_rates",
        "[2, 4, 8, 8]; []; encoder_rates",
        "[2, 4, 8, 8]; [2, 4, 8, -8]; encoder_rates",
        "[4, 2, 1]; [4, 3, 1]; vq_strides",
        "null; 1025; attn_window_size",
        "null; 0; attn_window_size",
        "1024; 8; decoder_dim",
        "1024; 2147483648; decoder_dim",
        "4096; \"many\"; codebook_size",
        "24000; null; sampling_rate",
      })
  void namesTheFieldThatCannotBe(String released, String broken, String field) {
    String text = RELEASED.replace(": " + released, ": " + broken);
    assertThat(text).isNotEqualTo(RELEASED);
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining(field);
  }

  private SnacConfig read(String json) throws IOException {
    return SnacConfig.read(ConfigFile.read(Files.writeString(folder.resolve("config.json"), json)));
  }
}
