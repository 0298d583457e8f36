package org.hmongtts.adapter;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.ConfigFile;
import org.hmongtts.checkpoint.DType;
import org.hmongtts.checkpoint.SafetensorsWriter;

/**
 * Writes an adapter's folder as PEFT 0.21 does, so that PEFT loads it too: the same fields of
 * {@code adapter_config.json} in the same order, the same bytes in {@code
 * adapter_model.safetensors}. Our own fields begin with {@code hmongtts_}. For one thread.
 *
 * <p>The folder appears as a whole, in place of an adapter that was written here before. What this
 * library did not write is never replaced.
 */
public final class PeftAdapterWriter {

  /** The release whose fields are written. */
  private static final String PEFT_VERSION = "0.21.0";

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private final LoraConfig config;
  private final String baseName;
  private final Map<String, String> own = new TreeMap<>(Map.of(PeftAdapter.TEXT_FORM, "rpa"));
  private List<String> voices = List.of();
  private Optional<Double> temperature = Optional.empty();
  private Optional<String> card = Optional.empty();

  /**
   * @param baseName what the base is called: its folder, or its name on the Hub
   */
  public PeftAdapterWriter(LoraConfig config, String baseName) {
    this.config = config;
    this.baseName = baseName;
  }

  /** Records the base, so that the adapter is refused on any other. */
  public PeftAdapterWriter baseFingerprint(String fingerprint) {
    own.put(PeftConfig.BASE_FINGERPRINT, fingerprint);
    return this;
  }

  /**
   * Records the form of text that it was trained on, so that it is spoken from the same.
   *
   * @param id a text form's; {@code rpa} unless told otherwise
   */
  public PeftAdapterWriter textForm(String id) {
    own.put(PeftAdapter.TEXT_FORM, id);
    return this;
  }

  /**
   * Records the dialect that it was trained on.
   *
   * @param id a dialect's
   */
  public PeftAdapterWriter dialect(String id) {
    own.put(PeftAdapter.DIALECT, id);
    return this;
  }

  /**
   * Records the voices that it was trained on, the one to speak with first.
   *
   * @param names as they stand before a text
   */
  public PeftAdapterWriter voices(List<String> names) {
    voices = Collections.unmodifiableList(new ArrayList<>(names));
    return this;
  }

  /** Advises a temperature of sampling, 0..2, instead of the base's own. */
  public PeftAdapterWriter temperature(double value) {
    temperature = Optional.of(value);
    return this;
  }

  /** Text of {@code README.md}, as {@link ModelCard#markdown} makes it. */
  public PeftAdapterWriter card(String markdown) {
    card = Optional.of(markdown);
    return this;
  }

  /**
   * Writes an adapter that changes nothing yet: A drawn at random, B zero.
   *
   * @param seed the same seed draws the same
   * @throws IllegalArgumentException if the targets match nothing in the base
   * @throws java.nio.file.FileAlreadyExistsException if the folder has anything but an adapter that
   *     was written here
   * @throws IOException if the folder cannot be written
   */
  public void writeNew(Path folder, Checkpoint base, long seed) throws IOException {
    new AdapterFolder(folder)
        .write(
            draft -> {
              Path file = writeConfig(draft);
              PeftConfig read = PeftConfig.of(ConfigFile.read(file));
              writeWeights(draft, new AdapterInitializer(base, read, config, seed).tensors());
            });
  }

  /**
   * Writes an adapter.
   *
   * @param tensors each of another name, with as many values as its shape says; one after another
   *     goes to the disk, nothing is copied
   * @throws IllegalArgumentException if two have the same name
   * @throws java.nio.file.FileAlreadyExistsException if the folder has anything but an adapter that
   *     was written here
   * @throws IOException if the folder cannot be written
   */
  public void write(Path folder, List<AdapterTensor> tensors) throws IOException {
    new AdapterFolder(folder)
        .write(
            draft -> {
              writeConfig(draft);
              writeWeights(draft, tensors);
            });
  }

