package org.hmongtts.checkpoint.tokenizer;

import java.util.Map;
import java.util.function.IntConsumer;

/** One id for a whole piece. */
record WordLevelModel(Map<String, Integer> vocabulary, int unknown) implements TokenModel {

  @Override
  public void encode(String piece, IntConsumer ids) {
    ids.accept(vocabulary.getOrDefault(piece, unknown));
  }
}
