package org.hmongtts.train.eval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hmongtts.Stop;
import org.hmongtts.text.Tone;
import org.hmongtts.train.report.Cell;
import org.hmongtts.train.report.HtmlPage;
import org.hmongtts.train.report.HtmlTable;
import org.hmongtts.train.report.KeyFigure;
import org.hmongtts.train.report.LineChart;
import org.hmongtts.train.report.Point;
import org.hmongtts.train.report.SvgChart;

/** An evaluation as a page: figures, contours, confusions, and every sentence to listen to. */
final class EvaluationPage {

  /** All tones' charts reach at least so far up and down, so that they can be compared. */
  private static final double CONTOUR_SEMITONES = 5;

  private EvaluationPage() {}

  static HtmlPage of(EvaluationReport report) {
    HtmlPage page = HtmlPage.titled("Evaluation of " + report.name());
    page.keyFigures(keyFigures(report));
    report.speech().tones().ifPresent(tones -> tones(page, tones));
    report.comparison().ifPresent(comparison -> comparison(page, report.speech(), comparison));
    page.heading("Sentences").table(sentences(report.sentences()));
    return page;
  }

  private static KeyFigure[] keyFigures(EvaluationReport report) {
    SpeechProfile speech = report.speech();
    List<KeyFigure> figures = new ArrayList<>();
    figures.add(new KeyFigure("tone error rate", format("%.1f %%", 100 * speech.toneErrorRate())));
    speech
        .tones()
        .ifPresent(
            tones -> {
              String error = format("%.2f st", tones.medianContourError());
              figures.add(new KeyFigure("contour error", error));
              figures.add(new KeyFigure("median F0", format("%.0f Hz", tones.medianF0Hz())));
              String rate = format("%.1f /s", tones.syllablesPerSecond());
              figures.add(new KeyFigure("syllables", rate));
            });
    report.stopRate().ifPresent(rate -> figures.add(share("ended by itself", rate)));
    report.loopRate().ifPresent(rate -> figures.add(share("loops", rate)));
    figures.add(new KeyFigure("level", format("%.1f dBFS", speech.level().rmsDbfs())));
    figures.add(new KeyFigure("sentences", String.valueOf(speech.utterances())));
    return figures.toArray(KeyFigure[]::new);
  }

  private static KeyFigure share(String name, double share) {
    return new KeyFigure(name, format("%.0f %%", 100 * share));
  }

  private static void tones(HtmlPage page, ToneReport tones) {
    List<Tone> spoken =
        Arrays.stream(Tone.values()).filter(tone -> tones.contour(tone).isPresent()).toList();
    page.heading("Tones")
        .note(
            "Median pitch over the rime in semitones from the speaker's mean, without declination"
                + " and in units of the speaker's range, beside the contour that is expected.")
        .charts(charts(spoken.stream(), tones))
        .table(scores(spoken, tones))
        .heading("What was heard as what")
        .table(confusion(tones.confusion()));
  }

  private static SvgChart[] charts(Stream<Tone> spoken, ToneReport tones) {
    return spoken
        .map(
            tone ->
                LineChart.builder(letter(tone))
                    .xAxis("% of the rime")
                    .yAxis("semitones")
                    .includingY(-CONTOUR_SEMITONES)
                    .includingY(CONTOUR_SEMITONES)
                    .line("heard", points(tones.contour(tone).orElseThrow()))
                    .line("expected", points(RimeContour.expected(tone)))
                    .build())
        .toArray(SvgChart[]::new);
  }

  private static List<Point> points(double[] contour) {
    return IntStream.range(0, contour.length)
        .mapToObj(i -> new Point(100.0 * i / (contour.length - 1), contour[i]))
        .toList();
  }

  private static HtmlTable scores(List<Tone> spoken, ToneReport tones) {
    HtmlTable table = HtmlTable.columns("Tone", "Syllables", "Identified", "Contour error in st");
    for (Tone tone : spoken) {
      table.row(
          Cell.text(letter(tone)),
          Cell.count(tones.count(tone)),
          Cell.percent((double) tones.identified(tone) / tones.count(tone)),
          Cell.number(tones.contourError(tone).orElseThrow(), 2));
    }
    return table;
  }

