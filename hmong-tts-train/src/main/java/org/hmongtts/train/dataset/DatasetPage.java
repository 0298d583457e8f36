package org.hmongtts.train.dataset;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.hmongtts.text.Rime;
import org.hmongtts.train.report.BarChart;
import org.hmongtts.train.report.Cell;
import org.hmongtts.train.report.HtmlPage;
import org.hmongtts.train.report.HtmlTable;
import org.hmongtts.train.report.KeyFigure;
import org.hmongtts.train.report.LineChart;
import org.hmongtts.train.report.Point;

/** A report as a web page. */
final class DatasetPage {

  private final DatasetReport report;
  private final HtmlPage page;

  private DatasetPage(DatasetReport report) {
    this.report = report;
    this.page =
        HtmlPage.titled("Data set " + report.folder().toAbsolutePath().normalize().getFileName());
  }

  static HtmlPage of(DatasetReport report) {
    DatasetPage page = new DatasetPage(report);
    page.figures();
    page.suggestions();
    if (!report.clips().isEmpty()) {
      page.recordings();
      page.sounds();
      page.clips();
    }
    page.page.note("Content " + report.contentHash());
    return page.page;
  }

  private void figures() {
    long syllables = report.clips().stream().mapToLong(ClipQuality::syllables).sum();
    page.keyFigures(
        new KeyFigure("clips", String.valueOf(report.clips().size())),
        new KeyFigure("minutes", text("%.1f", report.duration().toMillis() / 60_000.0)),
        new KeyFigure("syllables", String.valueOf(syllables)),
        new KeyFigure("syllables/s", text("%.1f", report.medianSyllablesPerSecond())),
        new KeyFigure("signal to noise", text("%.0f dB", report.medianSignalToNoiseDecibels())),
        new KeyFigure("clipped, cut", report.clipped().size() + ", " + report.cut().size()));
  }

  private void suggestions() {
    page.heading("What to do");
    if (report.suggestions().isEmpty() && report.problems().isEmpty()) {
      page.paragraph("Nothing stands out.");
    }
    report.suggestions().forEach(page::paragraph);
    if (!report.problems().isEmpty()) {
      HtmlTable problems = HtmlTable.columns("Line", "", "What is wrong", "What to do");
      for (RowProblem problem : report.problems()) {
        problems.row(
            Cell.text(problem.line() == 0 ? "" : String.valueOf(problem.line())),
            Cell.text(problem.isError() ? "error" : "warning"),
            Cell.text(problem.cause()),
            Cell.text(problem.remedy()));
      }
      page.table(problems);
    }
  }

  private void recordings() {
    page.heading("Recordings");
    page.charts(
        histogram("Durations", "seconds", clip -> clip.clip().duration().toMillis() / 1000.0),
        histogram("Speaking rate", "syllables per second", ClipQuality::syllablesPerSecond),
        LineChart.builder("Levels")
            .xAxis("row")
            .yAxis("dB from full scale")
            .dots("speech", points(clip -> clip.level().rmsDbfs()))
            .dots("peak", points(clip -> clip.level().peakDbfs()))
            .includingY(0)
            .build(),
        LineChart.builder("Signal to noise")
            .xAxis("row")
            .yAxis("dB")
            .dots("speech over noise", points(ClipQuality::signalToNoiseDecibels))
            .includingY(0)
            .build());
    page.note("Signal to noise is an estimate, at most 60 dB: too low for a clip without a pause.");
  }

  private BarChart histogram(String title, String unit, ToDoubleFunction<ClipQuality> figure) {
    double[] values = report.clips().stream().mapToDouble(figure).toArray();
    return BarChart.builder(title)
        .xAxis(unit + ", from")
        .yAxis("clips")
        .bars("clips", Histogram.of(values))
        .build();
  }

  private List<Point> points(ToDoubleFunction<ClipQuality> figure) {
    return report.clips().stream()
        .map(clip -> new Point(clip.clip().line(), figure.applyAsDouble(clip)))
        .toList();
  }

  private void sounds() {
    TextCoverage coverage = report.coverage();
    Map<String, Integer> onsets =
        counts(coverage.onsets(), coverage.missingOnsets(), SoundNames::of);
    page.heading("Sounds of the texts");
    page.charts(
        chart("Tones", counts(coverage.tones(), coverage.missingTones(), SoundNames::of)),
        chart("Rimes", counts(coverage.rimes(), coverage.missingRimes(), Rime::rpa)),
        // All in one chart, their names would stand on each other.
        part("Onsets", onsets, 0, onsets.size() / 2),
        part("Onsets", onsets, onsets.size() / 2, onsets.size()));
    page.note("A sound without a bar is missing; sounds of the other dialect are left out.");
  }

  /** Sounds that occur, and those that should. */
  private static <T> Map<String, Integer> counts(
      Map<T, Integer> counts, List<T> missing, Function<T, String> spelling) {
    Map<String, Integer> shown = new LinkedHashMap<>();
    counts.forEach(
        (sound, count) -> {
          if (count > 0 || missing.contains(sound)) {
            shown.put(spelling.apply(sound), count);
          }
        });
    return shown;
  }

  private static BarChart part(String title, Map<String, Integer> counts, int from, int to) {
    List<String> names = new ArrayList<>(counts.keySet()).subList(from, to);
    Map<String, Integer> part = new LinkedHashMap<>();
    names.forEach(name -> part.put(name, counts.get(name)));
    return chart(title + ", " + names.get(0) + " to " + names.get(names.size() - 1), part);
  }

  private static BarChart chart(String title, Map<String, Integer> counts) {
    return BarChart.builder(title).yAxis("syllables").bars("syllables", counts).build();
  }

  private void clips() {
    HtmlTable table =
        HtmlTable.columns(
            "Row",
            "File",
            "Text",
            "s",
            "syll./s",
            "speech dB",
            "peak dB",
            "SNR dB",
            "clipped",
            "remarks");
    for (ClipQuality clip : report.clips()) {
      table.row(
          Cell.count(clip.clip().line()),
          Cell.text(file(clip)),
          Cell.text(clip.clip().text()),
          Cell.number(clip.clip().duration().toMillis() / 1000.0, 1),
          Cell.number(clip.syllablesPerSecond(), 1),
          Cell.number(clip.level().rmsDbfs(), 1),
          Cell.number(clip.level().peakDbfs(), 1),
          Cell.number(clip.signalToNoiseDecibels(), 0),
          Cell.percent(clip.level().clippedShare()),
          Cell.text(remarks(clip)));
    }
    page.foldedTable("All " + report.clips().size() + " clips", table);
  }

  private String file(ClipQuality clip) {
    return report.folder().relativize(clip.clip().audioFile()).toString();
  }

  private String remarks(ClipQuality clip) {
    StringBuilder remarks = new StringBuilder();
    remark(remarks, "start cut", clip.startCut());
    remark(remarks, "end cut", clip.endCut());
    remark(remarks, "clipped", clip.clipped());
    remark(remarks, "unusual length", report.durationOutliers().contains(clip));
    remark(remarks, "unusual rate", report.rateOutliers().contains(clip));
    return remarks.toString();
  }

  private static void remark(StringBuilder remarks, String what, boolean holds) {
    if (holds) {
      remarks.append(remarks.length() > 0 ? ", " : "").append(what);
    }
  }

  private static String text(String format, double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "–";
  }
}
