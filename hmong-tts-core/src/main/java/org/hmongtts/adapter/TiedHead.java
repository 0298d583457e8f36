package org.hmongtts.adapter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.ConfigFile;

/**
 * An output head that is the embedding used again. The checkpoint then has one matrix for both (or
 * a copy under the head's name, which is to be ignored), but an adapter can make two of it.
 *
 * @param head the name of the head's tensor
 * @param embedding the name of the embedding's
 */
record TiedHead(String head, String embedding) {

  /** Llama, Qwen and CSM; Whisper. */
  private static final Map<String, String> EMBEDDINGS =
      Map.of(
          "lm_head.weight", "model.embed_tokens.weight",
          "proj_out.weight", "model.decoder.embed_tokens.weight");

  /** The tied head of a base, if it has one. */
  static Optional<TiedHead> of(Checkpoint base) throws IOException {
    boolean declared = declaresTied(base.folder().resolve("config.json"));
    return EMBEDDINGS.entrySet().stream()
        .filter(pair -> base.contains(pair.getValue()))
        .filter(pair -> declared || !base.contains(pair.getKey()))
        .map(pair -> new TiedHead(pair.getKey(), pair.getValue()))
        .findFirst();
  }

  private static boolean declaresTied(Path config) throws IOException {
    return Files.exists(config) && ConfigFile.read(config).bool("tie_word_embeddings", false);
  }
}
