package org.hmongtts.train.eval;

import java.util.Locale;
import java.util.Map;
import org.hmongtts.text.Tone;

/** The figures of tone reports as text. */
final class ToneTable {

  private ToneTable() {}

  static String of(Map<String, ToneReport> reports) {
    StringBuilder text = new StringBuilder();
    reports.forEach(
        (name, report) -> {
          text.append(
              String.format(
                  Locale.ROOT,
                  "%s: %d syllables, %.2f %% of tones identified, median error %.2f semitones,"
                      + " median F0 %.1f Hz, range %.2f, declination %.2f st/s, %.2f syllables/s%n",
                  name,
                  report.syllables().size(),
                  100 * report.identifiedShare(),
                  report.medianContourError(),
                  report.medianF0Hz(),
                  report.pitch().range(),
                  report.pitch().declination(),
                  report.syllablesPerSecond()));
          for (Tone tone : Tone.values()) {
            report.contour(tone).ifPresent(contour -> text.append(row(report, tone, contour)));
          }
          report.syllables().stream()
              .filter(syllable -> !syllable.correct())
              .forEach(
                  syllable ->
                      text.append(
                          String.format(
                              "  utterance %d: %s heard as %s%n",
                              syllable.utterance() + 1,
                              syllable.text(),
                              syllable.identified().map(Tone::name).orElse("nothing"))));
        });
    return text.toString();
  }

  private static String row(ToneReport report, Tone tone, double[] contour) {
    StringBuilder row =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "  -%-1s x %3d, error %.2f:",
                tone.rpa(),
                report.syllables().stream().filter(s -> s.expected() == tone).count(),
                report.contourError(tone).orElseThrow()));
    for (double semitones : contour) {
      row.append(String.format(Locale.ROOT, " %5.2f", semitones));
    }
    return row.append(System.lineSeparator()).toString();
  }
}
