package org.hmongtts.text;

/** Which of the first two numbers of {@code 2/7/2015} is the month; one over 12 decides itself. */
public enum DateOrder {
  MONTH_FIRST,
  DAY_FIRST
}
