package org.hmongtts.train.journal;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hmongtts.DatasetException;
import org.hmongtts.audio.WavFile;
import org.hmongtts.text.Tone;
import org.hmongtts.train.report.Cell;
import org.hmongtts.train.report.HtmlPage;
import org.hmongtts.train.report.HtmlTable;
import org.hmongtts.train.report.LineChart;
import org.hmongtts.train.report.Point;

/** How an adapter spoke while it was trained, evaluation by evaluation. */
final class EvaluationSection {

  /** Sound is most of a page's size: only of the first evaluation and of the latest. */
  private static final int LATEST_WITH_SOUND = 4;

  private EvaluationSection() {}

  /** The latest, 0..1. */
  static double toneErrorRate(List<JsonNode> evaluations) {
    return speech(evaluations.get(evaluations.size() - 1)).path("tone_error_rate").asDouble();
  }

  private static JsonNode speech(JsonNode evaluation) {
    return evaluation.path("report").path("speech");
  }

  static void add(HtmlPage page, List<JsonNode> evaluations, Path samples) {
    List<Point> errors =
        evaluations.stream()
            .map(
                e ->
                    new Point(
                        e.path("step").asInt(), 100 * speech(e).path("tone_error_rate").asDouble()))
            .toList();
    page.heading("Evaluations")
        .charts(
            LineChart.builder("Tone error rate")
                .xAxis("step")
                .yAxis("% of syllables")
                .includingY(0)
                .line("tone error rate", errors)
                .build())
        .table(figures(evaluations))
        .note("Under a tone's letter: percentage of its syllables heard as another tone.")
        .heading("Samples")
        .table(sound(evaluations, samples));
  }

  private static HtmlTable figures(List<JsonNode> evaluations) {
    List<String> headings =
        new ArrayList<>(List.of("Step", "Tones wrong", "Ended", "Median F0, Hz", "Syllables/s"));
    for (Tone tone : Tone.values()) {
      headings.add(tone == Tone.MID ? "no letter" : "-" + tone.rpa());
    }
    HtmlTable table = HtmlTable.columns(headings.toArray(String[]::new));
    for (JsonNode evaluation : evaluations) {
      JsonNode speech = speech(evaluation);
      List<Cell> cells = new ArrayList<>();
      cells.add(Cell.count(evaluation.path("step").asInt()));
      cells.add(Cell.percent(number(speech.path("tone_error_rate"))));
      cells.add(Cell.percent(number(evaluation.path("report").path("stop_rate"))));
      cells.add(Cell.number(number(speech.path("median_f0_hz")), 0));
      cells.add(Cell.number(number(speech.path("syllables_per_second")), 2));
      for (Tone tone : Tone.values()) {
        JsonNode one = speech.path("tones").path(tone.name());
        double heard = number(one.path("identified")) / number(one.path("count"));
        cells.add(Cell.number(100 * (1 - heard), 0));
      }
      table.row(cells.toArray(Cell[]::new));
    }
    return table;
  }

  /** What was not measured is not a number, and shown as a dash. */
  private static double number(JsonNode value) {
    return value.isNumber() ? value.asDouble() : Double.NaN;
  }

  private static HtmlTable sound(List<JsonNode> evaluations, Path samples) {
    HtmlTable table = HtmlTable.columns("Step", "Sentence", "Sound");
    int firstOfLatest = evaluations.size() - LATEST_WITH_SOUND;
    for (int i = 0; i < evaluations.size(); i++) {
      if (i == 0 || i >= firstOfLatest) {
        JsonNode evaluation = evaluations.get(i);
        Cell step = Cell.count(evaluation.path("step").asInt());
        for (JsonNode sample : evaluation.path("samples")) {
          table.row(step, Cell.text(sample.path("text").asText()), sound(sample, samples));
        }
      }
    }
    return table;
  }

  /** A missing sample is no reason to have no page. */
  private static Cell sound(JsonNode sample, Path samples) {
    // Its name alone: a log that somebody has changed can't make the page show other files.
    String file = sample.path("file").asText();
    String name = file.substring(file.lastIndexOf('/') + 1);
    try {
      return Cell.sound(WavFile.read(samples.resolve(name)));
    } catch (IOException | DatasetException | InvalidPathException e) {
      return Cell.text(name + " can't be read");
    }
  }
}