  private static HtmlTable confusion(Map<Tone, Map<Tone, Integer>> confusion) {
    String[] headings =
        Stream.concat(
                Stream.of("Should be"), Arrays.stream(Tone.values()).map(EvaluationPage::letter))
            .toArray(String[]::new);
    HtmlTable table = HtmlTable.columns(headings);
    confusion.forEach(
        (expected, heard) -> {
          int all = heard.values().stream().mapToInt(Integer::intValue).sum();
          List<Cell> row = new ArrayList<>();
          row.add(Cell.text(letter(expected)));
          for (Tone tone : Tone.values()) {
            int count = heard.getOrDefault(tone, 0);
            row.add(new Cell.Shaded(count == 0 ? "" : String.valueOf(count), (double) count / all));
          }
          table.row(row.toArray(Cell[]::new));
        });
    return table;
  }

  private static void comparison(HtmlPage page, SpeechProfile voice, SpeakerComparison comparison) {
    SpeechProfile speaker = comparison.speaker();
    page.heading("Compared with the speaker")
        .table(
            HtmlTable.columns("", "Voice", "Speaker")
                .row(
                    Cell.text("tone error rate"),
                    Cell.percent(voice.toneErrorRate()),
                    Cell.percent(speaker.toneErrorRate()))
                .row(
                    Cell.text("median F0 in Hz"),
                    Cell.number(voice.medianF0Hz(), 1),
                    Cell.number(speaker.medianF0Hz(), 1))
                .row(
                    Cell.text("syllables a second"),
                    Cell.number(voice.syllablesPerSecond(), 2),
                    Cell.number(speaker.syllablesPerSecond(), 2))
                .row(
                    Cell.text("level in dBFS"),
                    Cell.number(voice.level().rmsDbfs(), 1),
                    Cell.number(speaker.level().rmsDbfs(), 1))
                .row(
                    Cell.text("distance of spectra in dB; of the speaker's halves"),
                    Cell.number(comparison.spectrumDistance(), 2),
                    Cell.number(speaker.spectrumBetweenHalves().orElse(Double.NaN), 2)))
        .charts(
            LineChart.builder("Long-term spectrum")
                .xAxis("octaves from 1 kHz")
                .yAxis("dB")
                .line("voice", points(voice.spectrum()))
                .line("speaker", points(speaker.spectrum()))
                .build());
    if (!comparison.repeats().isEmpty()) {
      page.heading("The speaker's sentences said again").table(repeats(comparison.repeats()));
    }
  }

  private static List<Point> points(LongTermSpectrum spectrum) {
    double[] centres = LongTermSpectrum.centresHz();
    return IntStream.range(0, centres.length)
        .mapToObj(i -> new Point(Math.log(centres[i] / 1000) / Math.log(2), spectrum.decibels()[i]))
        .toList();
  }

  private static HtmlTable repeats(List<RepeatedRecording> repeats) {
    HtmlTable table =
        HtmlTable.columns(
            "Sentence", "Cepstral distortion in dB", "F0 error in st", "Speaker", "Voice");
    for (RepeatedRecording repeat : repeats) {
      table.row(
          Cell.text(repeat.text()),
          Cell.number(repeat.cepstralDistortion(), 2),
          Cell.number(repeat.f0Error().orElse(Double.NaN), 2),
          Cell.sound(repeat.recording()),
          Cell.sound(repeat.spoken()));
    }
    return table;
  }

  private static HtmlTable sentences(List<EvaluatedSentence> sentences) {
    HtmlTable table =
        HtmlTable.columns("", "Sentence", "Tones right", "Heard otherwise", "Seconds", "End", "");
    for (int i = 0; i < sentences.size(); i++) {
      EvaluatedSentence sentence = sentences.get(i);
      boolean judged = !sentence.syllables().isEmpty();
      table.row(
          Cell.count(i + 1),
          Cell.text(sentence.text()),
          Cell.text(
              judged ? sentence.correct() + " of " + sentence.syllables().size() : "not judged"),
          Cell.text(mistakes(sentence)),
          Cell.number(sentence.audio().duration().toMillis() / 1000.0, 1),
          Cell.text(sentence.stop().map(EvaluationPage::end).orElse("")),
          Cell.sound(sentence.audio()));
    }
    return table;
  }

  private static String mistakes(EvaluatedSentence sentence) {
    return sentence.syllables().stream()
        .filter(syllable -> !syllable.correct())
        .map(s -> s.text() + ": " + s.identified().map(EvaluationPage::letter).orElse("no voice"))
        .collect(Collectors.joining(", "));
  }

  private static String end(Stop stop) {
    if (stop instanceof Stop.EndOfSpeech) {
      return "by itself";
    }
    return stop instanceof Stop.LoopDetected ? "loop" : "too long";
  }

  private static String letter(Tone tone) {
    return tone == Tone.MID ? "no letter" : "-" + tone.rpa();
  }

  private static String format(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
