package org.hmongtts.train.eval;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hmongtts.text.Tone;

/**
 * What was heard in a set of recordings of one speaker.
 *
 * @param syllables in order of the recordings, then of time
 * @param pitch how the speaker's frequencies relate to the table of contours
 * @param medianF0Hz median of all voiced frames
 * @param syllablesPerSecond speaking rate, pauses left out
 */
public record ToneReport(
    List<JudgedSyllable> syllables,
    SpeakerPitch pitch,
    double medianF0Hz,
    double syllablesPerSecond) {

  public ToneReport {
    syllables = List.copyOf(syllables);
  }

  /** The share of syllables whose tone is the one the text asks for, 0..1. */
  public double identifiedShare() {
    return syllables.stream().filter(JudgedSyllable::correct).count() / (double) syllables.size();
  }

  /** How many syllables should carry a tone. */
  public int count(Tone tone) {
    return (int) syllables.stream().filter(s -> s.expected() == tone).count();
  }

  /** How many of those are heard to carry it. */
  public int identified(Tone tone) {
    return (int) syllables.stream().filter(s -> s.expected() == tone && s.correct()).count();
  }

  /** How often each expected tone was heard as each tone; syllables without voice are left out. */
  public Map<Tone, Map<Tone, Integer>> confusion() {
    Map<Tone, Map<Tone, Integer>> confusion = new EnumMap<>(Tone.class);
    for (JudgedSyllable syllable : syllables) {
      syllable
          .identified()
          .ifPresent(
              heard ->
                  confusion
                      .computeIfAbsent(syllable.expected(), t -> new EnumMap<>(Tone.class))
                      .merge(heard, 1, Integer::sum));
    }
    return confusion;
  }

  /**
   * The median contour of all syllables that should carry a tone, 11 points.
   *
   * @return empty if no syllable with this tone has voice
   */
  public Optional<double[]> contour(Tone tone) {
    List<double[]> contours = contours(tone);
    if (contours.isEmpty()) {
      return Optional.empty();
    }
    double[] median = new double[RimeContour.POINTS];
    for (int i = 0; i < median.length; i++) {
      int point = i;
      median[i] = Medians.of(contours.stream().mapToDouble(c -> c[point]).toArray());
    }
    return Optional.of(median);
  }

  /**
   * The root mean square of the distance of single contours from the table's, in semitones of the
   * speaker.
   *
   * @return empty if no syllable with this tone has voice
   */
  public Optional<Double> contourError(Tone tone) {
    List<double[]> contours = contours(tone);
    if (contours.isEmpty()) {
      return Optional.empty();
    }
    double mean = contours.stream().mapToDouble(c -> meanSquare(c, tone)).average().orElseThrow();
    return Optional.of(pitch.range() * Math.sqrt(mean));
  }

  /**
   * How far off a typical syllable is: the median over all syllables of the root mean square of the
   * distance from its tone's contour in the table, in semitones of the speaker.
   *
   * @throws IllegalStateException if no syllable has voice
   */
  public double medianContourError() {
    double[] errors =
        syllables.stream()
            .filter(s -> s.voiced())
            .mapToDouble(s -> Math.sqrt(meanSquare(s.contour(), s.expected())))
            .toArray();
    if (errors.length == 0) {
      throw new IllegalStateException("no syllable has voice");
    }
    return pitch.range() * Medians.of(errors);
  }

  private static double meanSquare(double[] contour, Tone tone) {
    double[] expected = RimeContour.expected(tone);
    double sum = 0;
    for (int i = 0; i < contour.length; i++) {
      sum += Math.pow(contour[i] - expected[i], 2) / contour.length;
    }
    return sum;
  }

  private List<double[]> contours(Tone tone) {
    return syllables.stream()
        .filter(s -> s.expected() == tone && s.voiced())
        .map(JudgedSyllable::contour)
        .toList();
  }
}
