package org.hmongtts.train.eval;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.hmongtts.audio.Audio;

/**
 * What can be measured in recordings of one speaker, a person or a model, whose texts are known.
 *
 * @param utterances recordings
 * @param syllables syllables of their texts
 * @param unjudged indices of the recordings that are too short or too long to be what their texts
 *     say; tones, pitch and rate are those of the others
 * @param tones what was heard; empty if nothing could be judged
 * @param duration of all recordings
 * @param level how loud they are
 * @param spectrum their average spectrum
 * @param spectrumBetweenHalves distance of the spectra of every other recording and of the rest, in
 *     dB: the yardstick for distances from others; empty for a single recording
 */
public record SpeechProfile(
    int utterances,
    int syllables,
    Set<Integer> unjudged,
    Optional<ToneReport> tones,
    Duration duration,
    SpeechLevel level,
    LongTermSpectrum spectrum,
    OptionalDouble spectrumBetweenHalves) {

  public SpeechProfile {
    unjudged = Set.copyOf(unjudged);
  }

  /**
   * Measures recordings; takes a few hundredths of their duration.
   *
   * @throws IllegalArgumentException if there is none, or a text has a word that is not one RPA
   *     syllable
   */
  public static SpeechProfile of(List<Utterance> ofOneSpeaker) {
    if (ofOneSpeaker.isEmpty()) {
      throw new IllegalArgumentException("there is no recording to measure");
    }
    List<Utterance> judged = new ArrayList<>();
    List<Integer> indices = new ArrayList<>();
    Set<Integer> unjudged = new TreeSet<>();
    int syllables = 0;
    Duration duration = Duration.ZERO;
    for (int i = 0; i < ofOneSpeaker.size(); i++) {
      Utterance utterance = ofOneSpeaker.get(i);
      SpokenText text = SpokenText.parse(utterance.text());
      syllables += text.syllables().size();
      duration = duration.plus(utterance.audio().duration());
      if (text.fits(SpeechFrames.count(utterance.audio()))) {
        judged.add(utterance);
        indices.add(i);
      } else {
        unjudged.add(i);
      }
    }
    List<Audio> sound = ofOneSpeaker.stream().map(Utterance::audio).toList();
    return new SpeechProfile(
        ofOneSpeaker.size(),
        syllables,
        unjudged,
        ToneIdentification.identifyVoiced(judged).map(report -> renumbered(report, indices)),
        duration,
        SpeechLevel.of(sound),
        LongTermSpectrum.of(sound),
        LongTermSpectrum.betweenHalves(sound));
  }

  /**
   * The share of syllables whose tone is not heard to be the one that the text asks for, 0..1. What
   * could not be judged counts as wrong.
   */
  public double toneErrorRate() {
    long correct =
        tones.stream()
            .flatMap(report -> report.syllables().stream())
            .filter(JudgedSyllable::correct)
            .count();
    return 1 - (double) correct / syllables;
  }

  /** The median of all voiced frames in Hz; 0 if nothing could be judged. */
  public double medianF0Hz() {
    return tones.map(ToneReport::medianF0Hz).orElse(0.0);
  }

  /** Speaking rate, pauses left out; 0 if nothing could be judged. */
  public double syllablesPerSecond() {
    return tones.map(ToneReport::syllablesPerSecond).orElse(0.0);
  }

  /** What was heard in one recording, in order. */
  public List<JudgedSyllable> syllablesOf(int utterance) {
    return tones.stream()
        .flatMap(report -> report.syllables().stream())
        .filter(syllable -> syllable.utterance() == utterance)
        .toList();
  }

  private static ToneReport renumbered(ToneReport report, List<Integer> indices) {
    return new ToneReport(
        report.syllables().stream().map(s -> s.inUtterance(indices.get(s.utterance()))).toList(),
        report.pitch(),
        report.medianF0Hz(),
        report.syllablesPerSecond());
  }
}
