package org.hmongtts.examples.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.hmongtts.train.torch.PackedBatch.Sequence;

/**
 * Made-up utterances as long as those of a small read-speech corpus: 256 of 1.2 to 14 s, median 3.6
 * s, log-normal, about 6 text tokens a second.
 */
record UtteranceLengths(List<Utterance> utterances) {

  /** Tokens around text and speech that begin and end turns. */
  private static final int FRAME_TOKENS = 6;

  private static final String RESOURCE = "utterance-lengths.json";

  /** Which tokens are learnt. */
  enum Labels {
    /** All but the first. */
    ALL,
    /** The speech. */
    AUDIO
  }

  record Utterance(double audioSeconds, int textTokens) {

    int audioTokens(double tokensPerSecond) {
      return (int) (audioSeconds * tokensPerSecond);
    }
  }

  static UtteranceLengths read() throws IOException {
    try (InputStream in = UtteranceLengths.class.getResourceAsStream(RESOURCE)) {
      List<Utterance> utterances = new ArrayList<>();
      for (JsonNode node : new ObjectMapper().readTree(in).get("utterances")) {
        utterances.add(
            new Utterance(node.get("audio_seconds").asDouble(), node.get("text_tokens").asInt()));
      }
      return new UtteranceLengths(utterances);
    }
  }

  /**
   * Random tokens of these lengths, step after step: in the same order whatever the batch.
   *
   * @param shape whose vocabulary they are of, and how many make a second
   */
  List<List<Sequence>> steps(DecoderShape shape, int batch, int steps, Labels labels, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<List<Sequence>> all = new ArrayList<>();
    for (int step = 0; step < steps; step++) {
      List<int[]> ids = new ArrayList<>();
      List<boolean[]> learnt = new ArrayList<>();
      for (int j = 0; j < batch; j++) {
        Utterance utterance = utterances.get((int) (((long) step * batch + j) % utterances.size()));
        int before = utterance.textTokens() + FRAME_TOKENS;
        int length = before + utterance.audioTokens(shape.tokensPerSecond);
        ids.add(random.ints(length, 0, shape.vocabulary).toArray());
        boolean[] of = new boolean[length];
        for (int i = labels == Labels.ALL ? 1 : before; i < length; i++) {
          of[i] = true;
        }
        learnt.add(of);
      }
      all.add(TokenBatches.meanOverLabels(ids, learnt));
    }
    return all;
  }
}
