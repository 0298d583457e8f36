package org.hmongtts.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import org.hmongtts.examples.cli.UtteranceLengths.Labels;
import org.hmongtts.train.torch.PackedBatch.Sequence;
import org.junit.jupiter.api.Test;

class UtteranceLengthsTest {

  @Test
  void aSequenceIsItsTextSixTokensAndTheSpeechAtTheModelsRate() throws IOException {
    // 38 and 6.47 s, 10 and 2.14 s; 543.48 and 179.76 tokens of speech, cut off
    assertThat(lengths(DecoderShape.ORPHEUS_3B, 2, 1)).containsExactly(38 + 6 + 543, 10 + 6 + 179);
    assertThat(lengths(DecoderShape.SPARK, 1, 1)).containsExactly(38 + 6 + 323);
  }

  @Test
  void theOrderIsTheSameWhateverTheBatch() throws IOException {
    assertThat(lengths(DecoderShape.TINY, 2, 6)).isEqualTo(lengths(DecoderShape.TINY, 4, 3));
  }

  @Test
  void after256TheyComeAgain() throws IOException {
    List<Integer> lengths = lengths(DecoderShape.TINY, 4, 65);

    assertThat(lengths.subList(256, 260)).isEqualTo(lengths.subList(0, 4));
  }

  @Test
  void lossIsTheMeanOverTheLabelsOfAStep() throws IOException {
    for (Labels labels : Labels.values()) {
      List<Sequence> step =
          UtteranceLengths.read().steps(DecoderShape.TINY, 3, 1, labels, 0).get(0);

      double sum = step.stream().mapToDouble(s -> s.weight() * s.labelCount()).sum();
      assertThat(sum).isCloseTo(1, within(1e-12));
    }
  }

  @Test
  void onlySpeechIsLearntWhereThatIsAskedFor() throws IOException {
    UtteranceLengths lengths = UtteranceLengths.read();

    assertThat(lengths.steps(DecoderShape.TINY, 1, 1, Labels.ALL, 0).get(0).get(0).labelCount())
        .isEqualTo(38 + 6 + 543 - 1);
    assertThat(lengths.steps(DecoderShape.TINY, 1, 1, Labels.AUDIO, 0).get(0).get(0).labelCount())
        .isEqualTo(543);
  }

  private static List<Integer> lengths(DecoderShape shape, int batch, int steps)
      throws IOException {
    return UtteranceLengths.read().steps(shape, batch, steps, Labels.ALL, 0).stream()
        .flatMap(List::stream)
        .map(sequence -> sequence.ids().length)
        .toList();
  }
}
