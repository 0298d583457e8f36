package org.hmongtts.train.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.hmongtts.network.Llama;

/**
 * One pass of packed sequences through a decoder: their loss, and its gradient added to an
 * adapter's.
 *
 * <p>How this works, and why: memory is what limits training, and most of it would be activations
 * and logits. The head runs only at tokens whose successor is a label, a chunk of them at a time,
 * and each chunk's gradient is taken at once, so that one chunk's logits exist at any time. Of the
 * first layers only the inputs are kept; their activations are computed again on the way back. Both
 * cut the graph at a tensor that is made a leaf, and pass its gradient on by hand; the numbers are
 * those of one whole graph.
 */
final class PackedPass implements AutoCloseable {

  /** Labels whose logits exist together. */
  static final int HEAD_CHUNK = 256;

  static final String HEAD = "lm_head";

  private final Llama network;
  private final FrozenWeights weights;
  private final LoraShape lora;
  private final AttentionKernel kernel;
  private final int recomputedLayers;
  private final int plannedTokens;
  private final Tensor frequencies; // of rotary positions
  private final Optional<RecordedPasses> recorded;

  /**
   * @param recomputedLayers of how many of the first layers activations are not kept
   * @param plannedTokens in a pass of so many tokens; a shorter one keeps as much of more layers
   */
  PackedPass(
      Llama network,
      FrozenWeights weights,
      LoraShape lora,
      AttentionKernel kernel,
      int recomputedLayers,
      int plannedTokens) {
    this.network = network;
    this.weights = weights;
    this.lora = lora;
    this.kernel = kernel;
    this.recomputedLayers = recomputedLayers;
    this.plannedTokens = plannedTokens;
    try (PointerScope scope = new PointerScope()) {
      this.frequencies =
          Attention.frequencies(network.config().rotary(), weights.device()).retainReference();
    }
    this.recorded = recordable() ? RecordedPasses.on(weights.device()) : Optional.empty();
  }

  /** Whether a pass queues the same operations for every batch of one shape. */
  private boolean recordable() {
    return lora.dropout() == 0
        && kernel.takesAllAtOnce(weights.device(), weights.type(), network.config().headSize());
  }

  /** How many layers a pass has no memory to keep. */
  private int recomputedLayers(int tokens) {
    int layers = network.config().layers();
    long kept = (long) (layers - recomputedLayers) * plannedTokens / tokens;
    return layers - (int) Math.min(layers, kept);
  }

  /**
   * Adds the gradient of the weighted loss to the adapter's.
   *
   * @param seed of dropout
   * @return the weighted loss
   */
  double train(PackedBatch batch, AdapterReplica adapter, long seed) {
    try (PointerScope scope = new PointerScope()) {
      if (recorded.isPresent()) {
        return recorded.get().run(batch, device -> train(device, adapter, seed));
      }
      DeviceBatch device = DeviceBatch.of(batch, batch.packing().longest(), weights.device());
      train(device, adapter, seed);
      return device.loss().item_double();
    }
  }

  /** See {@link LoraEngine#prepare}. */
  void prepare(PackedBatch batch, AdapterReplica adapter) {
    try (PointerScope scope = new PointerScope()) {
      recorded.ifPresent(passes -> passes.prepare(batch, device -> train(device, adapter, 0)));
    }
  }

  private void train(DeviceBatch batch, AdapterReplica adapter, long seed) {
    adapter.begin();
    int recomputed = recomputedLayers(batch.tokens());
    TorchOps ops = ops(batch, adapter);
    List<Tensor> kept = new ArrayList<>(); // the inputs of recomputed layers
    Tensor embedded = ops.embedding(batch.ids(), network.embeddingModule());
    Tensor x = embedded;
    try (NoGradGuard guard = new NoGradGuard()) {
      for (int layer = 0; layer < recomputed; layer++) {
        kept.add(x);
        x = layer(ops, layer, x, seed);
      }
    }
    Tensor start = recomputed > 0 ? leaf(x) : x;
    x = start;
    for (int layer = recomputed; layer < network.config().layers(); layer++) {
      x = layer(ops, layer, x, seed);
    }
    Tensor labelled = atLabels(network.norm(ops, x), batch);
    Tensor gradient = torch.zeros_like(labelled);
    head(ops, labelled, batch, Optional.of(gradient));
    if (labelled.requires_grad()) {
      backward(labelled, gradient);
    }
    if (recomputed > 0) {
      Tensor above = gradient(start);
      for (int layer = recomputed - 1; layer >= 0; layer--) {
        Tensor below = recompute(ops, layer, kept.get(layer), above, seed);
        above.close();
        above = below;
      }
      if (embedded.requires_grad()) {
        backward(embedded, above);
      }
    }
    adapter.end();
  }

