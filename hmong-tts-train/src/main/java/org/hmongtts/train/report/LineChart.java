package org.hmongtts.train.report;

import static org.hmongtts.train.report.ChartFrame.number;
import static org.hmongtts.train.report.Markup.add;
import static org.hmongtts.train.report.Markup.escape;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;

/** Lines and dots over two axes. Long lines are thinned, peaks and dips kept. */
public final class LineChart implements SvgChart {

  private static final int WANTED_X_TICKS = 8;
  private static final int WANTED_Y_TICKS = 5;
  private static final int BOTTOM_MARGIN = 42;

  /** Of a line with no more points, each is marked. */
  private static final int MOST_MARKED = 40;

  private final ChartLabels labels;
  private final boolean logarithmic;
  private final List<Double> including;
  private final List<Series> series;

  private enum Look {
    LINE,
    FAINT,
    DOTS
  }

  private record Series(String name, List<Point> points, Look look) {}

  private LineChart(Builder chart) {
    this.labels = new ChartLabels(chart.title, chart.xAxis, chart.yAxis);
    this.logarithmic = chart.logarithmic;
    this.including = List.copyOf(chart.including);
    this.series = List.copyOf(chart.series);
  }

  /** A chart with this title. */
  public static Builder builder(String title) {
    return new Builder(title);
  }

  @Override
  public String svg() {
    DoubleSummaryStatistics xs = new DoubleSummaryStatistics();
    DoubleSummaryStatistics ys = new DoubleSummaryStatistics();
    including.stream().filter(y -> !logarithmic || y > 0).forEach(ys::accept);
    for (Series one : series) {
      for (Point point : shown(one)) {
        xs.accept(point.x());
        ys.accept(point.y());
      }
    }
    List<String> names = series.stream().map(Series::name).toList();
    ChartFrame frame = new ChartFrame(labels, names, vertical(ys), BOTTOM_MARGIN);
    if (xs.getCount() == 0) {
      frame.message("no data");
      return frame.finish();
    }
    Axis horizontal = Axis.fitted(xs.getMin(), xs.getMax(), WANTED_X_TICKS);
    horizontal(frame, horizontal);
    for (int i = 0; i < series.size(); i++) {
      draw(frame, horizontal, i);
    }
    return frame.finish();
  }

  private Axis vertical(DoubleSummaryStatistics ys) {
    if (ys.getCount() == 0) {
      return new Axis(0, 1, false, List.of());
    }
    return logarithmic
        ? Axis.logarithmic(ys.getMin(), ys.getMax())
        : Axis.rounded(ys.getMin(), ys.getMax(), WANTED_Y_TICKS);
  }

  private List<Point> shown(Series one) {
    return one.points().stream().filter(this::shown).toList();
  }

  private boolean shown(Point point) {
    return Double.isFinite(point.x())
        && Double.isFinite(point.y())
        && (!logarithmic || point.y() > 0);
  }

  private void horizontal(ChartFrame frame, Axis axis) {
    StringBuilder svg = frame.svg();
    for (double tick : axis.ticks()) {
      String x = number(x(frame, axis, tick));
      add(svg, "<path class='axis' d='M%s %sv4'/>", x, number(frame.bottom()));
      add(svg, "<text class='muted' x='%s' y='%s' ", x, number(frame.bottom() + 18));
      add(svg, "text-anchor='middle'>%s</text>\n", Axis.label(tick));
    }
    add(svg, "<path class='axis' d='M%s %s", number(frame.left()), number(frame.bottom()));
    add(svg, "H%s'/>\n", number(frame.right()));
  }

  private static double x(ChartFrame frame, Axis axis, double value) {
    return frame.left() + axis.position(value) * (frame.right() - frame.left());
  }

