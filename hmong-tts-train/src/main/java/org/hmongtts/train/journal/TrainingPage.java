package org.hmongtts.train.journal;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.hmongtts.train.journal.TrainingHistory.StepFigures;
import org.hmongtts.train.report.Cell;
import org.hmongtts.train.report.HtmlPage;
import org.hmongtts.train.report.HtmlTable;
import org.hmongtts.train.report.KeyFigure;
import org.hmongtts.train.report.LineChart;
import org.hmongtts.train.report.Point;
import org.hmongtts.train.report.SvgChart;

/** A run, finished or not, as a page. */
final class TrainingPage {

  /** Share of the newest step in the smoothed loss. */
  private static final double SMOOTHING = 0.2;

  private static final double GIBIBYTE = 1L << 30;

  private TrainingPage() {}

  /**
   * @param samples the folder of the evaluations' sound
   */
  static HtmlPage of(TrainingHistory history, Path samples) {
    JsonNode started = history.started();
    String adapter = started.path("settings").path("out").asText();
    String name = adapter.substring(adapter.lastIndexOf(File.separatorChar) + 1);
    HtmlPage page = HtmlPage.titled("Training of " + name);
    page.keyFigures(keyFigures(history)).heading("Curves").charts(charts(history));
    page.note(
        "The loss is the mean cross-entropy of a token, in nats. Validation is measured on"
            + " recordings that are not trained on: where it rises while training's falls, the"
            + " voice begins to know its recordings by heart; the adapter kept is the one from"
            + " the lowest point.");
    if (!history.evaluations().isEmpty()) {
      EvaluationSection.add(page, history.evaluations(), samples);
    }
    page.heading("Data and plan").table(plan(started));
    page.foldedTable("All settings", names("Setting", started.path("settings")));
    page.foldedTable("Versions", names("What", started.path("versions")));
    return page;
  }

  private static KeyFigure[] keyFigures(TrainingHistory history) {
    JsonNode finished = history.finished();
    JsonNode last = history.lastStep();
    List<KeyFigure> figures = new ArrayList<>();
    figures.add(new KeyFigure("state", state(finished)));
    String steps = last.path("step").asInt() + " of " + history.started().path("steps").asInt();
    figures.add(new KeyFigure("steps", steps));
    figures.add(new KeyFigure("training loss", decimals(smoothedLoss(history), 3)));
    history.validations().stream()
        .filter(v -> v.path("best").asBoolean())
        .reduce((earlier, later) -> later)
        .ifPresent(
            best ->
                figures.add(
                    new KeyFigure(
                        "validation loss, step " + best.path("step").asInt(),
                        decimals(best.path("loss").asDouble(), 3))));
    if (!history.evaluations().isEmpty()) {
      figures.add(
          new KeyFigure(
              "tone error rate",
              decimals(100 * EvaluationSection.toneErrorRate(history.evaluations()), 1) + " %"));
    }
    JsonNode speed = finished.isMissingNode() ? last : finished;
    figures.add(
        new KeyFigure("tokens a second", decimals(speed.path("tokens_per_second").asDouble(), 0)));
    if (finished.isMissingNode()) {
      figures.add(new KeyFigure("left", time(last.path("remaining_seconds").asDouble())));
    } else {
      figures.add(new KeyFigure("time of this run", time(finished.path("seconds").asDouble())));
      double peak = finished.path("peak_resident_bytes").asDouble();
      figures.add(new KeyFigure("peak memory", decimals(peak / GIBIBYTE, 2) + " GiB"));
    }
    return figures.toArray(KeyFigure[]::new);
  }

