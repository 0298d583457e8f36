package org.hmongtts.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertAll;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.hmongtts.DatasetException;
import org.hmongtts.Fixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Decoded samples against the tensors of every fixture folder with WAV files. */
class WavFileParityTest {

  /** The fixture's own accuracy. */
  private static final float TOLERANCE = 1e-7f;

  @Test
  void decodesEveryGoodFileToItsTensor() {
    List<Executable> checks = new ArrayList<>();
    for (Path folder : folders()) {
      AudioFixture fixture = new AudioFixture(folder);
      for (JsonNode entry : entries(fixture, "good")) {
        checks.add(() -> assertDecodes(fixture, entry));
      }
    }
    assertAll(checks);
  }

  @Test
  void decodesEveryGoodFileFromAPipe() {
    List<Executable> checks = new ArrayList<>();
    for (Path folder : folders()) {
      AudioFixture fixture = new AudioFixture(folder);
      for (JsonNode entry : entries(fixture, "good")) {
        checks.add(() -> assertDecodesFromStream(fixture, entry));
      }
    }
    assertAll(checks);
  }

  @Test
  void refusesEveryBadFileByName() {
    List<Executable> checks = new ArrayList<>();
    for (Path folder : folders()) {
      AudioFixture fixture = new AudioFixture(folder);
      for (JsonNode entry : entries(fixture, "bad")) {
        Path file = fixture.resolve(entry.required("file").asText());
        checks.add(
            () ->
                assertThatThrownBy(() -> WavFile.read(file))
                    .as("%s: %s", file, entry.path("note").asText())
                    .isInstanceOf(DatasetException.class)
                    .hasMessageContaining(file.getFileName().toString()));
      }
    }
    assertAll(checks);
  }

  @Test
  void mixesToTheMeanOfTheChannels() {
    List<Executable> checks = new ArrayList<>();
    for (Path folder : folders()) {
      AudioFixture fixture = new AudioFixture(folder);
      for (JsonNode entry : entries(fixture, "good")) {
        checks.add(() -> assertMixesWhereAMixIsGiven(fixture, entry));
      }
    }
    assertAll(checks);
  }

  private static List<Path> folders() {
    return Fixtures.folders(
        "audio",
        folder ->
            Files.isRegularFile(folder.resolve("manifest.json"))
                && Files.isDirectory(folder.resolve("wav")));
  }

  private static List<JsonNode> entries(AudioFixture fixture, String kind) {
    try {
      return StreamSupport.stream(fixture.json("manifest.json").required(kind).spliterator(), false)
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void assertDecodes(AudioFixture fixture, JsonNode entry) throws IOException {
    Path file = fixture.resolve(entry.required("file").asText());
    assertEqual(fixture, entry, WavFile.read(file));
  }

  private static void assertDecodesFromStream(AudioFixture fixture, JsonNode entry)
      throws IOException {
    Path file = fixture.resolve(entry.required("file").asText());
    byte[] bytes = Files.readAllBytes(file);
    assertEqual(fixture, entry, WavFile.read(new ByteArrayInputStream(bytes), file.toString()));
  }

  private static void assertEqual(AudioFixture fixture, JsonNode entry, Audio audio)
      throws IOException {
    String what = entry.required("file").asText() + ": " + entry.path("note").asText();
    assertThat(audio.sampleRateHz()).as(what).isEqualTo(entry.required("sample_rate").asInt());
    assertThat(audio.channels()).as(what).isEqualTo(entry.required("channels").asInt());
    assertThat(audio.frames()).as(what).isEqualTo(entry.required("frames").asInt());
    float[] expected = fixture.tensor("expected.safetensors", entry.required("tensor").asText());
    assertThat(audio.samples()).as(what).containsExactly(expected, within(TOLERANCE));
  }

  private static void assertMixesWhereAMixIsGiven(AudioFixture fixture, JsonNode entry)
      throws IOException {
    String name = entry.required("tensor").asText() + ".mono";
    if (fixture.hasTensor("expected.safetensors", name)) {
      Audio audio = WavFile.read(fixture.resolve(entry.required("file").asText()));
      float[] expected = fixture.tensor("expected.safetensors", name);
      assertThat(audio.toMono().samples()).as(name).containsExactly(expected, within(TOLERANCE));
    }
  }
}
