package org.hmongtts.train.report;

import static org.hmongtts.train.report.Markup.add;
import static org.hmongtts.train.report.Markup.escape;

import java.util.List;

/** What all charts have around their data: title, legend, vertical axis and grid. */
final class ChartFrame {

  /** The categorical colours of Okabe and Ito (2008), told apart by colour-blind readers too. */
  private static final List<String> LIGHT =
      List.of("#0072b2", "#d55e00", "#009e73", "#b8558f", "#b07d00", "#3a8fc2");

  /** The same hues, lighter: to be seen on a dark ground. */
  private static final List<String> DARK =
      List.of("#56b4e9", "#f0883e", "#3cc49b", "#e39cc4", "#e6b422", "#9ad0f0");

  private static final int WIDTH = 600;
  private static final int PLOT_HEIGHT = 208;
  private static final int TITLE_HEIGHT = 34;
  private static final int LEGEND_ROW_HEIGHT = 20;
  private static final int RIGHT_MARGIN = 16;

  /** Mean width of a character: nothing here can measure a font. */
  static final double CHARACTER_WIDTH = 6.6;

  private static final double SWATCH_WIDTH = 20;
  private static final double LEGEND_GAP = 18;

  private final StringBuilder svg = new StringBuilder();
  private final Axis vertical;
  private final double left;
  private final double top;

  /**
   * @param bottomMargin height of what stands below the data
   */
  ChartFrame(ChartLabels labels, List<String> legend, Axis vertical, double bottomMargin) {
    this.vertical = vertical;
    double longest =
        vertical.ticks().stream().mapToInt(t -> Axis.label(t).length()).max().orElse(1);
    this.left = 14 + CHARACTER_WIDTH * longest;
    int rows = legend.size() < 2 ? 0 : legendRows(legend);
    this.top = TITLE_HEIGHT + rows * LEGEND_ROW_HEIGHT;
    double height = top + PLOT_HEIGHT + bottomMargin;
    add(svg, "<svg xmlns='http://www.w3.org/2000/svg' class='chart' role='img' ");
    add(svg, "viewBox='0 0 %d %s'>\n", WIDTH, number(height));
    add(svg, "<title>%s</title>\n", escape(labels.title()));
    add(svg, "<desc>%s</desc>\n", escape(labels.description(legend)));
    svg.append(style());
    add(svg, "<text class='name' x='2' y='17'>%s", escape(labels.title()));
    add(svg, "<tspan class='muted' dx='8'>%s</tspan></text>\n", escape(labels.yAxis()));
    add(svg, "<text class='muted' x='%s' y='%s' ", number(right()), number(height - 6));
    add(svg, "text-anchor='end'>%s</text>\n", escape(labels.xAxis()));
    if (rows > 0) {
      legend(legend);
    }
    grid();
  }

  double left() {
    return left;
  }

  double right() {
    return WIDTH - RIGHT_MARGIN;
  }

  double bottom() {
    return top + PLOT_HEIGHT;
  }

  /** The height of a value of the vertical axis. */
  double y(double value) {
    return bottom() - vertical.position(value) * PLOT_HEIGHT;
  }

  /** Where a chart writes its data. */
  StringBuilder svg() {
    return svg;
  }

  String finish() {
    return svg.append("</svg>").toString();
  }

  /** A word in the middle of the plot, for a chart without data. */
  void message(String text) {
    double middle = (left() + right()) / 2;
    String y = number(bottom() - PLOT_HEIGHT / 2.0);
    add(svg, "<text class='muted' x='%s' y='%s' text-anchor='middle'>", number(middle), y);
    add(svg, "%s</text>\n", escape(text));
  }

  /** A coordinate, to the tenth of a unit. */
  static String number(double coordinate) {
    double rounded = Math.round(coordinate * 10) / 10.0;
    return rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded);
  }

  /** The class that gives the colour of a series; colours are used again after the last. */
  static String colour(int series) {
    return "s" + series % LIGHT.size();
  }

  private static String style() {
    StringBuilder style = new StringBuilder("<style>\n");
    add(style, ".chart{font:12px system-ui,sans-serif;fill:#20242a}\n");
    add(style, ".chart .name{font-size:14px;font-weight:600}\n");
    add(style, ".chart .muted{fill:#626b77;font-size:12px;font-weight:400}\n");
    add(style, ".chart .grid{stroke:#e3e6ea}.chart .axis{stroke:#9aa3ae}\n");
    add(style, ".chart .line{fill:none;stroke:currentColor;stroke-width:2;");
    add(style, "stroke-linejoin:round;stroke-linecap:round}\n");
    add(style, ".chart .faint{stroke-width:1;opacity:.55}\n");
    add(style, ".chart .fill{fill:currentColor}\n");
    add(
        style,
        ".chart .spot{fill:currentColor;fill-opacity:0}.chart .spot:hover{fill-opacity:1}\n");
    colours(style, LIGHT);
    add(style, "@media(prefers-color-scheme:dark){\n.chart{fill:#e6e9ed}");
    add(style, ".chart .muted{fill:#a0a9b5}.chart .grid{stroke:#30363e}");
    add(style, ".chart .axis{stroke:#6b7480}\n");
    colours(style, DARK);
    return style.append("}\n</style>\n").toString();
  }

  private static void colours(StringBuilder style, List<String> colours) {
    for (int i = 0; i < colours.size(); i++) {
      add(style, ".chart .%s{color:%s}", colour(i), colours.get(i));
    }
    style.append('\n');
  }

  private int legendRows(List<String> names) {
    int rows = 1;
    double x = 2;
    for (String name : names) {
      if (x > 2 && x + legendWidth(name) > WIDTH) {
        rows++;
        x = 2;
      }
      x += legendWidth(name);
    }
    return rows;
  }

  private void legend(List<String> names) {
    double x = 2;
    double y = TITLE_HEIGHT + 2;
    for (int i = 0; i < names.size(); i++) {
      if (x > 2 && x + legendWidth(names.get(i)) > WIDTH) {
        x = 2;
        y += LEGEND_ROW_HEIGHT;
      }
      add(svg, "<rect class='fill %s' x='%s' y='%s' ", colour(i), number(x), number(y - 8));
      add(svg, "width='14' height='4' rx='2'/>");
      add(svg, "<text x='%s' y='%s'>", number(x + SWATCH_WIDTH), number(y - 2));
      add(svg, "%s</text>\n", escape(names.get(i)));
      x += legendWidth(names.get(i));
    }
  }

  private static double legendWidth(String name) {
    return SWATCH_WIDTH + name.length() * CHARACTER_WIDTH + LEGEND_GAP;
  }

  private void grid() {
    for (double tick : vertical.ticks()) {
      String y = number(y(tick));
      String kind = tick == 0 ? "axis" : "grid";
      add(svg, "<path class='%s' d='M%s %sH%s'/>", kind, number(left), y, number(right()));
      add(svg, "<text class='muted' x='%s' y='%s' ", number(left - 7), number(y(tick) + 4));
      add(svg, "text-anchor='end'>%s</text>\n", Axis.label(tick));
    }
  }
}
