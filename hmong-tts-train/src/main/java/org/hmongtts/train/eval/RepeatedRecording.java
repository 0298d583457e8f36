package org.hmongtts.train.eval;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.hmongtts.audio.Audio;

/**
 * What a speaker has said, said again by a voice.
 *
 * @param text what both say
 * @param recording the speaker
 * @param spoken the voice
 * @param cepstralDistortion mel-cepstral distortion in dB, to be compared with others of this
 *     library only
 * @param f0Errors of each syllable that has voice in both: the root mean square distance of their
 *     pitch over the rime, in semitones; a difference of register counts in full
 */
public record RepeatedRecording(
    String text, Audio recording, Audio spoken, double cepstralDistortion, List<Double> f0Errors) {

  public RepeatedRecording {
    Objects.requireNonNull(text, "text");
    f0Errors = List.copyOf(f0Errors);
  }

  static RepeatedRecording of(
      Utterance recording, List<JudgedSyllable> said, Audio spoken, List<JudgedSyllable> again) {
    // Where one of the two could not be judged there are no syllables to compare.
    List<Double> errors =
        IntStream.range(0, Math.min(said.size(), again.size()))
            .filter(i -> said.get(i).voiced() && again.get(i).voiced())
            .mapToObj(i -> semitones(said.get(i).hz(), again.get(i).hz()))
            .toList();
    return new RepeatedRecording(
        recording.text(),
        recording.audio(),
        spoken,
        CepstralDistortion.between(SpeechFrames.of(recording.audio()), SpeechFrames.of(spoken)),
        errors);
  }

  /** The median error of its syllables in semitones; empty if there is none. */
  public OptionalDouble f0Error() {
    return f0Errors.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            Medians.of(f0Errors.stream().mapToDouble(Double::doubleValue).toArray()));
  }

  private static double semitones(double[] one, double[] other) {
    double[] squares = new double[one.length];
    Arrays.setAll(squares, i -> Math.pow(12 * Math.log(other[i] / one[i]) / Math.log(2), 2));
    return Math.sqrt(Arrays.stream(squares).average().orElseThrow());
  }
}
