package org.hmongtts.train.report;

/**
 * A chart as SVG text: no script, no fonts of its own, light or dark as its reader prefers, and
 * with the value of each point where the pointer rests on it. Immutable.
 */
public sealed interface SvgChart permits LineChart, BarChart {

  /** An {@code svg} element, to stand in a page or, with the same text, in a file of its own. */
  String svg();
}
