package org.hmongtts.train;

import org.hmongtts.adapter.BoundAdapter;
import org.hmongtts.network.LlamaConfig;
import org.hmongtts.train.torch.PackedBatch.Sequence;

/**
 * The arithmetic that a training step needs, however it is computed: what utilisation is measured
 * by (Chowdhery et al. 2022, appendix B). Layers that are recomputed count once.
 *
 * <p>With {@code P} the weights of the layers' products, {@code H} those of the head, {@code A}
 * those of the adapter, {@code D = layers · heads · head size}, a sequence of {@code L} tokens of
 * which {@code Y} are labels takes {@code (4P + 6A)·L + 4H·Y + 12·D·L(L+1)/2}: two operations for a
 * weight and token forward; two more backward to activations; another two to weights that are
 * trained, which only the adapter's are; scores and their sums over the tokens before, twice as
 * much backward.
 *
 * @param layers P
 * @param head H
 * @param adapter A
 * @param attention D
 */
record TrainingWork(long layers, long head, long adapter, long attention) {

  static TrainingWork of(LlamaConfig config, BoundAdapter adapter) {
    long hidden = config.hiddenSize();
    long queries = (long) config.heads() * config.headSize();
    long keys = (long) config.keyValueHeads() * config.headSize();
    long layer = hidden * (2 * queries + 2 * keys + 3L * config.intermediateSize());
    return new TrainingWork(
        layer * config.layers(),
        hidden * config.vocabularySize(),
        adapter.modules().values().stream().mapToLong(m -> m.a().length + m.b().length).sum(),
        queries * config.layers());
  }

  /** Operations of one sequence in one step. */
  double operations(Sequence sequence) {
    double tokens = sequence.ids().length;
    return (4.0 * layers + 6.0 * adapter) * tokens
        + 4.0 * head * sequence.labelCount()
        + 6.0 * attention * tokens * (tokens + 1);
  }
}
