package org.hmongtts.train.eval;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import org.hmongtts.Stop;

/**
 * What an evaluation found.
 *
 * @param name of the voice or the recordings
 * @param sentences each by itself
 * @param speech all of them together
 * @param comparison with a speaker, if there was a reference
 */
public record EvaluationReport(
    String name,
    List<EvaluatedSentence> sentences,
    SpeechProfile speech,
    Optional<SpeakerComparison> comparison) {

  /**
   * Tokens that are not speech where speech must be. The count is known without counting: at each
   * step only the tokens of the next slot of a frame, and between frames the end, can be drawn.
   */
  public static final int ILLEGAL_TOKENS = 0;

  public EvaluationReport {
    Objects.requireNonNull(name, "name");
    sentences = List.copyOf(sentences);
    Objects.requireNonNull(speech, "speech");
    Objects.requireNonNull(comparison, "comparison");
  }

  /**
   * Judges recordings of a person by the same measures as a voice.
   *
   * @throws IllegalArgumentException as {@link SpeechProfile#of}
   */
  public static EvaluationReport ofRecordings(String name, List<Utterance> ofOneSpeaker) {
    SpeechProfile speech = SpeechProfile.of(ofOneSpeaker);
    List<EvaluatedSentence> sentences = new ArrayList<>();
    for (int i = 0; i < ofOneSpeaker.size(); i++) {
      Utterance utterance = ofOneSpeaker.get(i);
      sentences.add(
          new EvaluatedSentence(
              utterance.text(), utterance.audio(), Optional.empty(), speech.syllablesOf(i)));
    }
    return new EvaluationReport(name, sentences, speech, Optional.empty());
  }

  /** The share of sentences that the voice ended by itself, 0..1; empty for recordings. */
  public OptionalDouble stopRate() {
    return share(Stop::isNatural);
  }

  /** The share of sentences in which the voice began to repeat itself; empty for recordings. */
  public OptionalDouble loopRate() {
    return share(stop -> stop instanceof Stop.LoopDetected);
  }

  /**
   * The share of sentences that were still going on when they had to be over; empty for recordings.
   * These and loops are what a {@link org.hmongtts.HmongTts#speak} outside of evaluations would try
   * again.
   */
  public OptionalDouble runawayRate() {
    return share(stop -> stop instanceof Stop.LengthLimit);
  }

  /** The figures for people, many lines. */
  public String toText() {
    return EvaluationText.of(this);
  }

  /** The figures for programs: one JSON object, without the sound. */
  public String toJson() {
    return EvaluationJson.of(this).toPrettyString();
  }

  /**
   * Writes {@link #toJson()}; an existing file is replaced whole or not at all.
   *
   * @throws IOException if the file cannot be written
   */
  public void writeJson(Path file) throws IOException {
    ReportFile.write(file, toJson() + System.lineSeparator());
  }

  /**
   * Writes a page with the figures, charts and every sentence to listen to, which needs no other
   * file; an existing file is replaced whole or not at all.
   *
   * @throws IOException if the file cannot be written
   */
  public void writeHtml(Path file) throws IOException {
    EvaluationPage.of(this).write(file);
  }

  private OptionalDouble share(Predicate<Stop> kind) {
    return sentences.stream()
        .flatMap(sentence -> sentence.stop().stream())
        .mapToDouble(stop -> kind.test(stop) ? 1 : 0)
        .average();
  }
}
