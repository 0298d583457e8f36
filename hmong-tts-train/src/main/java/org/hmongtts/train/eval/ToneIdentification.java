package org.hmongtts.train.eval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hmongtts.text.Tone;
import org.hmongtts.train.eval.PhaseModels.Aligned;

/**
 * Hears which tone each syllable of a set of recordings carries.
 *
 * <p>How this works: the syllables are found in the sound without regard to their tones; the pitch
 * of every rime is measured, and compared with the contours of all eight tones. The tones a text
 * asks for enter at one place only: three numbers of the speaker (mean, range, declination) are
 * fitted to the whole set. The level of each single utterance is free within limits and chosen by
 * what makes its syllables, as whichever tones, most likely. Duration and quality of voice are not
 * used: what is reported is what the pitch alone says.
 *
 * <p>Thread-safe; takes a few hundredths of the recordings' duration.
 */
public final class ToneIdentification {

  /** Silence at least this long begins a new phrase, and declination anew. */
  private static final double PHRASE_PAUSE_SECONDS = 0.08;

  /** Spread of utterances' levels around the speaker's mean, and how far they are looked for. */
  private static final double LEVEL_SPREAD = 0.25;

  private static final double MOST_LEVEL = 1.5;
  private static final double LEVEL_STEP = 0.1;

  /** One syllable that fits nothing has no more say in the level than this. */
  private static final double LEAST_LOG_LIKELIHOOD = -30;

  private ToneIdentification() {}

  /**
   * Judges recordings of one speaker; the more there are, the surer the result.
   *
   * @throws IllegalArgumentException if there is no recording, a text has a word that is not one
   *     RPA syllable, a recording is too short or too long for its text, or nothing is voiced
   */
  public static ToneReport identify(List<Utterance> ofOneSpeaker) {
    if (ofOneSpeaker.isEmpty()) {
      throw new IllegalArgumentException("there is no recording to judge");
    }
    return identifyVoiced(ofOneSpeaker)
        .orElseThrow(() -> new IllegalArgumentException("no syllable in the recordings is voiced"));
  }

  /** The same, but empty if nothing is voiced. */
  static Optional<ToneReport> identifyVoiced(List<Utterance> ofOneSpeaker) {
    List<SpokenText> texts = ofOneSpeaker.stream().map(u -> SpokenText.parse(u.text())).toList();
    List<SpeechFrames> frames = ofOneSpeaker.stream().map(u -> SpeechFrames.of(u.audio())).toList();
    List<F0Track> tracks = ofOneSpeaker.stream().map(u -> F0Tracker.track(u.audio())).toList();
    List<Aligned> aligned = SyllableAligner.align(texts, frames);

    List<List<Rime>> rimes = new ArrayList<>();
    double speechSeconds = 0;
    for (int i = 0; i < aligned.size(); i++) {
      rimes.add(rimes(aligned.get(i), tracks.get(i)));
      speechSeconds += speechSeconds(aligned.get(i));
    }
    List<SpeakerPitch.Example> examples =
        rimes.stream()
            .flatMap(List::stream)
            .flatMap(
                r ->
                    r.contour().map(c -> new SpeakerPitch.Example(c, r.syllable().tone())).stream())
            .toList();
    if (examples.isEmpty()) {
      return Optional.empty();
    }
    SpeakerPitch pitch = SpeakerPitch.fit(examples);
    List<JudgedSyllable> judged = new ArrayList<>();
    for (int i = 0; i < rimes.size(); i++) {
      judged.addAll(judge(i, rimes.get(i), pitch));
    }
    double[] voiced =
        tracks.stream().flatMapToDouble(t -> Arrays.stream(t.hz())).filter(f -> f > 0).toArray();
    return Optional.of(
        new ToneReport(judged, pitch, Medians.of(voiced), judged.size() / speechSeconds));
  }

  /** A syllable's rime as it was found. */
  private record Rime(SpokenText.Entry syllable, Span span, Optional<RimeContour> contour) {}

  private static List<Rime> rimes(Aligned aligned, F0Track track) {
    List<Rime> rimes = new ArrayList<>();
    List<Phase> phases = aligned.text().phases();
    int phraseStart = 0;
    int phase = 0;
    for (SpokenText.Entry syllable : aligned.text().syllables()) {
      for (; phase < syllable.rimePhase(); phase++) {
        Span span = aligned.spans().get(phase);
        if (phases.get(phase).sound() == Sound.SILENCE && span.seconds() >= PHRASE_PAUSE_SECONDS) {
          phraseStart = span.to();
        }
      }
      Span span = aligned.spans().get(syllable.rimePhase());
      rimes.add(
          new Rime(
              syllable, span, RimeContour.measure(track, aligned.frames(), span, phraseStart)));
    }
    return rimes;
  }

  private static double speechSeconds(Aligned aligned) {
    double seconds = 0;
    for (int k = 0; k < aligned.spans().size(); k++) {
      Span span = aligned.spans().get(k);
      boolean pause =
          aligned.text().phases().get(k).sound() == Sound.SILENCE
              && span.seconds() >= PHRASE_PAUSE_SECONDS;
      seconds += pause ? 0 : span.seconds();
    }
    return seconds;
  }

  private static List<JudgedSyllable> judge(int utterance, List<Rime> rimes, SpeakerPitch pitch) {
    List<Optional<ToneLikelihood>> likelihoods =
        rimes.stream()
            .map(
                rime ->
                    rime.contour().map(c -> new ToneLikelihood(c.normalised(pitch), c.voiced())))
            .toList();
    double level = level(likelihoods);
    List<JudgedSyllable> judged = new ArrayList<>();
    for (int i = 0; i < rimes.size(); i++) {
      Rime rime = rimes.get(i);
      judged.add(
          new JudgedSyllable(
              utterance,
              rime.syllable().text(),
              rime.syllable().tone(),
              likelihoods.get(i).map(likelihood -> best(likelihood.at(level)).getKey()),
              rime.span().from() * SpeechFrames.HOP_SECONDS,
              rime.span().to() * SpeechFrames.HOP_SECONDS,
              rime.contour().map(RimeContour::hz).orElse(new double[0]),
              rime.contour().map(c -> c.normalised(pitch)).orElse(new double[0])));
    }
    return judged;
  }

  /** The level at which the utterance's syllables are likeliest, each as its likeliest tone. */
  private static double level(List<Optional<ToneLikelihood>> likelihoods) {
    double bestLevel = 0;
    double bestScore = Double.NEGATIVE_INFINITY;
    int steps = (int) Math.round(MOST_LEVEL / LEVEL_STEP);
    for (int step = -steps; step <= steps; step++) {
      double level = step * LEVEL_STEP;
      double score = -0.5 * Math.pow(level / LEVEL_SPREAD, 2);
      for (Optional<ToneLikelihood> likelihood : likelihoods) {
        score +=
            likelihood
                .map(l -> Math.max(LEAST_LOG_LIKELIHOOD, best(l.at(level)).getValue()))
                .orElse(0.0);
      }
      if (score > bestScore) {
        bestScore = score;
        bestLevel = level;
      }
    }
    return bestLevel;
  }

  private static Map.Entry<Tone, Double> best(Map<Tone, Double> likelihoods) {
    return likelihoods.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
  }
}
