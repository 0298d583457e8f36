package org.hmongtts.network;

import org.hmongtts.ModelFormatException;
import org.hmongtts.checkpoint.ConfigFile;

/**
 * The shape of a Llama-style decoder: Llama 3.2 (Orpheus, Llasa, CSM), Qwen2 (Spark: biases on q, k
 * and v, which the checkpoint shows), Qwen3 (norms on q and k, likewise).
 *
 * @param hiddenSize features of a position
 * @param intermediateSize features inside the gated layer
 * @param layers decoder layers
 * @param heads query heads
 * @param keyValueHeads key and value heads
 * @param headSize features of a head
 * @param vocabularySize rows of the embedding
 * @param maxPositions longest sequence the model was made for
 * @param normEpsilon of every RMSNorm
 * @param tiedHead whether the output head is the embedding
 * @param rotary rotary frequencies
 */
public record LlamaConfig(
    int hiddenSize,
    int intermediateSize,
    int layers,
    int heads,
    int keyValueHeads,
    int headSize,
    int vocabularySize,
    int maxPositions,
    float normEpsilon,
    boolean tiedHead,
    RotaryFrequencies rotary) {

  // Bounds that no released model comes near; they keep a lying config from asking for absurd
  // memory before a tensor's shape can contradict it.
  private static final int MAX_SIZE = 1 << 20;
  private static final int MAX_LAYERS = 1024;

  /** Reads {@code config.json}; {@code model_type} has been looked at by the caller. */
  public static LlamaConfig read(ConfigFile config) {
    int hidden = size(config, "hidden_size", MAX_SIZE);
    int heads = size(config, "num_attention_heads", MAX_SIZE);
    int keyValueHeads =
        config.has("num_key_value_heads") ? size(config, "num_key_value_heads", MAX_SIZE) : heads;
    if (heads % keyValueHeads != 0) {
      throw new ModelFormatException(
          config.describe("num_key_value_heads", "a divisor of " + heads, keyValueHeads));
    }
    int headSize =
        config.has("head_dim") ? size(config, "head_dim", MAX_SIZE) : Math.max(hidden / heads, 1);
    if (headSize % 2 != 0) {
      throw new ModelFormatException(config.describe("head_dim", "an even number", headSize));
    }
    String activation = config.text("hidden_act", "silu");
    if (!activation.equals("silu")) {
      throw new ModelFormatException(config.describe("hidden_act", "\"silu\"", activation));
    }
    double epsilon = config.number("rms_norm_eps");
    if (!(epsilon > 0 && epsilon < 1)) {
      throw new ModelFormatException(
          config.describe("rms_norm_eps", "a number between 0 and 1", epsilon));
    }
    return new LlamaConfig(
        hidden,
        size(config, "intermediate_size", MAX_SIZE),
        size(config, "num_hidden_layers", MAX_LAYERS),
        heads,
        keyValueHeads,
        headSize,
        size(config, "vocab_size", 1 << 24),
        config.has("max_position_embeddings")
            ? size(config, "max_position_embeddings", 1 << 24)
            : 2048,
        (float) epsilon,
        config.bool("tie_word_embeddings", false),
        RotaryFrequencies.read(config, headSize));
  }

  public AttentionShape attention() {
    return new AttentionShape(heads, keyValueHeads, headSize, rotary);
  }

  /**
   * @param longest most tokens that there is room for
   * @throws IllegalArgumentException if the prompt is empty, too long or has an id outside of the
   *     vocabulary
   */
  public void requirePrompt(int[] ids, int longest) {
    if (ids.length == 0 || ids.length > longest) {
      throw new IllegalArgumentException(
          "a prompt must have 1.." + longest + " tokens, got " + ids.length);
    }
    for (int id : ids) {
      requireToken(id);
    }
  }

  /**
   * @throws IllegalArgumentException if there is no such token
   */
  public void requireToken(int id) {
    if (id < 0 || id >= vocabularySize) {
      throw new IllegalArgumentException(
          "token id " + id + " is outside of 0.." + (vocabularySize - 1));
    }
  }

  private static int size(ConfigFile config, String field, int max) {
    int value = config.integer(field);
    if (value < 1 || value > max) {
      throw new ModelFormatException(config.describe(field, "1.." + max, value));
    }
    return value;
  }
}
