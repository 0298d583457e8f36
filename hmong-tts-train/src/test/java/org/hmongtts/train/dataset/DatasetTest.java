package org.hmongtts.train.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.hmongtts.DatasetException;
import org.hmongtts.audio.Audio;
import org.hmongtts.text.Dialect;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetTest {

  private static final DatasetOptions CONVERT = DatasetOptions.builder().convert(true).build();

  @TempDir Path temporary;
  private TestSet set;

  @BeforeEach
  void emptySet() throws IOException {
    set = TestSet.in(temporary.resolve("data"));
  }

  /** The only problem of a set whose only row names this recording. */
  private String problemOf(TestWav wav) throws IOException {
    set.wav("1.wav", wav).csv("1.wav|Nyob zoo os.\n");
    List<RowProblem> problems = set.problems();
    assertThat(problems).hasSize(1);
    return problems.get(0).toString();
  }

  @Nested
  class Reading {

    @Test
    void clipsAreTheRowsWithTheirRecordings() throws IOException {
      set.wav("1.wav", TestWav.seconds(1.5, 1)).csv("1.wav|Nyob zoo os.|paj\n");
      Dataset dataset = set.open();
      assertThat(dataset.problems()).isEmpty();
      assertThat(dataset.speakers()).containsExactly("paj");
      assertThat(dataset.folder()).isEqualTo(set.folder());
      Clip clip = dataset.clips().get(0);
      assertThat(clip.audioFile()).isEqualTo(set.folder().resolve("wavs/1.wav"));
      assertThat(clip.text()).isEqualTo("Nyob zoo os.");
      assertThat(clip.line()).isEqualTo(1);
      assertThat(clip.duration()).isBetween(Duration.ofMillis(1499), Duration.ofMillis(1500));
      assertThat(clip.contentHash()).hasSize(64);
      assertThat(dataset.totalDuration()).isEqualTo(clip.duration());
      assertThat(dataset.text(clip).text()).isEqualTo("nyob zoo os .");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.wav", "1", "wavs/1.wav", "wavs\\\\1.wav", "./1.wav"})
    void namesAreRelativeToEitherFolderWithOrWithoutTheirEnding(String name) throws IOException {
      set.wav("1.wav", TestWav.seconds(1, 1));
      set.json("[{\"audio\": \"" + name + "\", \"text\": \"Nyob zoo os.\"}]");
      assertThat(set.open().clips()).hasSize(1);
    }

    @Test
    void recordingsMayLieBesideTheList() throws IOException {
      Files.write(set.folder().resolve("1.wav"), TestWav.seconds(1, 1).bytes());
      set.csv("1|Nyob zoo os.");
      assertThat(set.open().clips()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {16_000, 22_050})
    void soundKeepsTheRateThatItMayHave(int rate) throws IOException {
      float[] samples = TestWav.speech(rate, 0.2, 1, 0.2, 1);
      TestWav wav = TestWav.good(samples).kind(false, 16, 1, rate);
      set.wav("1.wav", wav).csv("1|Nyob zoo os.");
      Dataset dataset = set.open();
      Audio audio = dataset.read(dataset.clips().get(0));
      assertThat(audio.sampleRateHz()).isEqualTo(rate);
      assertThat(audio.frames()).isEqualTo(samples.length);
      assertThat(Dataset.open(set.folder(), CONVERT).read(dataset.clips().get(0)).sampleRateHz())
          .isEqualTo(rate);
    }

    @ParameterizedTest(name = "{0} bits float {1}, {2} channels, {3} Hz")
    @CsvSource({
      "16,false,1,24000", "16,false,1,44100", "16,false,1,48000", "16,false,1,8000",
      "16,false,2,22050", "24,false,2,44100", "8,false,1,22050", "32,true,1,22050"
    })
    void otherKindsAreConvertedOnlyIfAllowed(int bits, boolean isFloat, int channels, int rate)
        throws IOException {
      TestWav wav = TestWav.good(TestWav.speech(rate, 0.2, 1, 0.2, 1));
      String problem = problemOf(wav.kind(isFloat, bits, channels, rate));
      assertThat(problem)
          .contains("wavs/1.wav is " + bits + "-bit " + (isFloat ? "float" : "PCM"))
          .contains(rate + " Hz " + (channels == 1 ? "mono" : "stereo") + ", expected 16-bit PCM")
          .contains("DatasetOptions.convert(true)");
      Dataset converted = Dataset.open(set.folder(), CONVERT);
      Audio audio = converted.read(converted.clips().get(0));
      assertThat(audio.sampleRateHz()).isEqualTo(DatasetOptions.CONVERTED_RATE_HZ);
      assertThat(audio.channels()).isEqualTo(1);
      assertThat(audio.duration()).isBetween(Duration.ofMillis(1399), Duration.ofMillis(1401));
    }

    @Test
    void progressEndsWithEveryByteOfTheRecordings() throws IOException {
      TestSet good = TestSet.good(temporary.resolve("good"), 4);
      AtomicLong most = new AtomicLong();
      AtomicLong total = new AtomicLong();
      Dataset.open(
          good.folder(),
          DatasetOptions.builder()
              .progress(
                  (done, of) -> {
                    most.accumulateAndGet(done, Math::max);
                    total.set(of);
                  })
              .build());
      assertThat(most).hasValue(4L * TestWav.seconds(1.5, 1).bytes().length);
      assertThat(total).hasValue(most.get());
    }

    @Test
    void theContentHashTellsEveryChangeButNotThePlace() throws IOException {
      String hash = TestSet.good(temporary.resolve("a"), 3).open().contentHash();
      TestSet other = TestSet.good(temporary.resolve("b"), 3);
      assertThat(other.open().contentHash()).isEqualTo(hash);
      String list = Files.readString(other.folder().resolve("metadata.csv"));
      other.csv(list.replace("tsev", "teb"));
      assertThat(other.open().contentHash()).isNotEqualTo(hash);
      other.csv(list).wav("2.wav", TestWav.seconds(1.5, 99));
      assertThat(other.open().contentHash()).isNotEqualTo(hash);
    }

    @Test
    void aRecordingThatWasChangedMeanwhileIsNotedWhenRead() throws IOException {
      Dataset dataset = TestSet.good(set.folder(), 1).open();
      set.wav("1.wav", TestWav.seconds(1.5, 7));
      assertThatThrownBy(() -> dataset.read(dataset.clips().get(0)))
          .isInstanceOf(DatasetException.class)
          .hasMessageContaining("was changed");
    }
  }

  @Nested
  class BadRecordings {

    @Test
    void aMissingOne() throws IOException {
      set.csv("\n9.wav|Nyob zoo os.\n");
      assertThat(set.problems().get(0).toString())
          .startsWith(set.folder().resolve("metadata.csv") + ":2: 9.wav is missing")
          .contains("\n  Add the file, or correct its name.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside.wav", "wavs/../../outside.wav", "/etc/hostname", ".."})
    void oneOutsideOfTheFolder(String name) throws IOException {
      Files.write(temporary.resolve("outside.wav"), TestWav.seconds(1, 1).bytes());
      set.csv(name + "|Nyob zoo os.\n");
      assertThat(set.problems().get(0).toString()).contains(":1: " + name + " leads out of");
    }

    @Test
    void aLinkThatLeavesTheFolder() throws IOException {
      Path outside = temporary.resolve("outside.wav");
      Files.write(outside, TestWav.seconds(1, 1).bytes());
      Files.createSymbolicLink(set.folder().resolve("wavs/1.wav"), outside);
      set.csv("1.wav|Nyob zoo os.\n");
      assertThat(set.problems().get(0).toString()).contains("1.wav leads out of");
    }

    @Test
    void oneWhoseNameNoFileCanHave() throws IOException {
      set.csv("a\0b|Nyob zoo os.\n");
      assertThat(set.problems().get(0).toString()).contains("a\\u0000b is no name of a file");
    }

    @Test
    void oneWithoutSound() throws IOException {
      assertThat(problemOf(TestWav.good(new float[0]))).contains("wavs/1.wav has no sound in it");
    }

    @Test
    void oneThatIsSilent() throws IOException {
      assertThat(problemOf(TestWav.good(new float[22_050]))).contains("wavs/1.wav is silent");
    }

    @Test
    void oneThatIsCutOff() throws IOException {
      assertThat(problemOf(TestWav.seconds(1, 1).claimingMore(1000)))
          .contains("wavs/1.wav is cut off: its header claims 45098 bytes of sound")
          .contains("the file has 44098");
    }

    @Test
    void oneThatHoldsMoreThanItsHeaderSays() throws IOException {
      assertThat(problemOf(TestWav.seconds(1, 1).claimingMore(-10_001 * 2)))
          .contains("wavs/1.wav is damaged: its header tells of 24096 bytes of sound");
    }

    @Test
    void oneWhoseLastSampleIsNotWhole() throws IOException {
      assertThat(problemOf(TestWav.seconds(1, 1).claimingMore(1).followedBy(new byte[1])))
          .contains("are not whole samples of 2 bytes");
    }

    @Test
    void oneWhoseSizesGoBeyondEveryFile() throws IOException {
      byte[] bytes = TestWav.seconds(1, 1).bytes();
      Arrays.fill(bytes, 40, 43, (byte) 0xFF);
      bytes[43] = 0x7F;
      Files.write(set.folder().resolve("wavs/1.wav"), bytes);
      set.csv("1.wav|Nyob zoo os.\n");
      assertThat(set.problems().get(0).toString()).contains("claims 2147483647 bytes");
    }

    @Test
    void oneThatIsNoWavFile() throws IOException {
      Files.writeString(set.folder().resolve("wavs/1.wav"), "ID3 this is an MP3, renamed");
      set.csv("1.wav|Nyob zoo os.\n");
      assertThat(set.problems().get(0).toString())
          .contains("wavs/1.wav: not a usable WAV file")
          .contains("\n  Export the recording again.");
    }

    @Test
    void oneWithASampleThatIsNoNumber() throws IOException {
      TestWav wav = TestWav.seconds(1, 1).kind(true, 32, 1, 22_050);
      wav.samples()[100] = Float.NaN;
      set.wav("1.wav", wav).csv("1.wav|Nyob zoo os.\n");
      assertThatThrownBy(() -> Dataset.open(set.folder(), CONVERT))
          .isInstanceOf(DatasetException.class)
          .hasMessageContaining("sample 100 is NaN");
    }

    @Test
    void oneThatIsTooShort() throws IOException {
      assertThat(problemOf(TestWav.good(TestWav.speech(22_050, 0, 0.1, 0, 1))))
          .contains("wavs/1.wav lasts 0.100 s, expected at least 0.300 s");
    }

    @ParameterizedTest
    @ValueSource(ints = {35, 600})
    void oneThatIsTooLong(int seconds) throws IOException {
      assertThat(problemOf(TestWav.seconds(seconds, 1)))
          .contains("wavs/1.wav lasts " + seconds + ".0 s, expected at most 30.0 s")
          .contains("Cut it into sentences");
    }

    @Test
    void oneTooShortForItsText() throws IOException {
      set.wav("1.wav", TestWav.seconds(0.6, 1)).csv("1.wav|" + "Nyob zoo os. ".repeat(5));
      assertThat(set.problems().get(0).toString())
          .contains("15 syllables are too many for the 0.6 s of 1.wav");
    }

    @Test
    void aTagAfterTheSoundIsNoDefect() throws IOException {
      TestWav tagged = TestWav.seconds(1, 1).followedBy(new byte[128]);
      set.wav("1.wav", tagged).csv("1.wav|Nyob zoo os.\n");
      assertThat(set.problems()).isEmpty();
    }
  }

  @Nested
  class BadTexts {

    private RowProblem problemOf(String text) throws IOException {
      set.wav("1.wav", TestWav.seconds(1.5, 1)).csv("1.wav|" + text + "\n");
      assertThat(set.problems()).hasSize(1);
      return set.problems().get(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"...", "!?", "😀"})
    void oneWithNothingToRead(String text) throws IOException {
      RowProblem problem = problemOf(text);
      assertThat(problem.isError()).isTrue();
      assertThat(problem.toString()).contains(":1: nothing in the text");
    }

    @Test
    void oneInAnotherScript() throws IOException {
      RowProblem problem = problemOf("สวัสดี");
      assertThat(problem.isError()).isTrue();
      assertThat(problem.cause()).contains("it is in another script");
      assertThat(problem.remedy()).contains("RPA, Pahawh or Nyiakeng Puachue");
    }

    @Test
    void onePartlyInAnotherScriptIsUsedWithAWarning() throws IOException {
      RowProblem problem = problemOf("Nyob zoo os สวัสดี");
      assertThat(problem.isError()).isFalse();
      assertThat(problem.cause()).contains("a part of the text").contains("cannot be read");
      assertThat(set.open().clips()).hasSize(1);
    }

    @Test
    void oneInAnotherLanguageIsUsedWithAWarning() throws IOException {
      assertThat(problemOf("Good morning everybody").cause()).contains("is not Hmong");
    }

    @Test
    void theDialectDecidesHowTheyAreRead() throws IOException {
      set.wav("1.wav", TestWav.seconds(1, 1)).csv("1.wav|7\n");
      Dataset green =
          Dataset.open(set.folder(), DatasetOptions.builder().dialect(Dialect.GREEN).build());
      assertThat(green.text(green.clips().get(0)).text()).isEqualTo("xyaa");
    }
  }

  @Nested
  class BadSets {

    @Test
    void everyBadRowIsToldNotOnlyTheFirst() throws IOException {
      set.wav("2.wav", TestWav.good(new float[0])).wav("3.wav", TestWav.seconds(1, 3));
      set.csv("1.wav|Nyob zoo\n2.wav|...\nnonsense\n3.wav|Mus tsev\n");
      assertThatThrownBy(set::open)
          .isInstanceOf(DatasetException.class)
          .hasMessageContaining("4 problems")
          .hasMessageContaining("metadata.csv:1: 1.wav is missing")
          .hasMessageContaining("metadata.csv:2: nothing in the text")
          .hasMessageContaining("metadata.csv:2: wavs/2.wav has no sound")
          .hasMessageContaining("metadata.csv:3: the row \"nonsense\" has no |");
    }

    @Test
    void aThousandBadRowsAreCountedButNotAllListed() throws IOException {
      set.csv("none.wav|Nyob zoo\n".repeat(1000));
      assertThatThrownBy(set::open)
          .hasMessageContaining("1000 problems")
          .hasMessageContaining("metadata.csv:20:")
          .hasMessageNotContaining("metadata.csv:21:")
          .hasMessageEndingWith("and 980 more");
    }

    @Test
    void badRowsAreSkippedIfAskedForAndStillTold() throws IOException {
      set.wav("2.wav", TestWav.seconds(1, 2)).csv("1.wav|Nyob zoo\n2.wav|Mus tsev\n");
      Dataset dataset =
          Dataset.open(set.folder(), DatasetOptions.builder().skipBadRows(true).build());
      assertThat(dataset.clips()).extracting(Clip::line).containsExactly(2);
      assertThat(dataset.problems()).hasSize(1).allMatch(RowProblem::isError);
    }

    @Test
    void aListWithoutRowsIsRefused() throws IOException {
      set.csv("filename|text\n");
      assertThatThrownBy(set::open)
          .isInstanceOf(DatasetException.class)
          .hasMessageContaining("has no rows");
    }

    @Test
    void aFileNamedTwiceIsToldOnce() throws IOException {
      set.wav("1.wav", TestWav.seconds(1, 1)).csv("1.wav|Nyob zoo\nwavs/1|Nyob zoo\n");
      assertThat(set.problems()).hasSize(1);
      assertThat(set.problems().get(0).toString())
          .contains("metadata.csv:2: wavs/1.wav stands in line 1 already")
          .contains("Remove one of the two rows");
    }

    @ParameterizedTest
    @CsvSource({"Nyob zoo, already", "Mus tsev, 'already, with another text'"})
    void theSameSoundUnderTwoNamesIsTold(String text, String told) throws IOException {
      set.wav("1.wav", TestWav.seconds(1, 1)).wav("2.wav", TestWav.seconds(1, 1));
      set.csv("1.wav|Nyob zoo\n2.wav|" + text + "\n");
      assertThat(set.problems()).hasSize(1);
      assertThat(set.problems().get(0).cause())
          .isEqualTo("wavs/2.wav has the same sound as wavs/1.wav in line 1 " + told);
    }

    @Test
    void recordingsThatNoRowNamesAreAWarning() throws IOException {
      TestSet.good(set.folder(), 1).wav("8.wav", TestWav.seconds(1, 8));
      Files.write(set.folder().resolve("9.WAV"), new byte[0]);
      assertThat(set.open().problems()).hasSize(1);
      assertThat(set.open().problems().get(0).toString())
          .contains("warning: no row names 2 recordings: 9.WAV, wavs/8.wav");
    }

    @Test
    void severalSpeakersAreAWarning() throws IOException {
      set.wav("1.wav", TestWav.seconds(1, 1)).wav("2.wav", TestWav.seconds(1, 2));
      set.csv("1.wav|Nyob zoo|paj\n2.wav|Mus tsev|tou\n");
      Dataset dataset = set.open();
      assertThat(dataset.speakers()).containsExactly("paj", "tou");
      assertThat(dataset.problems().get(0).toString())
          .contains("the rows have 2 speakers: paj (1), tou (1)");
    }

    @Test
    void rowsWithoutASpeakerAmongOthersAreAWarning() throws IOException {
      set.wav("1.wav", TestWav.seconds(1, 1)).wav("2.wav", TestWav.seconds(1, 2));
      set.csv("1.wav|Nyob zoo|paj\n2.wav|Mus tsev|\n");
      assertThat(set.open().problems().get(0).cause()).startsWith("1 row names no speaker");
    }

    @Test
    void aThirdColumnOfTextsIsNotTakenForSpeakersInSilence() throws IOException {
      TestSet.good(set.folder(), 6);
      String list = Files.readString(set.folder().resolve("metadata.csv"));
      set.csv(list.replaceAll("\\|(.*)", "|$1|$1"));
      assertThat(set.open().problems().get(0).toString())
          .contains("the rows name 6 speakers, nearly one each")
          .contains("third column");
    }
  }
}
