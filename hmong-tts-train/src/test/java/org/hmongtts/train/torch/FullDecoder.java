package org.hmongtts.train.torch;

import java.nio.file.Path;
import java.util.ArrayList;
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

  /** With an adapter, applied as training applies it, without dropout. */
  FullDecoder(TorchFixture base, BoundAdapter adapter) {
    this(base, LoraShape.of(adapter, 0), LoraEngine.parameters(adapter, base.weights));
  }

  /** With the adapter of a folder. */
  FullDecoder(TorchFixture base, Path adapter) throws java.io.IOException {
    this(base, PeftAdapter.read(adapter).bind(base.checkpoint));
  }

  private FullDecoder(TorchFixture base, LoraShape shape, AdapterParameters parameters) {
    this.base = base;
    this.shape = shape;
    this.parameters = parameters;
    this.replica = new AdapterReplica(parameters);
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
      Attention attention =
          Attention.at(
              positions,
              new Packing(List.of(ids.length)),
              base.config.rotary(),
              kernel,
              base.weights);
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
    PackedPass pass = new PackedPass(base.network, base.weights, shape, kernel, recomputedLayers);
    return pass.train(PackedBatch.of(sequences), replica, 0);
  }

  /** The gradient gathered so far. */
  float[] gradient(String parameter) {
    try (PointerScope scope = new PointerScope()) {
      return Tensors.floats(parameters.view(replica.gradients(), parameter));
    }
  }

  /** Forgets the gradients gathered so far. */
  void clearGradients() {
    replica.gradients().zero_();
  }

  /** The names of all trained tensors, and their gradients. */
  Map<String, float[]> gradients() {
    Map<String, float[]> gradients = new HashMap<>();
    List<String> names = new ArrayList<>();
    parameters.parameters().forEach(parameter -> names.add(parameter.name()));
    names.forEach(name -> gradients.put(name, gradient(name)));
    return gradients;
  }

  @Override
  public void close() {
    replica.close();
    parameters.close();
  }
}
