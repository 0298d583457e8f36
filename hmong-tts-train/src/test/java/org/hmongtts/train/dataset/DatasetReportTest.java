package org.hmongtts.train.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.hmongtts.text.Dialect;
import org.hmongtts.text.HmongText;
import org.hmongtts.text.NormalizedText;
import org.hmongtts.text.Onset;
import org.hmongtts.text.Rime;
import org.hmongtts.text.Tone;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetReportTest {

  @TempDir Path temporary;
  private TestSet set;

  @BeforeEach
  void emptySet() throws IOException {
    set = TestSet.in(temporary.resolve("data"));
  }

  private DatasetReport report() throws IOException {
    return DatasetReport.of(
        Dataset.open(set.folder(), DatasetOptions.builder().skipBadRows(true).build()));
  }

  private ClipQuality quality(float[] samples) throws IOException {
    set.wav("1.wav", TestWav.good(samples)).csv("1.wav|Nyob zoo os.\n");
    return report().clips().get(0);
  }

  private static float[] speech(double before, double seconds, double after) {
    return TestWav.speech(22_050, before, seconds, after, 1);
  }

  @Nested
  class OfARecording {

    @Test
    void theRateCountsNoSilenceAround() throws IOException {
      ClipQuality quality = quality(speech(1, 1.5, 2));
      assertThat(quality.syllables()).isEqualTo(3);
      assertThat(quality.speechSeconds()).isCloseTo(1.5, within(0.05));
      assertThat(quality.silenceSeconds()).isCloseTo(3, within(0.05));
      assertThat(quality.syllablesPerSecond()).isCloseTo(2, within(0.1));
    }

    @ParameterizedTest
    @ValueSource(doubles = {15, 25, 35})
    void noiseIsMeasuredInThePauses(double decibels) throws IOException {
      Random random = new Random(5);
      float[] samples = speech(0.5, 2, 0.5);
      double power =
          IntStream.range(11_025, 55_125)
              .mapToDouble(i -> samples[i] * samples[i])
              .average()
              .orElseThrow();
      for (int i = 0; i < samples.length; i++) {
        samples[i] +=
            (float) (random.nextGaussian() * Math.sqrt(power) * Math.pow(10, -decibels / 20));
      }
      assertThat(quality(samples).signalToNoiseDecibels()).isCloseTo(decibels, within(2.0));
    }

    @Test
    void zerosThatPadTheEndsHideNoNoise() throws IOException {
      Random random = new Random(5);
      float[] samples = speech(0.5, 2, 0.5);
      for (int i = 0; i < samples.length; i++) {
        samples[i] += (float) (0.02 * random.nextGaussian());
      }
      float[] padded = Arrays.copyOf(samples, 2 * samples.length);
      assertThat(quality(padded).signalToNoiseDecibels())
          .isCloseTo(quality(samples).signalToNoiseDecibels(), within(0.5));
    }

    @Test
    void clippingIsTheShareOfSamplesAtFullScale() throws IOException {
      float[] samples = speech(0.2, 1, 0.2);
      assertThat(quality(samples).clipped()).isFalse();
      for (int i = 0; i < samples.length; i++) {
        samples[i] = Math.max(-1, Math.min(1, 10 * samples[i]));
      }
      assertThat(quality(samples).clipped()).isTrue();
      assertThat(quality(samples).level().clippedShare()).isBetween(0.2, 0.8);
    }

    @Test
    void speechUpToTheEndIsCut() throws IOException {
      float[] whole = speech(0.2, 1.5, 0.2);
      assertThat(quality(whole)).matches(clip -> !clip.startCut() && !clip.endCut());
      float[] endless = Arrays.copyOf(whole, whole.length / 2);
      assertThat(quality(endless)).matches(clip -> !clip.startCut() && clip.endCut());
      float[] headless = Arrays.copyOfRange(whole, whole.length / 2, whole.length);
      assertThat(quality(headless)).matches(clip -> clip.startCut() && !clip.endCut());
    }
  }

  @Nested
  class OfTexts {

    private TextCoverage coverage(Dialect dialect, String... texts) {
      List<NormalizedText> read =
          Arrays.stream(texts).map(t -> HmongText.of(t).dialect(dialect).normalize()).toList();
      return TextCoverage.of(read, dialect);
    }

    @Test
    void soundsAreCounted() {
      TextCoverage coverage = coverage(Dialect.WHITE, "Nyob zoo os.", "Nyob qhov twg?");
      assertThat(coverage.onsets())
          .containsEntry(Onset.NY, 2)
          .containsEntry(Onset.QH, 1)
          .containsEntry(Onset.NONE, 1)
          .containsEntry(Onset.P, 0);
      assertThat(coverage.rimes()).containsEntry(Rime.O, 4).containsEntry(Rime.W, 1);
      assertThat(coverage.tones()).containsEntry(Tone.HIGH, 2).containsEntry(Tone.MID, 1);
      assertThat(coverage.missingTones()).contains(Tone.CREAKY).doesNotContain(Tone.LOW);
    }

    @Test
    void onlySoundsOfTheDialectAreMissed() {
      TextCoverage white = coverage(Dialect.WHITE, "Nyob zoo os.");
      assertThat(white.missingOnsets()).contains(Onset.DH, Onset.HM).doesNotContain(Onset.DL);
      assertThat(white.missingRimes()).contains(Rime.IA).doesNotContain(Rime.AA);
      TextCoverage green = coverage(Dialect.GREEN, "Nyob zoo os.");
      assertThat(green.missingOnsets()).contains(Onset.DL).doesNotContain(Onset.DH, Onset.HM);
      assertThat(green.missingRimes()).contains(Rime.AA).doesNotContain(Rime.IA);
    }

    @Test
    void whatIsNotHmongIsCountedApart() {
      TextCoverage coverage = coverage(Dialect.WHITE, "Mus Washington los สส", "Washington ส");
      assertThat(coverage.foreignWords()).containsEntry("Washington", 2);
      assertThat(coverage.unreadable()).containsEntry("ส", 3);
      assertThat(coverage.onsets().values().stream().mapToInt(n -> n).sum()).isEqualTo(2);
    }
  }

  @Nested
  class OfASet {

    @Test
    void aClipUnlikeTheOthersIsFound() throws IOException {
      TestSet.good(set.folder(), 12);
      set.wav("12.wav", TestWav.seconds(9, 12));
      DatasetReport report = report();
      assertThat(report.durationOutliers()).extracting(c -> c.clip().line()).containsExactly(12);
      assertThat(report.rateOutliers()).extracting(c -> c.clip().line()).containsExactly(12);
      assertThat(report.toText()).contains("much faster or slower", "12.wav");
    }

    @Test
    void clipsThatVaryAsSentencesDoAreNoOutliers() {
      List<Double> seconds = IntStream.range(0, 40).mapToObj(i -> 2 + 0.1 * i).toList();
      assertThat(Spread.outliers(seconds, s -> s)).isEmpty();
      assertThat(Spread.outliers(List.of(1.0, 100.0), s -> s)).isEmpty();
    }

    @Test
    void textsThatAreRepeatedAreGrouped() throws IOException {
      TestSet.good(set.folder(), 3).csv("1|Nyob zoo.\n2|nyob ZOO.\n3|Mus tsev.\n");
      assertThat(report().repeatedTexts()).hasSize(1);
      assertThat(report().repeatedTexts().get(0)).extracting(Clip::line).containsExactly(1, 2);
    }

    @Test
    void suggestionsSayWhatToDo() throws IOException {
      float[] loud = speech(0, 1, 0);
      for (int i = 0; i < loud.length; i++) {
        loud[i] = Math.max(-1, Math.min(1, 10 * loud[i]));
      }
      float[] faint = speech(1, 1, 1);
      for (int i = 0; i < faint.length; i++) {
        faint[i] *= 0.1f;
      }
      set.wav("1.wav", TestWav.good(Arrays.copyOfRange(loud, 6000, 16_000)));
      set.wav("2.wav", TestWav.good(faint)).csv("1|Nyob zoo.\n2|Mus Washington สส\n");
      assertThat(String.join("\n", report().suggestions()))
          .contains("minutes are little")
          .contains("1 clip is too loud and clipped: record again with less gain (1.wav)")
          .contains("1 clip is cut")
          .contains("levels differ by")
          .contains("trimSilence")
          .contains("Nothing can read ส (2)")
          .contains("Washington (1)")
          .contains("No text has the tones -j");
    }

    @Test
    void theTextHasTheFigures() throws IOException {
      TestSet.good(set.folder(), 3);
      assertThat(report().toText())
          .contains("3 clips, 0.00 hours (0.1 minutes)")
          .containsPattern("seconds +median 1.5, from 1.5 to 1.5")
          .containsPattern("tones +-b ");
    }

    @Test
    void aSetWithoutUsableRowsHasAReportToo() throws IOException {
      set.csv("none|Nyob zoo.\n");
      DatasetReport report = report();
      assertThat(report.toText()).contains("0 clips");
      Path page = temporary.resolve("report.html");
      report.writeHtml(page);
      assertThat(page).content().contains("none is missing");
    }

    @Test
    void thePageShowsEveryClipAndStrangersTextAsText() throws IOException {
      set.wav("1.wav", TestWav.seconds(1.5, 1)).csv("1|Nyob <b>zoo</b> os.\n");
      Path page = temporary.resolve("report.html");
      report().writeHtml(page);
      assertThat(page)
          .content()
          .contains("wavs/1.wav")
          .contains("Nyob &lt;b&gt;zoo")
          .contains("<svg")
          .doesNotContain("<b>");
    }
  }

  @Nested
  class Histograms {

    @Test
    void rangesAreRoundAndWithoutGaps() {
      assertThat(Histogram.of(1.2, 1.3, 4.9))
          .hasSizeBetween(8, 20)
          .containsKeys("2.0", "3.0")
          .containsValue(2)
          .satisfies(
              counts -> assertThat(counts.values().stream().mapToInt(n -> n).sum()).isEqualTo(3));
    }

    @Test
    void equalValuesAreInOneRange() {
      assertThat(Histogram.of(3, 3, 3).values()).containsExactly(3);
      assertThat(Histogram.of()).isEmpty();
    }
  }
}
