package org.hmongtts.train.report;

/**
 * A number that a reader should see first.
 *
 * @param name what it is, in a few words
 * @param value with its unit
 */
public record KeyFigure(String name, String value) {}
