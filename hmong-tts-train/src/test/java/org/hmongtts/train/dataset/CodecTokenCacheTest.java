package org.hmongtts.train.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.hmongtts.DatasetException;
import org.hmongtts.runtime.ExecutionProvider;
import org.hmongtts.runtime.SnacCodec;
import org.hmongtts.runtime.SnacFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodecTokenCacheTest {

  @TempDir Path temporary;
  private SnacCodec codec;
  private TestSet set;

  @BeforeEach
  void openCodec() throws IOException {
    Path folder = SnacFixture.all().findFirst().orElseThrow().codecFolder(temporary);
    codec = SnacCodec.open(folder, temporary.resolve("weights"), ExecutionProvider.cpu(), 1);
    set = TestSet.good(temporary.resolve("data"), 3);
  }

  @AfterEach
  void closeCodec() {
    codec.close();
  }

  private CodecTokenCache cache(Dataset dataset) {
    return new CodecTokenCache(temporary.resolve("cache"), dataset, codec);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(temporary.resolve("cache"))) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Test
  void tokensAreThoseOfTheSoundAtTheCodecsRate() throws IOException {
    Dataset dataset = set.open();
    Clip clip = dataset.clips().get(0);
    float[] samples = dataset.read(clip).resampled(codec.config().sampleRateHz()).samples();
    int[][] expected = codec.encode(samples);
    assertThat(cache(dataset).levels(clip)).isDeepEqualTo(expected);
    assertThat(cache(dataset).levels(clip)).isDeepEqualTo(expected);
    assertThat(files()).hasSize(1);
  }

  @Test
  void whatIsStoredIsNotEncodedAgain() throws IOException {
    Dataset dataset = set.open();
    Clip clip = dataset.clips().get(0);
    int[][] levels = cache(dataset).levels(clip);
    codec.close();
    assertThat(cache(dataset).levels(clip)).isDeepEqualTo(levels);
  }

  @Test
  void aDamagedEntryIsWrittenAgain() throws IOException {
    Dataset dataset = set.open();
    Clip clip = dataset.clips().get(0);
    int[][] levels = cache(dataset).levels(clip);
    Path file = files().get(0);
    byte[] whole = Files.readAllBytes(file);
    List<byte[]> damages = new ArrayList<>();
    byte[] altered = whole.clone();
    altered[altered.length - 4] ^= 1;
    damages.add(altered);
    damages.add(Arrays.copyOf(whole, whole.length / 2));
    damages.add(new byte[0]);
    damages.add("nonsense nonsense".getBytes(StandardCharsets.US_ASCII));
    for (byte[] damaged : damages) {
      // A new file, as the old one is still mapped.
      Files.delete(file);
      Files.write(file, damaged);
      assertThat(cache(dataset).levels(clip)).isDeepEqualTo(levels);
      assertThat(Files.readAllBytes(file)).isEqualTo(whole);
    }
  }

  @Test
  void otherOptionsMakeOtherEntries() throws IOException {
    Dataset plain = set.open();
    cache(plain).levels(plain.clips().get(0));
    Dataset trimmed =
        Dataset.open(set.folder(), DatasetOptions.builder().trimSilence(true).build());
    cache(trimmed).levels(trimmed.clips().get(0));
    assertThat(files()).hasSize(2);
  }

  @Test
  void anotherCodecMakesOtherEntries() throws IOException {
    Dataset dataset = set.open();
    cache(dataset).levels(dataset.clips().get(0));
    Path first = SnacFixture.all().findFirst().orElseThrow().folder();
    Path other =
        SnacFixture.all()
            .filter(fixture -> !fixture.folder().equals(first))
            .findFirst()
            .orElseThrow()
            .codecFolder(temporary);
    try (SnacCodec second =
        SnacCodec.open(other, temporary.resolve("weights"), ExecutionProvider.cpu(), 1)) {
      new CodecTokenCache(temporary.resolve("cache"), dataset, second)
          .levels(dataset.clips().get(0));
    }
    assertThat(files()).hasSize(2).extracting(Path::getParent).doesNotHaveDuplicates();
  }

  @Test
  void fillingEncodesAllAndTellsHowFarItIs() throws IOException {
    Dataset dataset = set.open();
    List<Long> heard = new ArrayList<>();
    cache(dataset).fill(dataset.clips(), (done, total) -> heard.add(done - total));
    assertThat(files()).hasSize(3);
    assertThat(heard).hasSize(3).isSorted().endsWith(0L);
  }

  @Test
  void aRecordingThatWasChangedIsNotStoredUnderItsOldHash() throws IOException {
    Dataset dataset = set.open();
    set.wav("1.wav", TestWav.seconds(1.5, 77));
    assertThatThrownBy(() -> cache(dataset).levels(dataset.clips().get(0)))
        .isInstanceOf(DatasetException.class);
    assertThat(temporary.resolve("cache")).doesNotExist();
  }
}
