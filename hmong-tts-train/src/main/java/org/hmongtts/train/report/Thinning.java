package org.hmongtts.train.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Fewer points for a line that looks the same: of each stretch the lowest and the highest, in their
 * order, and the line's first and last.
 */
final class Thinning {

  /** Twice this many points are about one for each unit of a chart's width. */
  private static final int STRETCHES = 240;

  private Thinning() {}

  static List<Point> of(List<Point> points) {
    if (points.size() <= 2 * STRETCHES) {
      return points;
    }
    List<Point> thinned = new ArrayList<>();
    thinned.add(points.get(0));
    int inner = points.size() - 2;
    for (int i = 0; i < STRETCHES; i++) {
      int from = 1 + (int) ((long) inner * i / STRETCHES);
      int to = 1 + (int) ((long) inner * (i + 1) / STRETCHES);
      extremes(points.subList(from, to), thinned);
    }
    thinned.add(points.get(points.size() - 1));
    return thinned;
  }

  private static void extremes(List<Point> stretch, List<Point> thinned) {
    Point lowest = stretch.stream().min(Comparator.comparingDouble(Point::y)).orElseThrow();
    Point highest = stretch.stream().max(Comparator.comparingDouble(Point::y)).orElseThrow();
    stretch.stream().filter(p -> p == lowest || p == highest).forEach(thinned::add);
  }
}
