package org.hmongtts.train.dataset;

import java.util.DoubleSummaryStatistics;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.hmongtts.text.Rime;
import org.hmongtts.train.eval.Medians;

/** A report as lines of text. */
final class DatasetReportText {

  private final DatasetReport report;
  private final StringBuilder text = new StringBuilder();

  private DatasetReportText(DatasetReport report) {
    this.report = report;
  }

  static String of(DatasetReport report) {
    DatasetReportText text = new DatasetReportText(report);
    text.figures();
    if (!report.clips().isEmpty()) {
      text.sound();
      text.sounds();
    }
    text.suggestions();
    return text.text.toString();
  }

  private void figures() {
    line(
        "%s: %d %s, %.2f hours (%.1f minutes)",
        report.folder(),
        report.clips().size(),
        report.clips().size() == 1 ? "clip" : "clips",
        report.duration().toMillis() / 3_600_000.0,
        report.duration().toMillis() / 60_000.0);
  }

  private void sound() {
    range("seconds", clip -> clip.clip().duration().toMillis() / 1000.0);
    range("syllables/s", ClipQuality::syllablesPerSecond);
    range("speech, dBFS", clip -> clip.level().rmsDbfs());
    range("peak, dBFS", clip -> clip.level().peakDbfs());
    range("SNR, dB", ClipQuality::signalToNoiseDecibels);
    line(
        "  %-14s %d (loudest %.3f %% of samples)",
        "clipped",
        report.clipped().size(),
        100 * report.clips().stream().mapToDouble(c -> c.level().clippedShare()).max().orElse(0));
    line(
        "  %-14s %d at the start, %d at the end",
        "cut",
        report.clips().stream().filter(ClipQuality::startCut).count(),
        report.clips().stream().filter(ClipQuality::endCut).count());
    line("  %-14s %d", "texts repeated", report.repeatedTexts().size());
  }

  private void range(String name, ToDoubleFunction<ClipQuality> figure) {
    DoubleSummaryStatistics range = report.clips().stream().mapToDouble(figure).summaryStatistics();
    double median = Medians.of(report.clips().stream().mapToDouble(figure).toArray());
    line("  %-14s median %.1f, from %.1f to %.1f", name, median, range.getMin(), range.getMax());
  }

  private void sounds() {
    TextCoverage coverage = report.coverage();
    counts("tones", coverage.tones(), SoundNames::of);
    counts("rimes", coverage.rimes(), Rime::rpa);
    counts("onsets", coverage.onsets(), SoundNames::of);
  }

  private <T> void counts(String name, Map<T, Integer> counts, Function<T, String> spelling) {
    line(
        "  %-14s %s",
        name,
        counts.entrySet().stream()
            .filter(entry -> entry.getValue() > 0)
            .map(entry -> spelling.apply(entry.getKey()) + " " + entry.getValue())
            .collect(Collectors.joining(", ")));
  }

  private void suggestions() {
    report.suggestions().forEach(suggestion -> line("- %s", suggestion));
  }

  private void line(String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format, arguments)).append(System.lineSeparator());
  }
}
