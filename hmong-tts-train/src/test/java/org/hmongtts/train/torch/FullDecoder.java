package org.hmongtts.train.torch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.hmongtts.adapter.BoundAdapter;
import org.hmongtts.adapter.PeftAdapter;
import org.hmongtts.train.torch.PackedBatch.Sequence;

/**
 * A decoder, with an adapter or without, and all that training leaves out: every state and logit.
 */
final class FullDecoder implements AutoCloseable {

  private final TorchFixture base;
  private final LoraShape shape;
  private final AdapterParameters parameters;
  private final AdapterReplica replica;
  private final AttentionKernel kernel;

  /** The base alone. */
  FullDecoder(TorchFixture base) {
    this(base, LoraShape.NONE, new AdapterParameters(List.of(), base.weights.device()));
  }

  /** With an adapter, applied as training applies it. */
  FullDecoder(TorchFixture base, BoundAdapter adapter, double dropout) {
    this(base, LoraShape.of(adapter, dropout), LoraEngine.parameters(adapter, base.weights));
  }

  /** With the adapter of a folder, without dropout. */
  FullDecoder(TorchFixture base, Path adapter) throws IOException {
    this(base, PeftAdapter.read(adapter).bind(base.checkpoint), 0);
  }

  private FullDecoder(TorchFixture base, LoraShape shape, AdapterParameters parameters) {
    this.base = base;
    this.shape = shape;
    this.parameters = parameters;
    this.replica = new AdapterReplica(parameters, base.weights.type());
    this.kernel = AttentionKernel.FLASH;
  }

  /** The logits {@code [time, vocabulary]} of one sequence. */
  float[] logits(long[] ids) {
    return run(ids, LongStream.range(0, ids.length).toArray()).get("logits");
  }

  /**
   * @return {@code hidden_states.0}, {@code hidden_states.1}, ... and {@code logits}
   */
  Map<String, float[]> run(long[] ids, long[] positions) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Attention attention = base.attention(positions, kernel);
      TorchOps ops = TorchOps.decoder(base.weights, shape, Optional.of(replica), attention);
      Tensor input = Tensors.of(ids, base.weights.device()).unsqueeze(0);
      List<Tensor> states =
          base.network.hiddenStates(ops, ops.embedding(input, base.network.embeddingModule()));
      Map<String, float[]> found = new HashMap<>();
      for (int i = 0; i < states.size(); i++) {
        found.put("hidden_states." + i, Tensors.floats(states.get(i)));
      }
      Tensor logits = ops.linear(states.get(states.size() - 1), "lm_head");
      found.put("logits", Tensors.floats(logits));
      return found;
    }
  }

  /** The weighted loss of sequences in one pass, which adds to the gradients. */
  double train(List<Sequence> sequences, int recomputedLayers) {
    return train(sequences, recomputedLayers, 0);
  }

  /**
   * @param seed of dropout
   */
  double train(List<Sequence> sequences, int recomputedLayers, long seed) {
    return train(PackedBatch.of(sequences), recomputedLayers, seed);
  }

  double train(PackedBatch batch, int recomputedLayers, long seed) {
    try (PackedPass pass =
        new PackedPass(
            base.network, base.weights, shape, kernel, recomputedLayers, batch.ids().length)) {
      return pass.train(batch, replica, seed);
    }
  }

  /** The gradient gathered so far. */
  float[] gradient(String parameter) {
    try (PointerScope scope = new PointerScope()) {
      return Tensors.floats(parameters.view(replica.gradients(), parameter));
    }
  }

  /** Forgets the gradients gathered so far. */
  void clearGradients() {
    try (PointerScope scope = new PointerScope()) {
      replica.gradients().zero_();
    }
  }

  /** All gradients by the names of what they belong to; then forgets them. */
  Map<String, float[]> takeGradients() {
    Map<String, float[]> gradients = new HashMap<>();
    for (AdapterParameters.Parameter parameter : parameters.parameters()) {
      gradients.put(parameter.name(), gradient(parameter.name()));
    }
    clearGradients();
    return gradients;
  }

  @Override
  public void close() {
    replica.close();
    parameters.close();
  }
}
