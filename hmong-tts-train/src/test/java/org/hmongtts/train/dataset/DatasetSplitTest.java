package org.hmongtts.train.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.hmongtts.DatasetException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetSplitTest {

  @TempDir Path temporary;

  private static Clip clip(int line, String text) {
    return new Clip(
        Path.of(line + ".wav"), text, Optional.empty(), line, Duration.ofSeconds(2), "" + line);
  }

  private static List<Clip> clips(int count) {
    return IntStream.range(0, count).mapToObj(i -> clip(i, "text " + i)).toList();
  }

  private static DatasetSplit split(List<Clip> clips, double share, long seed) {
    return new LeakFreeSplit(Path.of("list"), clips, Clip::text).split(share, seed);
  }

  private static Set<String> texts(List<Clip> clips) {
    return clips.stream().map(Clip::text).collect(Collectors.toSet());
  }

  @Property(seed = "20261122", tries = 300)
  void everyClipIsOnOneSideAndNoTextOnBoth(
      @ForAll @Size(min = 2, max = 60) List<@IntRange(max = 20) Integer> textNumbers,
      @ForAll @DoubleRange(min = 0, max = 0.99) double share,
      @ForAll long seed) {
    List<Clip> clips = new ArrayList<>();
    textNumbers.forEach(number -> clips.add(clip(clips.size(), "text " + number)));
    if (share > 0 && texts(clips).size() < 2) {
      return; // refused; see below
    }
    DatasetSplit split = split(clips, share, seed);
    assertThat(split.train()).isNotEmpty();
    assertThat(split.validation().isEmpty()).isEqualTo(share == 0);
    List<Clip> both = new ArrayList<>(split.train());
    both.addAll(split.validation());
    assertThat(both).containsExactlyInAnyOrderElementsOf(clips);
    assertThat(texts(split.train())).noneMatch(texts(split.validation())::contains);
  }

  @Test
  void theShareIsMetWhereTextsDiffer() {
    assertThat(split(clips(60), 0.1, 1).validation()).hasSize(6);
  }

  @Test
  void theSeedDecidesAndNothingElse() {
    List<Clip> clips = clips(60);
    List<Clip> shuffled = new ArrayList<>(clips);
    Collections.shuffle(shuffled, new Random(3));
    List<Clip> drawn = split(clips, 0.1, 42).validation();
    assertThat(split(clips, 0.1, 42).validation()).isEqualTo(drawn);
    assertThat(split(shuffled, 0.1, 42).validation()).containsExactlyInAnyOrderElementsOf(drawn);
    assertThat(split(clips, 0.1, 43).validation()).isNotEqualTo(drawn);
  }

  @Test
  void clipsThatAreAddedMoveFewOthers() {
    Set<Clip> before = new HashSet<>(split(clips(200), 0.1, 1).validation());
    before.retainAll(split(clips(210), 0.1, 1).validation());
    assertThat(before).hasSizeGreaterThanOrEqualTo(18);
  }

  @Test
  void bothSidesKeepTheOrderOfTheRows() {
    DatasetSplit split = split(clips(60), 0.3, 1);
    assertThat(split.train()).extracting(Clip::line).isSorted();
    assertThat(split.validation()).extracting(Clip::line).isSorted();
  }

  @Test
  void aTextWrittenDifferentlyIsTheSameText() throws IOException {
    TestSet set = TestSet.good(temporary, 4);
    set.csv("1.wav|Nyob zoo, 2 tus.\n2.wav|nyob zoo, OB tus.\n3.wav|Mus tsev\n4.wav|mus  tsev\n");
    DatasetSplit split = set.open().split(0.5, 1);
    assertThat(split.train()).hasSize(2);
    assertThat(split.train().get(0).line() % 2).isOne();
    assertThat(split.train().get(1).line()).isEqualTo(split.train().get(0).line() + 1);
  }

  @Test
  void oneRowCannotBeDividedButTrainedOn() throws IOException {
    Dataset dataset = TestSet.good(temporary, 1).open();
    assertThatThrownBy(() -> dataset.split(0.1, 1))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("metadata.csv: has one usable row, which cannot be divided")
        .hasMessageContaining("without validation");
    assertThat(dataset.split(0, 1)).isEqualTo(new DatasetSplit(dataset.clips(), List.of()));
  }

  @Test
  void oneTextCannotBeDivided() {
    assertThatThrownBy(() -> split(List.of(clip(1, "a"), clip(2, "a")), 0.5, 1))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("one text in all its rows");
  }

  @Test
  void noUsableRowIsRefused() throws IOException {
    TestSet set = TestSet.in(temporary).csv("none.wav|Nyob zoo\n");
    Dataset dataset =
        Dataset.open(set.folder(), DatasetOptions.builder().skipBadRows(true).build());
    assertThatThrownBy(() -> dataset.split(0, 1))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("has no usable row");
  }

  @Test
  void aShareOutsideOfItsRangeIsRefused() {
    for (double share : new double[] {-0.1, 1, Double.NaN}) {
      assertThatThrownBy(() -> split(clips(4), share, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("validationShare");
    }
  }
}
