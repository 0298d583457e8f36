package org.hmongtts.train.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.runtime.Reference;
import org.hmongtts.train.torch.PackedBatch.Sequence;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sequences laid end to end against the reference's, computed one by one. */
class PackingParityTest {

  private static final String FILE = "training/packing/expected.safetensors";

  static Stream<Named<Path>> folders() {
    return TorchFixture.folders("training/packing/inputs.safetensors");
  }

  @ParameterizedTest
  @MethodSource("folders")
  void packedSequencesGiveTheReferencesLossAndGradients(Path folder) throws Exception {
    Reference reference = new Reference(folder);
    Checkpoint expected = reference.open(FILE);
    try (TorchFixture base = new TorchFixture(folder.resolve("checkpoint"), BasePrecision.F32);
        FullDecoder decoder = new FullDecoder(base, adapter(folder))) {
      for (int recomputed = 0; recomputed <= base.config.layers(); recomputed++) {
        decoder.clearGradients();
        assertThat(decoder.train(mean(folder), recomputed))
            .isCloseTo(
                expected.readFloats("mean_token_loss")[0],
                within(reference.accept(FILE, "mean_token_loss")));
        for (String name : expected.tensors().keySet()) {
          if (name.startsWith("grad.")) {
            reference.assertEquals(FILE, name, decoder.gradient(name.substring("grad.".length())));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("folders")
  void eachSequenceHasTheReferencesLoss(Path folder) throws Exception {
    Reference reference = new Reference(folder);
    Checkpoint expected = reference.open(FILE);
    long[] tokens = Reference.longs(expected, "tokens_per_sequence");
    try (TorchFixture base = new TorchFixture(folder.resolve("checkpoint"), BasePrecision.F32);
        FullDecoder decoder = new FullDecoder(base, adapter(folder))) {
      List<Sequence> sequences = sequences(folder);
      float[] losses = new float[sequences.size()];
      for (int i = 0; i < losses.length; i++) {
        assertThat(sequences.get(i).labelCount()).isEqualTo((int) tokens[i]);
        losses[i] = (float) decoder.train(List.of(sequences.get(i)), 0);
      }
      reference.assertEquals(FILE, "sum_loss_per_sequence", losses);
    }
  }

  /** Sums of another order: within 1e-5 of each tensor's largest gradient. */
  @ParameterizedTest
  @MethodSource("folders")
  void packedSequencesGiveWhatTheyGiveOneByOne(Path folder) throws Exception {
    try (TorchFixture base = new TorchFixture(folder.resolve("checkpoint"), BasePrecision.F32);
        FullDecoder decoder = new FullDecoder(base, adapter(folder))) {
      double together = decoder.train(mean(folder), 0);
      Map<String, float[]> packed = decoder.takeGradients();
      double alone = 0;
      for (Sequence sequence : mean(folder)) {
        alone += decoder.train(List.of(sequence), 0);
      }
      assertThat(together).isCloseTo(alone, within(1e-5));
      decoder
          .takeGradients()
          .forEach(
              (name, gradient) -> Gradients.assertClose(name, gradient, packed.get(name), 1e-5));
    }
  }

  private static Path adapter(Path folder) {
    return folder.resolve("training/packing/adapter");
  }

  private static List<Sequence> mean(Path folder) {
    List<Sequence> sequences = sequences(folder);
    int labels = sequences.stream().mapToInt(Sequence::labelCount).sum();
    return sequences.stream().map(s -> new Sequence(s.ids(), s.labels(), 1.0 / labels)).toList();
  }

  /** The packed row, cut where the padded rows say. */
  private static List<Sequence> sequences(Path folder) {
    Checkpoint inputs = new Reference(folder).open("training/packing/inputs.safetensors");
    long[] ids = Reference.longs(inputs, "packed_ids");
    long[] labels = Reference.longs(inputs, "packed_labels");
    long[] segments = Reference.longs(inputs, "segment_ids");
    List<Sequence> sequences = new ArrayList<>();
    for (int from = 0; from < ids.length; ) {
      int to = from;
      while (to < ids.length && segments[to] == segments[from]) {
        to++;
      }
      boolean[] counted = new boolean[to - from];
      for (int i = from; i < to; i++) {
        counted[i - from] = labels[i] != -100;
      }
      int[] own = Arrays.stream(ids, from, to).mapToInt(Math::toIntExact).toArray();
      sequences.add(new Sequence(own, counted, 1));
      from = to;
    }
    return sequences;
  }
}
