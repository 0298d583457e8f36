package org.hmongtts.network;

import java.util.ArrayList;
import java.util.List;

/**
 * The Llama decoder (Touvron et al. 2023; grouped-query attention, rotary positions, gated SiLU
 * layer, RMSNorm before each), with the switches that its relatives need: biases and per-head norms
 * are applied where the checkpoint has them.
 */
public final class Llama {

  private final LlamaConfig config;
  private final String prefix;

  /**
   * @param prefix path of the decoder in the checkpoint, with its dot: {@code "model."}
   */
  public Llama(LlamaConfig config, String prefix) {
    this.config = config;
    this.prefix = prefix;
  }

  public LlamaConfig config() {
    return config;
  }

  /** The module that turns token ids into features. */
  public String embeddingModule() {
    return prefix + "embed_tokens";
  }

  /**
   * @param ids token ids {@code [batch, time]}
   * @return features {@code [batch, time, hidden]} after the final norm
   */
  public <T> T forwardIds(Ops<T> ops, T ids) {
    List<T> states = hiddenStates(ops, ops.embedding(ids, embeddingModule()));
    return states.get(states.size() - 1);
  }

  /**
   * @param x input features {@code [batch, time, hidden]}
   * @return {@code layers + 1} tensors: the input, each layer's output but the last's, and the last
   *     layer's output after the final norm
   */
  public <T> List<T> hiddenStates(Ops<T> ops, T x) {
    List<T> states = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      states.add(x);
      x = layer(ops, layer, x);
    }
    states.add(norm(ops, x));
    return states;
  }

  /** The norm after the last layer. */
  public <T> T norm(Ops<T> ops, T x) {
    return ops.rmsNorm(x, prefix + "norm", config.normEpsilon());
  }

  /**
   * One decoder layer.
   *
   * @param layer its number, from 0
   * @param x {@code [batch, time, hidden]}
   * @return as {@code x}
   */
  public <T> T layer(Ops<T> ops, int layer, T x) {
    String path = prefix + "layers." + layer + ".";
    String attention = path + "self_attn.";
    T n = ops.rmsNorm(x, path + "input_layernorm", config.normEpsilon());
    List<T> qkv =
        ops.linears(n, List.of(attention + "q_proj", attention + "k_proj", attention + "v_proj"));
    T q = headNorm(ops, qkv.get(0), attention + "q_norm");
    T k = headNorm(ops, qkv.get(1), attention + "k_norm");
    T attended = ops.causalAttention(layer, q, k, qkv.get(2), config.attention());
    x = ops.add(x, ops.linear(attended, attention + "o_proj"));
    n = ops.rmsNorm(x, path + "post_attention_layernorm", config.normEpsilon());
    T gated = ops.gated(n, path + "mlp.gate_proj", path + "mlp.up_proj");
    return ops.add(x, ops.linear(gated, path + "mlp.down_proj"));
  }

  private <T> T headNorm(Ops<T> ops, T x, String module) {
    return ops.has(module + ".weight")
        ? ops.rmsNormPerHead(x, module, config.normEpsilon(), config.headSize())
        : x;
  }
}
