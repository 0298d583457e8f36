package org.hmongtts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hmongtts.family.SpeechFamily;
import org.hmongtts.network.SnacConfig;
import org.hmongtts.runtime.CodecNoise;
import org.hmongtts.runtime.GenerationJob;
import org.hmongtts.runtime.Sampling;
import org.hmongtts.text.Dialect;
import org.hmongtts.text.ModelText;
import org.hmongtts.text.Phrase;
import org.hmongtts.text.TextForm;

/**
 * A request made ready: its text normalised and cut into phrases that the model can say in one go.
 *
 * @param phrases in order, as the model is fed them
 * @param voice the voice to use, if the model has named ones
 * @param sampling how tokens are drawn
 */
record SpokenPhrases(
    SpeechRequest request,
    Dialect dialect,
    List<Phrase> phrases,
    Optional<String> voice,
    Sampling sampling) {

  // A phrase that takes longer than this has run away: slow speech has under half a second a
  // syllable, and pauses inside a phrase are short.
  private static final double MAX_SECONDS_PER_SYLLABLE = 0.8;
  private static final double MAX_SECONDS_OF_PAUSES = 3;

  /**
   * @param form what the text is made for the model, if the request says nothing else
   * @throws IllegalArgumentException if the text has nothing that can be said, or the voice is none
   *     of the model's
   */
  static SpokenPhrases of(SpeechRequest request, SpeechFamily family, SpokenForm form) {
    Dialect dialect = request.dialect().or(form::dialect).orElse(Dialect.WHITE);
    List<Phrase> phrases = ModelText.of(request.text(), dialect, form.textForm()).phrases();
    if (phrases.isEmpty()) {
      throw new IllegalArgumentException(
          "the text has nothing that can be spoken; give at least one syllable");
    }
    return new SpokenPhrases(
        request,
        dialect,
        phrases,
        request.voice().or(() -> form.voices(family).stream().findFirst()),
        request.sampling().orElseGet(() -> form.sampling(family)));
  }

  /** What is read, for people: in RPA, whatever the model is fed. */
  String text() {
    return ModelText.of(request.text(), dialect, TextForm.RPA).text();
  }

  /** What turns a phrase's frames into samples. */
  PhraseAudio audio(SpeechModel model, int phrase) {
    CodecNoise noise =
        request.codecNoise() ? CodecNoise.seeded(request.seed() + phrase) : CodecNoise.none();
    boolean last = phrase + 1 == phrases.size();
    return new PhraseAudio(
        model.family(), model.codec(), noise, phrase == 0, last, phrases.get(phrase).pauseAfter());
  }

  /**
   * The jobs that generate it, one for each phrase.
   *
   * @param retries attempts to make again where a phrase loops or runs away
   */
  List<GenerationJob> jobs(SpeechModel model, int retries) {
    SpeechFamily family = model.family();
    SnacConfig codec = model.codec().config();
    double framesPerSecond = (double) codec.sampleRateHz() / codec.samplesPerFrame();
    List<GenerationJob> jobs = new ArrayList<>();
    for (int i = 0; i < phrases.size(); i++) {
      Phrase phrase = phrases.get(i);
      double seconds =
          Math.min(
              request.maxDuration().toMillis() / 1000.0,
              MAX_SECONDS_OF_PAUSES + MAX_SECONDS_PER_SYLLABLE * phrase.syllables());
      jobs.add(
          new GenerationJob(
              family.prompt(voice, phrase.text()),
              sampling,
              request.seed() + i,
              (int) Math.max(1, Math.ceil(seconds * framesPerSecond)),
              retries));
    }
    return jobs;
  }
}
