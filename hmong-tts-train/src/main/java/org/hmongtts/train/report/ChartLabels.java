package org.hmongtts.train.report;

import java.util.List;

/**
 * The words around a chart; of the axes' names each may be empty.
 *
 * @param title what it shows
 * @param xAxis what the horizontal axis counts
 * @param yAxis what the vertical axis counts, or its unit
 */
record ChartLabels(String title, String xAxis, String yAxis) {

  /** For readers who cannot see it. */
  String description(List<String> series) {
    StringBuilder text = new StringBuilder(String.join(", ", series));
    text.append(yAxis.isEmpty() ? "" : " in " + yAxis);
    return text.append(xAxis.isEmpty() ? "" : " by " + xAxis).toString();
  }
}