  /** The weighted loss alone, without dropout. */
  double loss(PackedBatch batch, AdapterReplica adapter) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      adapter.begin();
      DeviceBatch device = DeviceBatch.of(batch, batch.packing().longest(), weights.device());
      TorchOps ops = ops(device, adapter);
      Tensor x = ops.embedding(device.ids(), network.embeddingModule());
      for (int layer = 0; layer < network.config().layers(); layer++) {
        x = layer(ops, layer, x);
      }
      head(ops, atLabels(network.norm(ops, x), device), device, Optional.empty());
      return device.loss().item_double();
    }
  }

  private TorchOps ops(DeviceBatch batch, AdapterReplica adapter) {
    Attention attention =
        Attention.at(
            batch.positions(),
            frequencies,
            batch.packing(),
            batch.starts(),
            batch.longest(),
            kernel,
            weights.type());
    return TorchOps.decoder(weights, lora, Optional.of(adapter), attention);
  }

  private Tensor layer(TorchOps ops, int layer, Tensor x, long seed) {
    ops.dropoutSeed(seed * network.config().layers() + layer);
    return layer(ops, layer, x);
  }

  /** What lies between a layer's input and output is let go, but for what the graph needs. */
  private Tensor layer(TorchOps ops, int layer, Tensor x) {
    PointerScope outer = PointerScope.getInnerScope();
    try (PointerScope scope = new PointerScope()) {
      Tensor y = network.layer(ops, layer, x);
      outer.attach(y);
      return y;
    }
  }

  /** A layer once more, now with its graph; gives the gradient of its input. */
  private Tensor recompute(TorchOps ops, int layer, Tensor input, Tensor above, long seed) {
    PointerScope outer = PointerScope.getInnerScope();
    try (PointerScope scope = new PointerScope()) {
      Tensor start = leaf(input);
      backward(layer(ops, layer, start, seed), above);
      Tensor below = gradient(start);
      outer.attach(below);
      return below;
    }
  }

  private static Tensor atLabels(Tensor x, DeviceBatch batch) {
    return x.squeeze(0).index_select(0, batch.places());
  }

  /** The head, a chunk of labels at a time; fills in the gradient of its input if asked to. */
  private void head(TorchOps ops, Tensor labelled, DeviceBatch batch, Optional<Tensor> gradient) {
    Tensor total = batch.loss();
    total.zero_();
    int count = batch.labelCount();
    for (int from = 0; from < count; from += HEAD_CHUNK) {
      int size = Math.min(HEAD_CHUNK, count - from);
      try (PointerScope scope = new PointerScope()) {
        Tensor input = leaf(labelled.narrow(0, from, size));
        Tensor logits = ops.scores(input).to(ScalarType.Float);
        Tensor losses =
            torch.cross_entropy_loss(
                logits, batch.labels().narrow(0, from, size), new TensorOptional(), 0, -100, 0.0);
        Tensor loss = losses.mul(batch.factors().narrow(0, from, size)).sum();
        if (gradient.isPresent()) {
          loss.backward();
          try (NoGradGuard guard = new NoGradGuard()) {
            gradient.get().narrow(0, from, size).copy_(gradient(input));
          }
        }
        total.add_(loss.detach());
      }
    }
  }

  private static Tensor leaf(Tensor x) {
    return x.detach().requires_grad_(true);
  }

  private static Tensor gradient(Tensor leaf) {
    return new Tensor(leaf.grad());
  }

  private static void backward(Tensor output, Tensor gradient) {
    output.backward(gradient, new BoolOptional(), false, new TensorArrayRefOptional());
  }

  @Override
  public void close() {
    recorded.ifPresent(RecordedPasses::close);
    frequencies.releaseReference();
  }
}
