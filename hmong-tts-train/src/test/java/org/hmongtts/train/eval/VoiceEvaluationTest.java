package org.hmongtts.train.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.hmongtts.BaseModel;
import org.hmongtts.HmongTts;
import org.hmongtts.Stop;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VoiceEvaluationTest {

  private static final List<String> SENTENCES = EvaluationSentences.white().subList(0, 5);

  private static HmongTts tts;
  private static EvaluationReport paj;

  @BeforeAll
  static void speak() throws IOException {
    tts = HmongTts.load(BaseModel.embedded());
    paj = evaluation("paj").build().run();
  }

  @AfterAll
  static void close() {
    tts.close();
  }

  private static VoiceEvaluation.Builder evaluation(String voice) {
    return VoiceEvaluation.builder(tts).name(voice).voice(voice).sentences(SENTENCES);
  }

  @Test
  void judgesEverySyllable() {
    assertThat(paj.sentences()).extracting(EvaluatedSentence::text).isEqualTo(SENTENCES);
    assertThat(paj.sentences())
        .flatExtracting(EvaluatedSentence::syllables)
        .hasSize(paj.speech().syllables());
    assertThat(paj.speech().toneErrorRate()).isLessThan(0.1);
    assertThat(paj.speech().medianF0Hz()).isCloseTo(207, within(10.0));
    assertThat(paj.stopRate()).hasValue(1);
    assertThat(paj.loopRate()).hasValue(0);
    assertThat(paj.runawayRate()).hasValue(0);
    assertThat(paj.comparison()).isEmpty();
  }

  @Test
  void isTheSameAgainWithTheSameSeed() {
    EvaluationReport again = evaluation("paj").build().run();
    assertThat(again.sentences().get(4).audio().samples())
        .isEqualTo(paj.sentences().get(4).audio().samples());
    EvaluationReport other = evaluation("paj").seed(100).build().run();
    assertThat(other.sentences().get(4).audio().samples())
        .isNotEqualTo(paj.sentences().get(4).audio().samples());
  }

  @Test
  void tellsHowFarItIs() {
    List<String> heard = new ArrayList<>();
    evaluation("paj")
        .sentences(SENTENCES.subList(0, 2))
        .progress((done, total) -> heard.add(done + "/" + total))
        .build()
        .run();
    assertThat(heard).containsExactly("1/2", "2/2");
  }

  @Test
  void endsWhenItsThreadIsInterrupted() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> evaluation("paj").build().run())
          .isInstanceOf(CancellationException.class);
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  void refusesToSayNothing() {
    assertThatThrownBy(() -> evaluation("paj").sentences(List.of()).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no sentence");
  }

  @Nested
  class ComparedWithASpeaker {

    private List<Utterance> recordings(EvaluationReport report) {
      return report.sentences().stream()
          .map(sentence -> Utterance.normalized(sentence.audio(), sentence.text()))
          .toList();
    }

    @Test
    void aVoiceIsNearerToItselfThanToAnother() {
      SpeakerComparison itself = compare("paj").comparison().orElseThrow();
      SpeakerComparison another = compare("tou").comparison().orElseThrow();

      assertThat(itself.medianF0Semitones().orElseThrow()).isCloseTo(0, within(0.5));
      assertThat(another.medianF0Semitones().orElseThrow()).isCloseTo(-9.6, within(1.0));
      assertThat(itself.rateRatio().orElseThrow()).isCloseTo(1, within(0.1));
      assertThat(itself.spectrumDistance()).isLessThan(another.spectrumDistance() / 2);
      assertThat(itself.repeats()).hasSize(3);
      assertThat(itself.cepstralDistortion().orElseThrow())
          .isLessThan(another.cepstralDistortion().orElseThrow());
      assertThat(itself.f0Error().orElseThrow()).isLessThan(1);
      assertThat(another.f0Error().orElseThrow()).isCloseTo(9.6, within(1.0));
    }

    @Test
    void thePageShowsBothAndTheirSpectra(@TempDir Path folder) throws IOException {
      Path file = folder.resolve("tou.html");
      compare("tou").writeHtml(file);

      String page = Files.readString(file);
      assertThat(page).contains("Compared with the speaker", "Long-term spectrum");
      assertThat(page.split("<audio ", -1)).hasSize(SENTENCES.size() + 2 * 3 + 1);
    }

    private EvaluationReport compare(String voice) {
      return evaluation(voice).seed(100).reference(recordings(paj)).repeats(3).build().run();
    }
  }

  @Nested
  class Written {

    @Test
    void textHasTheFigures() {
      assertThat(paj.toText())
          .startsWith("paj: 5 sentences")
          .contains("tone error rate", "ended by itself     100.0 %", "illegal tokens 0", "-d ");
    }

    @Test
    void jsonHasThemToo() throws IOException {
      JsonNode json = new ObjectMapper().readTree(paj.toJson());
      assertThat(json.at("/speech/tone_error_rate").asDouble())
          .isEqualTo(paj.speech().toneErrorRate());
      assertThat(json.at("/stop_rate").asDouble()).isEqualTo(1);
      assertThat(json.at("/speech/tones/LOW_RISING/contour")).hasSize(11);
      assertThat(json.at("/sentences")).hasSize(5);
      assertThat(json.at("/sentences/0/stop").asText()).isEqualTo("EndOfSpeech");
      assertThat(paj.toJson()).doesNotContain("NaN", "Infinity");
    }

    @Test
    void aPageShowsEverySentenceAndLetsItBeHeard(@TempDir Path folder) throws IOException {
      Path file = folder.resolve("paj.html");
      paj.writeHtml(file);

      String page = Files.readString(file);
      assertThat(page).contains(SENTENCES).doesNotContain("href=", "<script");
      assertThat(page.split("<audio ", -1)).hasSize(SENTENCES.size() + 1);
      // One chart for each tone.
      assertThat(page.split("<svg ", -1)).hasSize(8 + 1);
    }

    @Test
    void recordingsHaveNoEnds() {
      EvaluationReport recorded =
          EvaluationReport.ofRecordings(
              "recorded",
              paj.sentences().stream()
                  .map(s -> Utterance.normalized(s.audio(), s.text()))
                  .toList());
      assertThat(recorded.stopRate()).isEmpty();
      assertThat(recorded.speech().toneErrorRate()).isEqualTo(paj.speech().toneErrorRate());
      assertThat(recorded.toText()).doesNotContain("ended by itself");
    }
  }

  @Test
  void loopsAndRunawaysAreToldApart() {
    EvaluatedSentence one = paj.sentences().get(0);
    EvaluationReport report =
        new EvaluationReport(
            "unfinished",
            List.of(
                one,
                stopped(one, new Stop.LoopDetected(10, 0)),
                stopped(one, new Stop.LoopDetected(12, 0)),
                stopped(one, new Stop.LengthLimit(Duration.ofSeconds(30), 0))),
            paj.speech(),
            Optional.empty());
    assertThat(report.stopRate()).hasValue(0.25);
    assertThat(report.loopRate()).hasValue(0.5);
    assertThat(report.runawayRate()).hasValue(0.25);
  }

  private static EvaluatedSentence stopped(EvaluatedSentence sentence, Stop stop) {
    return new EvaluatedSentence(
        sentence.text(), sentence.audio(), Optional.of(stop), sentence.syllables());
  }
}
