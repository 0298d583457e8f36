package org.hmongtts.examples.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.hmongtts.runtime.FrameGrammar;

/** Sizes of a decoder, named by the model that has them; values are its {@code config.json}'s. */
enum DecoderShape {
  /** Orpheus-TTS 3B: 3.3 B parameters with Llama 3.2's, 84 tokens for a second of audio. */
  ORPHEUS_3B(28, 3072, 8192, 24, 8, 128, 156_940, 84, Relative.LLAMA),
  /** The backbone of CSM 1B, with its text embedding: 12.5 frames a second, a position each. */
  CSM_1B(16, 2048, 8192, 32, 8, 64, 128_256, 12.5, Relative.LLAMA),
  /** Spark-TTS 0.5B: 507 M parameters, 2 GB in 32 bits; 50 tokens for a second of audio. */
  SPARK(24, 896, 4864, 14, 2, 64, 166_000, 50, Relative.QWEN),
  /** For tests. */
  TINY(2, 64, 128, 2, 1, 32, 7_436, 84, Relative.QWEN);

  /** Whose biases and positions. */
  private enum Relative {
    LLAMA,
    QWEN
  }

  final int layers;
  final int hidden;
  final int intermediate;
  final int heads;
  final int keyValueHeads;
  final int headSize;
  final int vocabulary;

  /** Tokens of a second of audio. */
  final double tokensPerSecond;

  private final Relative relative;

  DecoderShape(
      int layers,
      int hidden,
      int intermediate,
      int heads,
      int keyValueHeads,
      int headSize,
      int vocabulary,
      double tokensPerSecond,
      Relative relative) {
    this.layers = layers;
    this.hidden = hidden;
    this.intermediate = intermediate;
    this.heads = heads;
    this.keyValueHeads = keyValueHeads;
    this.headSize = headSize;
    this.vocabulary = vocabulary;
    this.tokensPerSecond = tokensPerSecond;
    this.relative = relative;
  }

  /** Whether queries, keys and values have biases. */
  boolean hasBiases() {
    return relative == Relative.QWEN;
  }

  /**
   * The tokens that are speech, by the numbers of the released tokenizers: Orpheus' seven slots of
   * 4,096 codes, Spark's one of 8,192; empty where they are those of the folder's tokenizer.
   */
  Optional<FrameGrammar> grammar() {
    return switch (this) {
      case ORPHEUS_3B ->
          Optional.of(
              new FrameGrammar(
                  IntStream.range(0, 7).map(slot -> 128_266 + 4096 * slot).boxed().toList(),
                  4096,
                  128_258));
      case SPARK -> Optional.of(new FrameGrammar(List.of(155_761), 8192, 151_645));
      default -> Optional.empty();
    };
  }

  /**
   * What {@code config.json} says of it.
   *
   * @param type of the weights, as transformers calls it
   */
  ObjectNode config(String type) {
    ObjectNode config = new ObjectMapper().createObjectNode();
    // Qwen2's biases are seen in the weights; the kind is the one that the Orpheus layout has.
    config.putArray("architectures").add("LlamaForCausalLM");
    config.put("model_type", "llama");
    config.put("hidden_size", hidden);
    config.put("intermediate_size", intermediate);
    config.put("num_hidden_layers", layers);
    config.put("num_attention_heads", heads);
    config.put("num_key_value_heads", keyValueHeads);
    config.put("head_dim", headSize);
    config.put("hidden_act", "silu");
    config.put("tie_word_embeddings", true);
    config.put("vocab_size", vocabulary);
    config.put("torch_dtype", type);
    switch (relative) {
      case QWEN -> {
        config.put("max_position_embeddings", 32_768);
        config.put("rms_norm_eps", 1e-6);
        config.put("rope_theta", 1_000_000.0);
      }
      case LLAMA -> {
        config.put("max_position_embeddings", 131_072);
        config.put("rms_norm_eps", 1e-5);
        config.put("rope_theta", 500_000.0);
        ObjectNode scaling = config.putObject("rope_scaling"); // Llama 3.2's
        scaling.put("rope_type", "llama3");
        scaling.put("factor", 32.0);
        scaling.put("low_freq_factor", 1.0);
        scaling.put("high_freq_factor", 4.0);
        scaling.put("original_max_position_embeddings", 8192);
      }
    }
    return config;
  }

  /** Its name on the command line; the constant's own is understood as well. */
  @Override
  public String toString() {
    return this == SPARK ? "spark-0.5b" : name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
