package org.hmongtts.train.eval;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hmongtts.text.Tone;

/** Measured contours over the table's, one small chart a tone, as SVG. */
final class TonePicture {

  private static final int WIDTH = 200;
  private static final int HEIGHT = 170;
  private static final int MARGIN = 30;
  private static final int COLUMNS = 4;
  private static final double LOWEST = -6;
  private static final double HIGHEST = 6;
  private static final List<String> COLOURS = List.of("#c0392b", "#2266aa", "#27864b");

  private TonePicture() {}

  static String of(Map<String, ToneReport> reports) {
    int width = MARGIN + COLUMNS * WIDTH;
    int height = MARGIN + Tone.values().length / COLUMNS * HEIGHT + MARGIN;
    StringBuilder svg = new StringBuilder();
    add(svg, "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d'", width, height);
    add(svg, " font-family='sans-serif' font-size='12'>\n");
    add(svg, "<rect width='%d' height='%d' fill='white'/>\n", width, height);
    for (Tone tone : Tone.values()) {
      int left = MARGIN + tone.ordinal() % COLUMNS * WIDTH;
      int top = MARGIN + tone.ordinal() / COLUMNS * HEIGHT;
      add(svg, "<g transform='translate(%d,%d)'>\n", left, top);
      axes(svg, tone);
      line(svg, RimeContour.expected(tone), "#999", "6");
      int colour = 0;
      for (ToneReport report : reports.values()) {
        String stroke = COLOURS.get(colour++ % COLOURS.size());
        report.contour(tone).ifPresent(contour -> line(svg, contour, stroke, "1.5"));
      }
      add(svg, "</g>\n");
    }
    legend(svg, reports, height);
    return svg.append("</svg>\n").toString();
  }

  private static void axes(StringBuilder svg, Tone tone) {
    String letter = tone == Tone.MID ? "no letter" : "-" + tone.rpa();
    add(svg, "<text x='%d' y='-6' font-weight='bold'>%s</text>\n", (WIDTH - MARGIN) / 2, letter);
    for (int semitones = -4; semitones <= 4; semitones += 2) {
      double y = y(semitones);
      String stroke = semitones == 0 ? "#888" : "#ddd";
      add(svg, "<path d='M0 %.1fH%d' stroke='%s'/>", y, WIDTH - MARGIN, stroke);
      add(svg, "<text x='-4' y='%.1f' text-anchor='end' fill='#666'>%d</text>\n", y + 4, semitones);
    }
  }

  private static void line(StringBuilder svg, double[] contour, String stroke, String width) {
    add(svg, "<polyline fill='none' stroke='%s' stroke-width='%s' points='", stroke, width);
    for (int i = 0; i < contour.length; i++) {
      double x = (double) i / (contour.length - 1) * (WIDTH - MARGIN);
      add(svg, "%.1f,%.1f ", x, y(contour[i]));
    }
    add(svg, "'/>\n");
  }

  private static void legend(StringBuilder svg, Map<String, ToneReport> reports, int height) {
    add(svg, "<text x='%d' y='%d'>Semitones from the speaker's mean over", MARGIN, height - 10);
    add(svg, " the rime: <tspan fill='#999' font-weight='bold'>table</tspan>");
    int colour = 0;
    for (String name : reports.keySet()) {
      String fill = COLOURS.get(colour++ % COLOURS.size());
      add(svg, ", <tspan fill='%s' font-weight='bold'>%s</tspan>", fill, name);
    }
    add(svg, "</text>\n");
  }

  private static double y(double semitones) {
    return (HIGHEST - semitones) / (HIGHEST - LOWEST) * (HEIGHT - MARGIN);
  }

  private static void add(StringBuilder svg, String format, Object... arguments) {
    svg.append(String.format(Locale.ROOT, format, arguments));
  }
}
