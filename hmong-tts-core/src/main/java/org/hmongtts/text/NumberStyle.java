package org.hmongtts.text;

/** How {@code 1.234} and {@code 1,234} are taken, where the number itself does not tell. */
public enum NumberStyle {
  /** A comma groups digits, a point begins the decimals. */
  US,
  /** A point groups digits, a comma begins the decimals. */
  EUROPEAN
}
