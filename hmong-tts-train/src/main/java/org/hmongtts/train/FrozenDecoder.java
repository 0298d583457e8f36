package org.hmongtts.train;

import java.util.Map;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.network.Llama;
import org.hmongtts.network.LlamaConfig;
import org.hmongtts.train.torch.BasePrecision;

/** The decoder that an adapter is trained on, apart from what makes it speak. */
record FrozenDecoder(LlamaConfig config, Checkpoint checkpoint) {

  private static final String PREFIX = "model.";
  private static final String HEAD = "lm_head.weight";

  Llama network() {
    return new Llama(config, PREFIX);
  }

  /** Weights that are others used again: a tied head is the embedding. */
  Map<String, String> aliases() {
    return config.tiedHead() || !checkpoint.contains(HEAD)
        ? Map.of(HEAD, network().embeddingModule() + ".weight")
        : Map.of();
  }

  /** Bytes of its weights as they are held. */
  long heldBytes(BasePrecision precision) {
    long numbers = checkpoint.tensors().values().stream().mapToLong(t -> t.elements()).sum();
    return switch (precision) {
      case F32 -> numbers * Float.BYTES;
      case BF16 -> numbers * Short.BYTES;
      // 4.13 bits a weight of the layers; the embedding stays as it is.
      case NF4 -> {
        long embedding = (long) config.vocabularySize() * config.hiddenSize();
        yield (numbers - embedding) * 33 / 64 + embedding * Float.BYTES;
      }
    };
  }
}
