package org.hmongtts.text.internal;

import org.hmongtts.text.Dialect;

/** The words that the readers put in, which differ between the dialects. */
record Words(
    String hmong,
    String seven,
    String twenty,
    String thousand,
    String half,
    String and,
    String minus,
    String upTo,
    String day,
    String month,
    String sevenMonth,
    String morning,
    String lessThan,
    String moreThan,
    String andSoOn,
    String thatIs) {

  private static final Words WHITE =
      new Words(
          "hmoob",
          "xya",
          "nees nkaum",
          "txhiab",
          "nrab",
          "thiab",
          "rho",
          "txog",
          "hnub tim",
          "hlis",
          "xya hli",
          "sawv ntxov",
          "tsawg dua",
          "ntau dua",
          "thiab lwm yam",
          "uas yog");

  private static final Words GREEN =
      new Words(
          "moob",
          "xyaa",
          "neeg nkaum",
          "txhab",
          "nraab",
          "hab",
          "rhu",
          "txug",
          "nub tim",
          "hlis",
          "xyaa hli",
          "sawv ntxuv",
          "tsawg dlua",
          "ntau dlua",
          "hab lwm yaam",
          "kws yog");

  static Words of(Dialect dialect) {
    return dialect == Dialect.GREEN ? GREEN : WHITE;
  }
}
