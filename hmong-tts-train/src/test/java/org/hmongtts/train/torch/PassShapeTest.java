package org.hmongtts.train.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.hmongtts.train.torch.PackedBatch.Sequence;
import org.junit.jupiter.api.Test;

class PassShapeTest {

  private static Sequence sequence(int tokens) {
    boolean[] labels = new boolean[tokens];
    labels[tokens - 1] = true;
    return new Sequence(IntStream.range(0, tokens).toArray(), labels, 1);
  }

  @Property(tries = 200, seed = "20261122")
  void holdsTheBatchAndOneSequenceMore(
      @ForAll @Size(min = 1, max = 9) List<@IntRange(min = 1, max = 3000) Integer> lengths) {
    PackedBatch batch = PackedBatch.of(lengths.stream().map(PassShapeTest::sequence).toList());

    PassShape shape = PassShape.of(batch);
    PackedBatch filled = batch.filled(shape.tokens());

    int tokens = batch.ids().length;
    assertThat(shape.tokens()).isGreaterThan(tokens).isLessThanOrEqualTo(tokens * 9 / 8 + 64);
    assertThat(shape.sequences()).isEqualTo(lengths.size() + 1);
    assertThat(shape.longest()).isGreaterThanOrEqualTo(filled.packing().longest());
    assertThat(filled.ids()).hasSize(shape.tokens()).startsWith(batch.ids());
    assertThat(filled.packing().tokens()).isEqualTo(shape.tokens());
    assertThat(Arrays.copyOf(filled.labels(), batch.labels().length)).isEqualTo(batch.labels());
    assertThat(filled.labels()).hasSize(shape.tokens());
  }

  @Test
  void thereAreEightShapesFromOnePowerOfTwoToTheNext() {
    Set<PassShape> shapes = new HashSet<>();
    for (int tokens = 1024; tokens < 2048; tokens++) {
      shapes.add(PassShape.of(PackedBatch.of(Collections.nCopies(1, sequence(tokens)))));
    }

    assertThat(shapes.stream().map(PassShape::tokens)).hasSizeLessThanOrEqualTo(11);
    assertThat(shapes.stream().map(PassShape::tokens).distinct()).hasSize(8);
  }
}
