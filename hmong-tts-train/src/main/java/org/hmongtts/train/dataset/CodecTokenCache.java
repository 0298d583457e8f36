package org.hmongtts.train.dataset;

import java.io.IOException;
import org.hmongtts.runtime.SnacCodec;

/** Placeholder until the data set's reader lands from its branch. */
public final class CodecTokenCache {
  private final Dataset dataset;
  private final SnacCodec codec;

  public CodecTokenCache(Dataset dataset, SnacCodec codec) {
    this.dataset = dataset;
    this.codec = codec;
  }

  public int[][] levels(Clip clip) throws IOException {
    int rate = codec.config().sampleRateHz();
    return codec.encode(dataset.read(clip).toMono().resampled(rate).samples());
  }
}