  private Path writeConfig(Path folder) throws IOException {
    if (card.isPresent()) {
      Files.write(folder.resolve(AdapterFolder.CARD), card.get().getBytes(StandardCharsets.UTF_8));
    }
    return Files.write(folder.resolve(AdapterFolder.CONFIG), json());
  }

  private static void writeWeights(Path folder, List<AdapterTensor> tensors) throws IOException {
    SafetensorsWriter weights = new SafetensorsWriter().referenceLayout();
    for (AdapterTensor tensor : tensors) {
      weights.add(
          tensor.name(), DType.F32, tensor.shape(), SafetensorsWriter.floats(tensor.values()));
    }
    weights.write(folder.resolve(AdapterFolder.WEIGHTS));
  }

  private byte[] json() throws IOException {
    ObjectNode json = JSON.createObjectNode();
    json.putNull("alora_invocation_tokens");
    ObjectNode alphas = json.putObject("alpha_pattern");
    config.alphaPattern().forEach((key, value) -> putNumber(alphas, key, value));
    json.putNull("arrow_config");
    json.putNull("auto_mapping");
    json.put("base_model_name_or_path", baseName);
    json.put("bias", "none");
    json.putNull("corda_config");
    json.put("ensure_weight_tying", false);
    json.putNull("eva_config");
    json.putNull("exclude_modules");
    json.put("fan_in_fan_out", false);
    json.put("inference_mode", true);
    json.put("init_lora_weights", true);
    json.putNull("kasa_config");
    json.putNull("layer_replication");
    json.putNull("layers_pattern");
    if (config.layers().isEmpty()) {
      json.putNull("layers_to_transform");
    } else {
      config.layers().forEach(json.putArray("layers_to_transform")::add);
    }
    json.putObject("loftq_config");
    putNumber(json, "lora_alpha", config.alpha());
    json.put("lora_bias", false);
    json.put("lora_dropout", config.dropout());
    json.putNull("lora_ga_config");
    json.putNull("megatron_config");
    json.put("megatron_core", "megatron.core");
    putNames(json, "modules_to_save", config.modulesToSave());
    json.putNull("monteclora_config");
    json.put("peft_type", "LORA");
    json.put("peft_version", PEFT_VERSION);
    json.put("qalora_group_size", 16);
    json.put("r", config.rank());
    ObjectNode ranks = json.putObject("rank_pattern");
    config.rankPattern().forEach(ranks::put);
    json.putNull("revision");
    if (config.targets().expression().isPresent()) {
      json.put("target_modules", config.targets().expression().get());
    } else {
      putNames(
          json,
          "target_modules",
          config.targets().names().stream().sorted().collect(Collectors.toList()));
    }
    json.putNull("target_parameters");
    json.put("task_type", "CAUSAL_LM");
    json.putNull("trainable_token_indices");
    json.putNull("use_bdlora");
    json.put("use_dora", config.dora());
    json.put("use_qalora", false);
    json.put("use_rslora", config.rankStabilised());
    json.putNull("velora_config");
    own.forEach(json::put);
    temperature.ifPresent(value -> json.put(PeftAdapter.TEMPERATURE, value));
    if (!voices.isEmpty()) {
      putNames(json, PeftAdapter.VOICES, voices);
    }
    return JSON.writeValueAsBytes(json);
  }

  private static void putNames(ObjectNode json, String field, List<String> names) {
    if (names.isEmpty()) {
      json.putNull(field);
    } else {
      ArrayNode array = json.putArray(field);
      names.forEach(array::add);
    }
  }

  /** Whole numbers without a fraction, as PEFT writes what it was given as an int. */
  private static void putNumber(ObjectNode json, String field, double value) {
    if (value == Math.rint(value)) {
      json.put(field, (long) value);
    } else {
      json.put(field, value);
    }
  }
}