  private static String state(JsonNode finished) {
    return finished.isMissingNode()
        ? "running"
        : finished.path("ending").asText().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static double smoothedLoss(TrainingHistory history) {
    List<Point> smoothed = smoothed(line(history, StepFigures::loss));
    return smoothed.isEmpty() ? Double.NaN : smoothed.get(smoothed.size() - 1).y();
  }

  private static SvgChart[] charts(TrainingHistory history) {
    List<Point> losses = line(history, StepFigures::loss);
    List<Point> validation =
        history.validations().stream()
            .map(v -> new Point(v.path("step").asInt(), v.path("loss").asDouble()))
            .toList();
    LineChart.Builder loss = chart("Loss", "nats a token");
    if (!validation.isEmpty()) {
      loss.line("validation", validation);
    }
    loss.line("training, smoothed", smoothed(losses)).faintLine("each step", losses);
    List<Point> memory = line(history, s -> s.residentBytes() / GIBIBYTE);
    return new SvgChart[] {
      loss.build(),
      chart("Learning rate", "")
          .line("learning rate", line(history, StepFigures::learningRate))
          .build(),
      chart("Gradient norm", "before clipping")
          .logarithmicY()
          .line("norm", line(history, StepFigures::gradientNorm))
          .build(),
      chart("Speed", "tokens a second")
          .includingY(0)
          .line("speed", line(history, StepFigures::tokensPerSecond))
          .build(),
      chart("Memory", "GiB").includingY(0).line("memory", memory).build()
    };
  }

  private static LineChart.Builder chart(String title, String unit) {
    return LineChart.builder(title).xAxis("step").yAxis(unit);
  }

  private static List<Point> line(TrainingHistory history, ToDoubleFunction<StepFigures> figure) {
    return history.steps().stream()
        .map(step -> new Point(step.step(), figure.applyAsDouble(step)))
        .toList();
  }

  /** An exponential mean that begins as the plain mean, so that the first step has no more say. */
  static List<Point> smoothed(List<Point> points) {
    List<Point> smoothed = new ArrayList<>();
    double mean = 0;
    for (Point point : points) {
      double share = Math.max(SMOOTHING, 1.0 / (smoothed.size() + 1));
      mean += share * (point.y() - mean);
      smoothed.add(new Point(point.x(), mean));
    }
    return smoothed;
  }

  private static HtmlTable plan(JsonNode started) {
    HtmlTable table = HtmlTable.columns("What", "Value");
    row(table, "adapter", started.path("settings").path("out").asText());
    row(table, "base", started.path("base").asText());
    row(table, "data set", started.path("dataset").asText());
    row(table, "recordings trained on", started.path("clips").asText());
    row(table, "recordings kept out", started.path("validation_clips").asText());
    row(table, "tokens an epoch", started.path("tokens_per_epoch").asText());
    row(table, "trainable parameters", started.path("trainable_parameters").asText());
    row(table, "layers computed twice to save memory", started.path("recomputed_layers").asText());
    row(table, "predicted memory", gibibytes(started.path("predicted_bytes")));
    row(table, "memory allowed", gibibytes(started.path("budget_bytes")));
    row(table, "attention", started.path("attention_kernel").asText());
    row(table, "device", started.path("device").asText());
    return table;
  }

  private static HtmlTable names(String heading, JsonNode values) {
    HtmlTable table = HtmlTable.columns(heading, "Value");
    for (Map.Entry<String, JsonNode> value : values.properties()) {
      row(table, value.getKey(), value.getValue().asText());
    }
    return table;
  }

  private static void row(HtmlTable table, String name, String value) {
    table.row(Cell.text(name), Cell.text(value));
  }

  private static String gibibytes(JsonNode bytes) {
    double size = bytes.asDouble() / GIBIBYTE;
    return size > 1 << 20 ? "any" : decimals(size, 2) + " GiB";
  }

  private static String decimals(double value, int decimals) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%." + decimals + "f", value) : "–";
  }

  private static String time(double seconds) {
    Duration duration = Duration.ofSeconds(Math.round(seconds));
    return duration.toHours() > 0
        ? duration.toHours() + " h " + duration.toMinutesPart() + " min"
        : duration.toMinutes() > 0
            ? duration.toMinutes() + " min " + duration.toSecondsPart() + " s"
            : duration.toSeconds() + " s";
  }
}
