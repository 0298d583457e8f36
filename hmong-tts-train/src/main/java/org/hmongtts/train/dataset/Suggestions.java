package org.hmongtts.train.dataset;

import java.time.Duration;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hmongtts.checkpoint.Excerpt;
import org.hmongtts.text.Rime;

/** What a report's figures ask for, in plain words. */
final class Suggestions {

  private static final Duration LITTLE = Duration.ofMinutes(2);
  private static final double NOISY_DECIBELS = 20;
  private static final double UNEVEN_DECIBELS = 10;
  private static final double MUCH_SILENCE_SECONDS = 0.6;
  private static final int MOST_NAMED = 5;

  private final DatasetReport report;
  private final DatasetOptions options;
  private final List<String> found = new ArrayList<>();

  private Suggestions(DatasetReport report, DatasetOptions options) {
    this.report = report;
    this.options = options;
  }

  static List<String> of(DatasetReport report, DatasetOptions options) {
    Suggestions suggestions = new Suggestions(report, options);
    if (!report.clips().isEmpty()) {
      suggestions.amount();
      suggestions.sound();
      suggestions.levels();
      suggestions.texts();
      suggestions.sounds();
    }
    return suggestions.found;
  }

  private void amount() {
    if (report.duration().compareTo(LITTLE) < 0) {
      add(
          "%.1f minutes are little: record some more. Three are enough to try, ten make a voice.",
          report.duration().toMillis() / 60_000.0);
    }
  }

  private void sound() {
    clips(report.clipped(), "too loud and clipped: record again with less gain");
    List<ClipQuality> noisy =
        report.clips().stream()
            .filter(clip -> clip.signalToNoiseDecibels() < NOISY_DECIBELS)
            .toList();
    clips(noisy, "noisy (under 20 dB): a quieter room or a nearer microphone helps");
    clips(report.cut(), "cut where somebody speaks: leave a moment of silence at both ends");
    clips(report.rateOutliers(), "much faster or slower than the others: compare text and sound");
    clips(report.durationOutliers(), "much longer or shorter than the others: look at them");
  }

  private void levels() {
    DoubleSummaryStatistics levels =
        report.clips().stream().mapToDouble(clip -> clip.level().rmsDbfs()).summaryStatistics();
    if (options.level().isEmpty() && levels.getMax() - levels.getMin() > UNEVEN_DECIBELS) {
      add(
          "The clips' levels differ by %.0f dB: let them be made equal (normaliseLevel).",
          levels.getMax() - levels.getMin());
    }
    double silence =
        report.clips().stream().mapToDouble(ClipQuality::silenceSeconds).average().orElse(0);
    if (!options.trimSilence() && silence > MUCH_SILENCE_SECONDS) {
      add(
          "On average %.1f s of each clip are silence around the speech: let it be cut off"
              + " (trimSilence).",
          silence);
    }
  }

  private void texts() {
    Map<String, Integer> unreadable = report.coverage().unreadable();
    if (!unreadable.isEmpty()) {
      add("Nothing can read %s: write what is said.", counted(unreadable));
    }
    Map<String, Integer> foreign = report.coverage().foreignWords();
    if (!foreign.isEmpty()) {
      add(
          "Words that are not Hmong are read as the nearest syllables: %s. Write them as they are"
              + " said.",
          counted(foreign));
    }
    if (!report.repeatedTexts().isEmpty()) {
      int clips = report.repeatedTexts().stream().mapToInt(List::size).sum();
      add(
          "%d clips share %d texts: other sentences would teach more.",
          clips, report.repeatedTexts().size());
    }
  }

  private void sounds() {
    TextCoverage coverage = report.coverage();
    missing("tones", coverage.missingTones().stream().map(SoundNames::of));
    missing("rimes", coverage.missingRimes().stream().map(Rime::rpa));
    missing("onsets", coverage.missingOnsets().stream().map(SoundNames::of));
  }

  private void missing(String kind, Stream<String> names) {
    String all = names.collect(Collectors.joining(" "));
    if (!all.isEmpty()) {
      add("No text has the %s %s: record sentences that do.", kind, all);
    }
  }

  private void clips(List<ClipQuality> clips, String what) {
    if (!clips.isEmpty()) {
      String names =
          clips.stream()
              .limit(MOST_NAMED)
              .map(clip -> Excerpt.name(clip.clip().audioFile().getFileName().toString()))
              .collect(Collectors.joining(", "));
      String more = clips.size() > MOST_NAMED ? ", ..." : "";
      add(
          "%d %s %s (%s%s).",
          clips.size(), clips.size() == 1 ? "clip is" : "clips are", what, names, more);
    }
  }

  private static String counted(Map<String, Integer> counts) {
    String named =
        counts.entrySet().stream()
            .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
            .limit(MOST_NAMED)
            .map(entry -> printable(entry.getKey()) + " (" + entry.getValue() + ")")
            .collect(Collectors.joining(", "));
    return named + (counts.size() > MOST_NAMED ? ", ..." : "");
  }

  /** A character of another script is best shown; what cannot be seen is named. */
  private static String printable(String text) {
    boolean visible = text.codePoints().allMatch(c -> Character.isLetterOrDigit(c) || c == '\'');
    return visible && text.length() <= 40 ? text : Excerpt.text(text);
  }

  private void add(String format, Object... arguments) {
    found.add(String.format(Locale.ROOT, format, arguments));
  }
}
