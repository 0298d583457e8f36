package org.hmongtts.train.eval;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * How near a voice comes to a speaker.
 *
 * @param speaker the speaker's recordings
 * @param medianF0Semitones by how much the voice's median F0 is higher; empty, as the next, if one
 *     of the two could not be judged
 * @param rateRatio the voice's syllables a second as a multiple of the speaker's
 * @param levelDecibels by how much the voice is louder
 * @param spectrumDistance root mean square difference of the long-term spectra in dB; {@link
 *     SpeechProfile#spectrumBetweenHalves()} of the speaker is what nothing can be expected to beat
 * @param repeats recordings said again
 */
public record SpeakerComparison(
    SpeechProfile speaker,
    OptionalDouble medianF0Semitones,
    OptionalDouble rateRatio,
    double levelDecibels,
    double spectrumDistance,
    List<RepeatedRecording> repeats) {

  public SpeakerComparison {
    Objects.requireNonNull(speaker, "speaker");
    repeats = List.copyOf(repeats);
  }

  static SpeakerComparison of(
      SpeechProfile voice, SpeechProfile speaker, List<RepeatedRecording> repeats) {
    boolean judged = voice.tones().isPresent() && speaker.tones().isPresent();
    double octaves = Math.log(voice.medianF0Hz() / speaker.medianF0Hz()) / Math.log(2);
    double rate = voice.syllablesPerSecond() / speaker.syllablesPerSecond();
    return new SpeakerComparison(
        speaker,
        judged ? OptionalDouble.of(12 * octaves) : OptionalDouble.empty(),
        judged ? OptionalDouble.of(rate) : OptionalDouble.empty(),
        voice.level().rmsDbfs() - speaker.level().rmsDbfs(),
        voice.spectrum().distance(speaker.spectrum()),
        repeats);
  }

  /** The mean mel-cepstral distortion in dB; empty if nothing was said again. */
  public OptionalDouble cepstralDistortion() {
    return repeats.stream().mapToDouble(RepeatedRecording::cepstralDistortion).average();
  }

  /** The median F0 error of all syllables said again, in semitones; empty if there is none. */
  public OptionalDouble f0Error() {
    double[] errors =
        repeats.stream()
            .flatMap(repeat -> repeat.f0Errors().stream())
            .mapToDouble(Double::doubleValue)
            .toArray();
    return errors.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(Medians.of(errors));
  }
}
