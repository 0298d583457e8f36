package org.hmongtts.train.eval;

import java.util.ArrayList;
import java.util.List;
import org.hmongtts.train.eval.PhaseModels.Aligned;

/**
 * Finds the syllables of known texts in recordings of one speaker.
 *
 * <p>How this works: nothing is trained beforehand, the recordings teach the aligner. A text is
 * turned into phases (closure, burst, noise, murmur, rime; never a tone, so that what is judged
 * later is not presupposed), which are first laid over the sound by what any speech has in common:
 * vowels are loud between 500 and 2500 Hz, nasals below, fricatives above, spectra change at
 * boundaries, and each kind of sound has its usual length. From that first alignment of the whole
 * set the sound of every phase is learned, by which the set is aligned anew, and so on: Viterbi
 * training of hidden semi-Markov models. It settles in four rounds. One sentence is enough to work
 * on; with forty it places nearly every boundary within a frame or two.
 */
final class SyllableAligner {

  private static final int ROUNDS = 4;

  /** Weight of a change of the spectrum at a boundary, and the change beyond which more is not. */
  private static final double CHANGE_WEIGHT = 0.35;

  private static final double MOST_CHANGE = 12;

  /** Frames overlap and so tell each thing about twice. */
  private static final double FRAME_WEIGHT = 0.5;

  /** A length counts for two frames of evidence. */
  private static final double LENGTH_WEIGHT = 2;

  /** By how much a closure may differ from its usual length. */
  private static final double SILENCE_SPREAD_MS = 60;

  private SyllableAligner() {}

  /**
   * @return for each text where its phases lie
   * @throws IllegalArgumentException if a recording cannot hold its text
   */
  static List<Aligned> align(List<SpokenText> texts, List<SpeechFrames> recordings) {
    List<Aligned> aligned = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      aligned.add(lay(texts.get(i), recordings.get(i), new FirstGuess(recordings.get(i))));
    }
    for (int round = 0; round < ROUNDS; round++) {
      PhaseModels models = PhaseModels.learn(aligned);
      List<Aligned> next = new ArrayList<>();
      for (Aligned one : aligned) {
        next.add(lay(one.text(), one.frames(), new Learned(one.frames(), models)));
      }
      aligned = next;
    }
    return aligned;
  }

  private static Aligned lay(SpokenText text, SpeechFrames frames, PhaseFit fit) {
    return new Aligned(text, frames, PhaseSearch.lay(text.phases(), frames.count(), fit));
  }

  private static double boundary(SpeechFrames frames, int t) {
    return CHANGE_WEIGHT * Math.min(MOST_CHANGE, frames.change(t));
  }

  private static double length(Phase phase, double ms, MeanAndSpread logLength) {
    if (phase.sound() == Sound.SILENCE) {
      // A pause at a punctuation mark or at an end may be of any length.
      return phase.longestMs() > 250
          ? 0
          : -0.5 * Math.pow((ms - phase.typicalMs()) / SILENCE_SPREAD_MS, 2);
    }
    double logMs = Math.log(Math.max(ms, 1000 * SpeechFrames.HOP_SECONDS / 2));
    double deviation = (logMs - logLength.mean()) / logLength.spread();
    return -LENGTH_WEIGHT * 0.5 * deviation * deviation;
  }

  /** What is known of any speech. */
  private record FirstGuess(SpeechFrames frames) implements PhaseFit {

    @Override
    public double frame(Phase phase, int part, int t) {
      return phase.sound().fit(frames, t);
    }

    @Override
    public double length(Phase phase, double ms) {
      return SyllableAligner.length(
          phase,
          ms,
          new MeanAndSpread(Math.log(phase.typicalMs()), phase.sound().logDurationSpread()));
    }

    @Override
    public double boundary(int t) {
      return SyllableAligner.boundary(frames, t);
    }
  }

  /** What was learned from the last alignment of the set. */
  private record Learned(SpeechFrames frames, PhaseModels models) implements PhaseFit {

    @Override
    public double frame(Phase phase, int part, int t) {
      return FRAME_WEIGHT * models.fit(phase, part, frames.vector(t));
    }

    @Override
    public double length(Phase phase, double ms) {
      return SyllableAligner.length(phase, ms, models.logLength(phase));
    }

    @Override
    public double boundary(int t) {
      return SyllableAligner.boundary(frames, t);
    }
  }
}