  private void draw(ChartFrame frame, Axis axis, int index) {
    Series one = series.get(index);
    boolean dots = one.look() == Look.DOTS;
    boolean marked = dots || one.look() == Look.LINE && one.points().size() <= MOST_MARKED;
    String colour = ChartFrame.colour(index);
    add(frame.svg(), "<g class='%s'>\n", colour);
    for (List<Point> part : dots ? List.of(shown(one)) : unbroken(one)) {
      List<Point> thinned = dots ? part : Thinning.of(part);
      if (!dots && thinned.size() > 1) {
        path(frame, axis, thinned, one.look());
      }
      if (one.look() != Look.FAINT) {
        for (Point point : thinned) {
          spot(frame, axis, one.name(), point, marked || thinned.size() == 1);
        }
      }
    }
    frame.svg().append("</g>\n");
  }

  /** The parts of a line between points that cannot be shown. */
  private List<List<Point>> unbroken(Series one) {
    List<List<Point>> parts = new ArrayList<>();
    List<Point> part = new ArrayList<>();
    for (Point point : one.points()) {
      if (shown(point)) {
        part.add(point);
      } else if (!part.isEmpty()) {
        parts.add(part);
        part = new ArrayList<>();
      }
    }
    if (!part.isEmpty()) {
      parts.add(part);
    }
    return parts;
  }

  private static void path(ChartFrame frame, Axis axis, List<Point> points, Look look) {
    StringBuilder svg = frame.svg();
    add(svg, "<path class='line%s' d='", look == Look.FAINT ? " faint" : "");
    char command = 'M';
    for (Point point : points) {
      svg.append(command).append(number(x(frame, axis, point.x())));
      svg.append(' ').append(number(frame.y(point.y())));
      command = 'L';
    }
    svg.append("'/>\n");
  }

  /** A dot, or the invisible place that tells its value. */
  private void spot(ChartFrame frame, Axis axis, String name, Point point, boolean visible) {
    add(frame.svg(), "<circle class='%s' ", visible ? "fill" : "spot");
    add(
        frame.svg(),
        "cx='%s' cy='%s' ",
        number(x(frame, axis, point.x())),
        number(frame.y(point.y())));
    String where = labels.xAxis().isEmpty() ? "" : labels.xAxis() + " ";
    String text = name + ": " + NumberText.of(point.y(), 4) + " at " + where;
    add(frame.svg(), "r='%s'><title>", visible ? "3" : "4");
    add(frame.svg(), "%s</title></circle>\n", escape(text + NumberText.of(point.x(), 6)));
  }

  /** What a chart shows. Not thread-safe. */
  public static final class Builder {

    private final String title;
    private final List<Series> series = new ArrayList<>();
    private final List<Double> including = new ArrayList<>();
    private String xAxis = "";
    private String yAxis = "";
    private boolean logarithmic;

    private Builder(String title) {
      this.title = title;
    }

    /** What the horizontal axis counts, as {@code step}. */
    public Builder xAxis(String name) {
      this.xAxis = name;
      return this;
    }

    /** What the vertical axis counts, or its unit, as {@code nats per token}. */
    public Builder yAxis(String name) {
      this.yAxis = name;
      return this;
    }

    /** Equal ratios are equally high; points at or below 0 are gaps. */
    public Builder logarithmicY() {
      this.logarithmic = true;
      return this;
    }

    /** Extends the vertical axis to a value, as to 0. */
    public Builder includingY(double value) {
      including.add(value);
      return this;
    }

    /** A line through points, in their order. */
    public Builder line(String name, List<Point> points) {
      return add(name, points, Look.LINE);
    }

    /** A thin, pale line: the single values that another line is the mean of. */
    public Builder faintLine(String name, List<Point> points) {
      return add(name, points, Look.FAINT);
    }

    /** Points without a line. */
    public Builder dots(String name, List<Point> points) {
      return add(name, points, Look.DOTS);
    }

    private Builder add(String name, List<Point> points, Look look) {
      series.add(new Series(name, List.copyOf(points), look));
      return this;
    }

    public LineChart build() {
      return new LineChart(this);
    }
  }
}
