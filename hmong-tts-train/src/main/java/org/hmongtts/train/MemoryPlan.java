package org.hmongtts.train;

import org.hmongtts.DeviceException;
import org.hmongtts.network.LlamaConfig;

/**
 * How much memory training takes, and how it is made to fit: layers are computed again instead of
 * kept until it does, and passes are made shorter.
 *
 * @param recomputedLayers of how many layers activations are not kept
 * @param tokensPerPass tokens that one worker computes at a time
 * @param bytes the prediction
 */
record MemoryPlan(int recomputedLayers, int tokensPerPass, long bytes) {

  /** LibTorch and ONNX Runtime's libraries, Java, and what allocators keep; measured. */
  private static final long FIXED_BYTES = 450L << 20;

  /** Labels whose logits exist together, and how many tensors of their size: in and out. */
  private static final int HEAD_LABELS = 256;

  private static final int HEAD_TENSORS = 3;

  /** Kept for each token by one layer's graph, in numbers; counted from its operations. */
  private static long layerNumbers(LlamaConfig config, int rank) {
    long hidden = config.hiddenSize();
    long heads = (long) config.heads() * config.headSize();
    long keys = (long) config.keyValueHeads() * config.headSize();
    long inside = config.intermediateSize();
    // norms: 3 of the input's size, twice; q, k, v, rotated and not; attention's output; the gated
    // layer's gate, its sigmoid, up and product; low-rank products.
    return 7 * hidden + 5 * (heads + keys) + 2 * keys + 4 * inside + 7L * rank;
  }

  /**
   * @param baseBytes the frozen weights as they are held
   * @param trainable how many numbers are trained
   * @param numberBytes of an activation
   * @param workers passes that run side by side
   * @param leastRecomputed layers that are to be computed again in any case
   * @param longest tokens of the longest sequence
   * @param tokensWanted tokens of a pass, where memory is no matter
   * @param budget bytes it may take
   * @throws DeviceException if it can't be made to fit; the message names what to lower
   */
  static MemoryPlan of(
      LlamaConfig config,
      int rank,
      long baseBytes,
      long trainable,
      int numberBytes,
      int workers,
      int leastRecomputed,
      int longest,
      int tokensWanted,
      long budget) {
    // Values, two moments, and a gradient for each worker; a copy while a checkpoint is written.
    long adapter = trainable * Float.BYTES * (3L + workers + 3);
    long fixed = FIXED_BYTES + baseBytes + adapter;
    int layers = config.layers();
    for (int tokens = tokensWanted; ; tokens = Math.max(longest, tokens / 2)) {
      for (int recomputed = leastRecomputed; recomputed <= layers; recomputed++) {
        long bytes = fixed + workers * passBytes(config, rank, tokens, recomputed, numberBytes);
        if (bytes <= budget) {
          return new MemoryPlan(recomputed, tokens, bytes);
        }
        if (recomputed == layers && tokens <= longest) {
          throw new DeviceException(
              "training needs about "
                  + megabytes(bytes)
                  + " MB and may take "
                  + megabytes(budget)
                  + " MB: the base "
                  + megabytes(baseBytes)
                  + ", the adapter "
                  + megabytes(adapter)
                  + ", the longest clip "
                  + megabytes(bytes - fixed)
                  + "; lower the rank or the threads, shorten the clips, hold the base in fewer"
                  + " bits, or raise the memory budget");
        }
      }
    }
  }

  private static long passBytes(
      LlamaConfig config, int rank, long tokens, int recomputed, int numberBytes) {
    int layers = config.layers();
    long whole = Math.max(layers - recomputed, recomputed > 0 ? 1 : 0);
    long kept = recomputed * (long) config.hiddenSize();
    long head =
        (long) HEAD_LABELS * config.vocabularySize() * HEAD_TENSORS * Float.BYTES
            + 4 * tokens * config.hiddenSize() * numberBytes;
    return tokens * (whole * layerNumbers(config, rank) + kept) * numberBytes + head;
  }

  private static long megabytes(long bytes) {
    return bytes >> 20;
  }
}
