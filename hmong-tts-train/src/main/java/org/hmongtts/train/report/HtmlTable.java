package org.hmongtts.train.report;

import static org.hmongtts.train.report.Markup.add;
import static org.hmongtts.train.report.Markup.escape;

import java.util.ArrayList;
import java.util.List;

/** A table for a {@link HtmlPage}, written row by row. Not thread-safe. */
public final class HtmlTable {

  private static final double DEEPEST_SHADE = 0.6;

  private final List<String> columns;
  private final List<List<Cell>> rows = new ArrayList<>();

  private HtmlTable(List<String> columns) {
    this.columns = columns;
  }

  /** An empty table with these headings. */
  public static HtmlTable columns(String... headings) {
    return new HtmlTable(List.of(headings));
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException unless it has a cell for each column
   */
  public HtmlTable row(Cell... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(
          "row "
              + (rows.size() + 1)
              + " has "
              + cells.length
              + " cells, the table has "
              + columns.size()
              + " columns: "
              + columns);
    }
    rows.add(List.of(cells));
    return this;
  }

  String html() {
    StringBuilder html = new StringBuilder("<div class='wide'><table>\n<thead><tr>");
    for (int i = 0; i < columns.size(); i++) {
      add(html, "<th scope='col'%s>", isNumeric(i) ? " class='number'" : "");
      add(html, "%s</th>", escape(columns.get(i)));
    }
    html.append("</tr></thead>\n<tbody>\n");
    for (List<Cell> row : rows) {
      html.append("<tr>");
      row.forEach(cell -> html.append(html(cell)));
      html.append("</tr>\n");
    }
    return html.append("</tbody></table></div>\n").toString();
  }

  /** A heading stands over its numbers. */
  private boolean isNumeric(int column) {
    return !rows.isEmpty()
        && (rows.get(0).get(column) instanceof Cell.Figure
            || rows.get(0).get(column) instanceof Cell.Shaded);
  }

  private static String html(Cell cell) {
    if (cell instanceof Cell.Figure figure) {
      return "<td class='number'>" + escape(figure.text()) + "</td>";
    }
    if (cell instanceof Cell.Shaded shaded) {
      StringBuilder html = new StringBuilder("<td class='number' ");
      double opacity = DEEPEST_SHADE * Math.max(0, Math.min(1, shaded.share()));
      add(html, "style='background:rgba(0,130,200,%.3f)'>", opacity);
      return html.append(escape(shaded.text())).append("</td>").toString();
    }
    if (cell instanceof Cell.Sound sound) {
      return "<td>" + AudioElement.of(sound.audio()) + "</td>";
    }
    return "<td>" + escape(((Cell.Text) cell).text()) + "</td>";
  }
}
