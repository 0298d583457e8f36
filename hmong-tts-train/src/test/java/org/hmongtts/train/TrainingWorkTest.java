package org.hmongtts.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.hmongtts.train.torch.PackedBatch.Sequence;
import org.junit.jupiter.api.Test;

class TrainingWorkTest {

  @Test
  void countsWeightsTokensLabelsAndPairsOfTokens() {
    Sequence sequence = new Sequence(new int[] {5, 6, 7}, new boolean[] {true, false, true}, 1);

    // 3 tokens, 1 label (the first is never one), 6 pairs of a token and one not after it
    assertThat(new TrainingWork(1000, 0, 0, 0).operations(sequence)).isEqualTo(4 * 1000 * 3);
    assertThat(new TrainingWork(0, 1000, 0, 0).operations(sequence)).isEqualTo(4 * 1000);
    assertThat(new TrainingWork(0, 0, 1000, 0).operations(sequence)).isEqualTo(6 * 1000 * 3);
    assertThat(new TrainingWork(0, 0, 0, 1000).operations(sequence)).isEqualTo(12 * 1000 * 6);
  }
}
