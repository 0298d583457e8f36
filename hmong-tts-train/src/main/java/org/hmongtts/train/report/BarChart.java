package org.hmongtts.train.report;

import static org.hmongtts.train.report.ChartFrame.number;
import static org.hmongtts.train.report.Markup.add;
import static org.hmongtts.train.report.Markup.escape;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Bars over categories, those of several series side by side. */
public final class BarChart implements SvgChart {

  private static final int WANTED_TICKS = 5;
  private static final int BOTTOM_MARGIN = 42;
  private static final int MOST_LABEL_CHARACTERS = 20;
  private static final double MOST_BAR_WIDTH = 48;

  /** Names that take more than this if written side by side are written upright. */
  private static final double USUAL_PLOT_WIDTH = 520;

  /** Of a category's width; the rest is space. */
  private static final double BARS_SHARE = 0.76;

  private final ChartLabels labels;
  private final List<Series> series;
  private final List<String> categories;

  private record Series(String name, Map<String, Double> values) {}

  private BarChart(Builder chart) {
    this.labels = new ChartLabels(chart.title, chart.xAxis, chart.yAxis);
    this.series = List.copyOf(chart.series);
    Set<String> all = new LinkedHashSet<>();
    series.forEach(one -> all.addAll(one.values().keySet()));
    this.categories = List.copyOf(all);
  }

  /** A chart with this title. */
  public static Builder builder(String title) {
    return new Builder(title);
  }

  @Override
  public String svg() {
    double[] heights =
        series.stream()
            .flatMap(one -> one.values().values().stream())
            .mapToDouble(v -> v)
            .filter(Double::isFinite)
            .toArray();
    double least = 0;
    double most = 0;
    for (double height : heights) {
      least = Math.min(least, height);
      most = Math.max(most, height);
    }
    Axis vertical =
        least == most
            ? new Axis(0, 1, false, List.of(0.0))
            : Axis.rounded(least, most, WANTED_TICKS);
    List<String> names = series.stream().map(Series::name).toList();
    int longest = categories.stream().mapToInt(c -> label(c).length()).max().orElse(0);
    double wanted = categories.size() * (longest + 1.5) * ChartFrame.CHARACTER_WIDTH;
    boolean upright = wanted > USUAL_PLOT_WIDTH;
    double labelHeight = upright ? longest * ChartFrame.CHARACTER_WIDTH : 0;
    ChartFrame frame = new ChartFrame(labels, names, vertical, BOTTOM_MARGIN + labelHeight);
    if (heights.length == 0) {
      frame.message("no data");
      return frame.finish();
    }
    double width = (frame.right() - frame.left()) / categories.size();
    for (int i = 0; i < categories.size(); i++) {
      double x = frame.left() + i * width;
      bars(frame, categories.get(i), x, width);
      category(frame, categories.get(i), x + width / 2, upright);
    }
    return frame.finish();
  }

  private void bars(ChartFrame frame, String category, double x, double width) {
    double bar = Math.min(MOST_BAR_WIDTH, width * BARS_SHARE / series.size());
    double left = x + (width - bar * series.size()) / 2;
    for (int i = 0; i < series.size(); i++) {
      Double value = series.get(i).values().get(category);
      if (value != null && Double.isFinite(value)) {
        bar(frame, i, category, value, left + i * bar, bar);
      }
    }
  }

  private void bar(
      ChartFrame frame, int index, String category, double value, double x, double width) {
    double top = Math.min(frame.y(value), frame.y(0));
    double height = Math.abs(frame.y(value) - frame.y(0));
    double gap = series.size() > 1 && width > 4 ? 1 : 0;
    StringBuilder svg = frame.svg();
    add(
        svg,
        "<rect class='fill %s' x='%s' y='%s' ",
        ChartFrame.colour(index),
        number(x),
        number(top));
    add(svg, "width='%s' height='%s' ", number(width - gap), number(height));
    String name = series.size() > 1 ? series.get(index).name() + ", " : "";
    String text = name + category + ": " + NumberText.of(value, 4);
    add(svg, "rx='%s'><title>%s</title></rect>\n", width > 6 ? "2" : "0", escape(text));
  }

  private void category(ChartFrame frame, String category, double x, boolean upright) {
    String place = number(upright ? x + 4 : x) + " " + number(frame.bottom() + (upright ? 8 : 18));
    add(frame.svg(), "<text class='muted' transform='translate(%s)", place);
    add(frame.svg(), "%s'>", upright ? "rotate(-90)' text-anchor='end" : "' text-anchor='middle");
    add(frame.svg(), "%s</text>\n", escape(label(category)));
  }

  private static String label(String category) {
    return category.codePointCount(0, category.length()) <= MOST_LABEL_CHARACTERS
        ? category
        : category.substring(0, category.offsetByCodePoints(0, MOST_LABEL_CHARACTERS - 1)) + "…";
  }

  /** What a chart shows. Not thread-safe. */
  public static final class Builder {

    private final String title;
    private final List<Series> series = new ArrayList<>();
    private String xAxis = "";
    private String yAxis = "";

    private Builder(String title) {
      this.title = title;
    }

    /** What the categories are, as {@code tone}. */
    public Builder xAxis(String name) {
      this.xAxis = name;
      return this;
    }

    /** What the vertical axis counts, or its unit, as {@code clips}. */
    public Builder yAxis(String name) {
      this.yAxis = name;
      return this;
    }

    /**
     * A series of bars.
     *
     * @param values heights by category; categories stand in the order of the maps, so give maps
     *     that have one. A value that is not finite has no bar
     */
    public Builder bars(String name, Map<String, ? extends Number> values) {
      Map<String, Double> heights = new LinkedHashMap<>();
      values.forEach((category, value) -> heights.put(category, value.doubleValue()));
      series.add(new Series(name, heights));
      return this;
    }

    public BarChart build() {
      return new BarChart(this);
    }
  }
}
