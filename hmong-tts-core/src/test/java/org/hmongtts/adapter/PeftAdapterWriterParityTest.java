package org.hmongtts.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.hmongtts.Fixtures;
import org.hmongtts.checkpoint.Checkpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every adapter folder of the fixtures, which PEFT wrote, read and written again: the configuration
 * is equal but for our own fields, the weights' file byte for byte.
 */
class PeftAdapterWriterParityTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String WEIGHTS = "adapter_model.safetensors";

  @TempDir Path temporary;
  private Path written;

  static Stream<Path> adapters() {
    return Fixtures.folders("adapters", folder -> !adapters(folder).isEmpty()).stream()
        .flatMap(folder -> adapters(folder).stream());
  }

  private static List<Path> adapters(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.endsWith("adapter_config.json"))
          .map(Path::getParent)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeEach
  void chooseFolder() {
    written = temporary.resolve("adapter");
  }

  @ParameterizedTest
  @MethodSource("adapters")
  void configurationIsEqual(Path reference) throws IOException {
    write(reference);

    JsonNode expected = config(reference);
    ObjectNode actual = (ObjectNode) config(written);
    assertThat(names(actual)).containsAll(List.of("hmongtts_text_form", "hmongtts_dialect"));
    actual.remove(names(actual).stream().filter(name -> name.startsWith("hmongtts_")).toList());
    assertThat(actual).isEqualTo(expected);
    assertThat(names(actual)).as("in this order").isEqualTo(names(expected));
  }

  @ParameterizedTest
  @MethodSource("adapters")
  void weightsAreEqual(Path reference) throws IOException {
    write(reference);

    assertThat(written.resolve(WEIGHTS)).hasSameBinaryContentAs(reference.resolve(WEIGHTS));
  }

  @ParameterizedTest
  @MethodSource("adapters")
  void readsBackEqual(Path reference) throws IOException {
    write(reference);

    PeftAdapter expected = PeftAdapter.read(reference);
    PeftAdapter actual = PeftAdapter.read(written);
    assertThat(actual.savedTensors()).isEqualTo(expected.savedTensors());
    assertThat(actual.modules()).usingRecursiveComparison().isEqualTo(expected.modules());
    assertThat(actual.textForm()).contains("ipa");
    assertThat(actual.dialect()).contains("green");
  }

  private void write(Path reference) throws IOException {
    JsonNode json = config(reference);
    new PeftAdapterWriter(loraConfig(json), json.get("base_model_name_or_path").asText())
        .textForm("ipa")
        .dialect("green")
        .write(written, tensors(reference));
  }

  private static LoraConfig loraConfig(JsonNode json) {
    Map<String, Integer> ranks = new LinkedHashMap<>();
    json.get("rank_pattern")
        .fields()
        .forEachRemaining(e -> ranks.put(e.getKey(), e.getValue().asInt()));
    Map<String, Double> alphas = new LinkedHashMap<>();
    json.get("alpha_pattern")
        .fields()
        .forEachRemaining(e -> alphas.put(e.getKey(), e.getValue().asDouble()));
    List<Integer> layers = new ArrayList<>();
    json.get("layers_to_transform").forEach(layer -> layers.add(layer.asInt()));
    JsonNode targets = json.get("target_modules");
    return new LoraConfig(
        json.get("r").asInt(),
        json.get("lora_alpha").asDouble(),
        json.get("lora_dropout").asDouble(),
        targets.isTextual()
            ? TargetModules.matching(targets.asText())
            : new TargetModules(texts(targets), Optional.empty()),
        texts(json.get("modules_to_save")),
        ranks,
        alphas,
        layers,
        json.get("use_rslora").asBoolean(),
        json.get("use_dora").asBoolean());
  }

  private static List<AdapterTensor> tensors(Path reference) throws IOException {
    Checkpoint weights = Checkpoint.openFile(reference.resolve(WEIGHTS));
    List<AdapterTensor> tensors = new ArrayList<>();
    for (String name : weights.tensors().keySet()) {
      tensors.add(
          new AdapterTensor(name, weights.tensor(name).dimensions(), weights.readFloats(name)));
    }
    Collections.reverse(tensors); // the writer's order is its own
    return tensors;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static JsonNode config(Path folder) throws IOException {
    return JSON.readTree(folder.resolve("adapter_config.json").toFile());
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    for (Iterator<String> all = object.fieldNames(); all.hasNext(); ) {
      names.add(all.next());
    }
    return names;
  }
}
