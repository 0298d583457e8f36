package org.hmongtts.train.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A place in a chart. A coordinate that is not finite leaves a gap in a line.
 *
 * @param x along the horizontal axis
 * @param y along the vertical axis
 */
public record Point(double x, double y) {

  /** Values at the places 0, 1, 2 and so on. */
  public static List<Point> sequence(double... values) {
    List<Point> points = new ArrayList<>(values.length);
    for (double value : values) {
      points.add(new Point(points.size(), value));
    }
    return points;
  }
}
