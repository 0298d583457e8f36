package org.hmongtts.checkpoint.tokenizer;

import java.util.function.IntConsumer;

/** Turns one piece of text into ids: what {@code tokenizer.json} calls its model. */
interface TokenModel {

  void encode(String piece, IntConsumer ids);
}
