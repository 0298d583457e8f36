package org.hmongtts.adapter;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hmongtts.ModelFormatException;
import org.hmongtts.checkpoint.ConfigFile;
import org.hmongtts.checkpoint.Excerpt;

/**
 * What {@code adapter_config.json} says about the shape and the meaning of an adapter. Field names
 * and defaults are those of PEFT 0.21; fields that matter to training alone are not looked at, and
 * a field that would change what the adapter computes in a way not known here is refused.
 */
final class PeftConfig {

  /** Our own field: {@link org.hmongtts.checkpoint.Checkpoint#fingerprint} of the base. */
  static final String BASE_FINGERPRINT = "hmongtts_base_fingerprint";

  private static final int MAX_RANK = 65_536;

  private static final List<String> REFUSED =
      List.of(
          "alora_invocation_tokens",
          "layer_replication",
          "use_qalora",
          "use_bdlora",
          "target_parameters",
          "trainable_token_indices",
          "fan_in_fan_out");

  /** A key of a pattern with its value. */
  private record Override(ModulePattern modules, double value) {}

  private final ConfigFile config;
  private final int rank;
  private final double alpha;
  private final boolean rankStabilised;
  private final List<Override> ranks;
  private final List<Override> alphas;
  private final ModulePattern targets;
  private final ModulePattern excluded;
  private final ModulePattern layers;
  private final List<String> saved;
  private final Optional<String> textForm;
  private final Optional<String> dialect;

  private PeftConfig(ConfigFile config) {
    this.config = config;
    this.rank = rank("r", config.integer("r", 8));
    this.alpha = alpha("lora_alpha", config.number("lora_alpha", 8));
    this.rankStabilised = config.bool("use_rslora", false);
    this.ranks = overrides("rank_pattern");
    this.alphas = overrides("alpha_pattern");
    this.targets = ModulePattern.read(config, "target_modules");
    this.excluded = ModulePattern.read(config, "exclude_modules");
    // PEFT restricts a list of names to layers, but not an expression.
    this.layers = config.isText("target_modules") ? module -> true : ModulePattern.ofLayers(config);
    this.saved = config.has("modules_to_save") ? config.texts("modules_to_save") : List.of();
    this.textForm = config.optionalText(PeftAdapter.TEXT_FORM);
    this.dialect = config.optionalText(PeftAdapter.DIALECT);
  }

  static PeftConfig of(ConfigFile config) {
    String type = config.text("peft_type", "LORA");
    if (!type.equals("LORA")) {
      throw new ModelFormatException(config.describe("peft_type", "\"LORA\"", type));
    }
    for (String field : REFUSED) {
      if (config.isSet(field)) {
        throw new ModelFormatException(
            config.describe(field, "nothing", "a value; this kind of adapter is not supported"));
      }
    }
    PeftConfig read = new PeftConfig(config);
    if (read.savesBiases() && !List.of("all", "lora_only").contains(config.text("bias"))) {
      throw new ModelFormatException(
          config.describe("bias", "\"none\", \"all\" or \"lora_only\"", config.text("bias")));
    }
    if (config.bool("ensure_weight_tying", false) && !read.saved.isEmpty()) {
      throw new ModelFormatException(
          config.describe("ensure_weight_tying", "false beside modules_to_save", true));
    }
    if (read.usesDora() && config.bool("lora_bias", false)) {
      throw new ModelFormatException(config.describe("lora_bias", "false with use_dora", true));
    }
    return read;
  }

  /** The rank of a module. */
  int rank(String module) {
    return override(ranks, module).map(Double::intValue).orElse(rank);
  }

  /** The factor on {@code B·A} in a module: alpha / r, rank-stabilised alpha / √r. */
  float scale(String module) {
    double moduleAlpha = override(alphas, module).orElse(alpha);
    double moduleRank = rank(module);
    return (float) (moduleAlpha / (rankStabilised ? Math.sqrt(moduleRank) : moduleRank));
  }

  /** Whether the adapter is meant to change this module by LoRA. */
  boolean targets(String module) {
    return targets.matches(module) && !excluded.matches(module) && layers.matches(module);
  }

  /** Whether the adapter has this tensor of the base whole: a saved module's, or a bias. */
  boolean saves(String tensor) {
    if (savesBiases() && tensor.endsWith(".bias")) {
      return true;
    }
    for (int dot = tensor.lastIndexOf('.'); dot > 0; dot = tensor.lastIndexOf('.', dot - 1)) {
      String module = tensor.substring(0, dot);
      if (saved.stream().anyMatch(module::endsWith)) {
        return true;
      }
    }
    return false;
  }

  boolean usesDora() {
    return config.bool("use_dora", false);
  }

  boolean hasLoraBias() {
    return config.bool("lora_bias", false);
  }

  private boolean savesBiases() {
    return !config.text("bias", "none").equals("none");
  }

  /** The base that training started from, as the file names it; not to be followed. */
  String baseName() {
    return config.optionalText("base_model_name_or_path").map(Excerpt::name).orElse("another base");
  }

  /** The fingerprint of the base, where the adapter records it. */
  Optional<String> baseFingerprint() {
    return config.optionalText(BASE_FINGERPRINT);
  }

  /** The form of text that the model was fed, where the adapter records it. */
  Optional<String> textForm() {
    return textForm;
  }

  /** The dialect that it was trained on, where the adapter records it. */
  Optional<String> dialect() {
    return dialect;
  }

  List<String> voices() {
    return config.has(PeftAdapter.VOICES) ? config.texts(PeftAdapter.VOICES) : List.of();
  }

  Optional<Double> temperature() {
    if (!config.has(PeftAdapter.TEMPERATURE)) {
      return Optional.empty();
    }
    double value = config.number(PeftAdapter.TEMPERATURE);
    if (!(value >= 0 && value <= 2)) {
      throw new ModelFormatException(config.describe(PeftAdapter.TEMPERATURE, "0..2", value));
    }
    return Optional.of(value);
  }

  /** The initialisation, if it was one that also changes the base's weights: PiSSA and its kin. */
  Optional<String> changedBase() {
    if (!config.isText("init_lora_weights")) {
      return Optional.empty();
    }
    String name = config.text("init_lora_weights");
    return name.startsWith("pissa") || List.of("olora", "corda", "loftq").contains(name)
        ? Optional.of(name)
        : Optional.empty();
  }

  private static Optional<Double> override(List<Override> overrides, String module) {
    return overrides.stream()
        .filter(override -> override.modules.matches(module))
        .map(Override::value)
        .findFirst();
  }

  private List<Override> overrides(String field) {
    List<Override> overrides = new ArrayList<>();
    ConfigFile pattern = config.optionalChild(field).orElse(null);
    if (pattern == null) {
      return overrides;
    }
    for (String key : pattern.fields()) {
      double value =
          field.equals("rank_pattern")
              ? rank(field, pattern.integer(key))
              : alpha(field, pattern.number(key));
      overrides.add(new Override(ModulePattern.ofKey(config, field, key), value));
    }
    return overrides;
  }

  private int rank(String field, int value) {
    if (value < 1 || value > MAX_RANK) {
      throw new ModelFormatException(config.describe(field, "a rank of 1.." + MAX_RANK, value));
    }
    return value;
  }

  private double alpha(String field, double value) {
    if (Math.abs(value) > MAX_RANK * 1e3) { // a factor that would drown the base or overflow
      throw new ModelFormatException(config.describe(field, "a number near the rank", value));
    }
    return value;
  }
}
