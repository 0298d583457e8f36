package org.hmongtts.train.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hmongtts.HmongTts;
import org.hmongtts.Speech;
import org.hmongtts.SpeechRequest;
import org.hmongtts.Stop;
import org.hmongtts.runtime.Sampling;

/**
 * Lets a voice speak and judges what is heard.
 *
 * <pre>{@code
 * EvaluationReport report =
 *     VoiceEvaluation.builder(tts).sentences(EvaluationSentences.white()).build().run();
 * }</pre>
 *
 * <p>Nothing is tried again, so that the report tells how often the voice fails at the first
 * attempt. Immutable; it may run on any thread, beside whatever else the voice speaks. The cost is
 * that of speaking, and a few hundredths of the sound's duration.
 */
public final class VoiceEvaluation {

  private final HmongTts tts;
  private final String name;
  private final List<String> sentences;
  private final Optional<String> voice;
  private final Optional<Sampling> sampling;
  private final long seed;
  private final List<Utterance> reference;
  private final int repeats;
  private final BiConsumer<Integer, Integer> progress;

  private VoiceEvaluation(Builder builder) {
    tts = builder.tts;
    name = builder.name;
    sentences = builder.sentences;
    voice = builder.voice;
    sampling = builder.sampling;
    seed = builder.seed;
    reference = builder.reference;
    repeats = Math.min(builder.repeats, reference.size());
    progress = builder.progress;
  }

  /** An evaluation of a voice, by the built-in sentences unless told otherwise. */
  public static Builder builder(HmongTts tts) {
    return new Builder(tts);
  }

  /**
   * Speaks and judges.
   *
   * @throws CancellationException if the thread is interrupted or the voice closed meanwhile
   * @throws IllegalArgumentException if a sentence has nothing that can be spoken, or the voice is
   *     none of the model's
   */
  public EvaluationReport run() {
    List<String> again =
        IntStream.range(0, repeats).mapToObj(i -> reference.get(place(i)).text()).toList();
    List<Speech> speeches = speak(Stream.concat(sentences.stream(), again.stream()).toList());
    List<Speech> first = speeches.subList(0, sentences.size());
    List<Speech> repeated = speeches.subList(sentences.size(), speeches.size());
    SpeechProfile profile = SpeechProfile.of(utterances(first));
    List<EvaluatedSentence> judged = new ArrayList<>();
    for (int i = 0; i < sentences.size(); i++) {
      judged.add(
          new EvaluatedSentence(
              sentences.get(i),
              first.get(i).audio(),
              Optional.of(first.get(i).stop()),
              profile.syllablesOf(i)));
    }
    return new EvaluationReport(
        name,
        judged,
        profile,
        reference.isEmpty() ? Optional.empty() : Optional.of(compare(profile, repeated)));
  }

  private SpeakerComparison compare(SpeechProfile voice, List<Speech> repeated) {
    SpeechProfile speaker = SpeechProfile.of(reference);
    List<RepeatedRecording> repeats = new ArrayList<>();
    if (!repeated.isEmpty()) {
      SpeechProfile again = SpeechProfile.of(utterances(repeated));
      for (int i = 0; i < repeated.size(); i++) {
        repeats.add(
            RepeatedRecording.of(
                reference.get(place(i)),
                speaker.syllablesOf(place(i)),
                repeated.get(i).audio(),
                again.syllablesOf(i)));
      }
    }
    return SpeakerComparison.of(voice, speaker, repeats);
  }

  /** Which recording is said again as the {@code i}-th: they are spread over all. */
  private int place(int i) {
    return (int) ((long) i * reference.size() / repeats);
  }

  private List<Speech> speak(List<String> texts) {
    List<Speech> speeches = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      SpeechRequest.Builder request = SpeechRequest.builder(texts.get(i)).seed(seed + i).retries(0);
      voice.ifPresent(request::voice);
      sampling.ifPresent(request::sampling);
      Speech speech = tts.speak(request.build());
      if (speech.stop() instanceof Stop.Cancelled) {
        throw new CancellationException("the evaluation was interrupted");
      }
      speeches.add(speech);
      progress.accept(i + 1, texts.size());
    }
    return speeches;
  }

  private static List<Utterance> utterances(List<Speech> speeches) {
    return speeches.stream().map(s -> new Utterance(s.audio(), s.spokenText())).toList();
  }

  /** Collects the parts of an evaluation. */
  public static final class Builder {

    private static final int USUAL_REPEATS = 10;

    private final HmongTts tts;
    private String name = "voice";
    private Optional<String> voice = Optional.empty();
    private Optional<Sampling> sampling = Optional.empty();
    private long seed;
    private List<String> sentences = EvaluationSentences.white();
    private List<Utterance> reference = List.of();
    private int repeats = USUAL_REPEATS;
    private BiConsumer<Integer, Integer> progress = (done, total) -> {};

    private Builder(HmongTts tts) {
      this.tts = Objects.requireNonNull(tts, "tts");
    }

    /** What the report calls it. */
    public Builder name(String value) {
      name = value;
      return this;
    }

    /** One of the model's voices; the first unless told otherwise. */
    public Builder voice(String value) {
      voice = Optional.of(value);
      return this;
    }

    /** How tokens are drawn; as the model recommends unless told otherwise. */
    public Builder sampling(Sampling value) {
      sampling = Optional.of(value);
      return this;
    }

    /** Seed of the first sentence; each other has the next. */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /** What is said, in any script that the text frontend reads. */
    public Builder sentences(List<String> values) {
      sentences = List.copyOf(values);
      return this;
    }

    /** Recordings of the speaker that the voice should sound like. */
    public Builder reference(List<Utterance> recordings) {
      reference = List.copyOf(recordings);
      return this;
    }

    /** How many of the reference's recordings are said again, spread over all; usually 10. */
    public Builder repeats(int value) {
      repeats = value;
      return this;
    }

    /** Hears how many sentences are spoken, of how many; on the thread that runs. */
    public Builder progress(BiConsumer<Integer, Integer> listener) {
      progress = listener;
      return this;
    }

    /**
     * @throws IllegalArgumentException if there is no sentence or the number of repeats is negative
     */
    public VoiceEvaluation build() {
      if (sentences.isEmpty()) {
        throw new IllegalArgumentException("there is no sentence to speak; give at least one");
      }
      if (repeats < 0) {
        throw new IllegalArgumentException("repeats must be 0 or more, got " + repeats);
      }
      return new VoiceEvaluation(this);
    }
  }
}
