package org.hmongtts.text.internal;

import java.util.Set;
import org.hmongtts.text.Dialect;
import org.hmongtts.text.TextOptions;
import org.hmongtts.text.WordChoice;

/**
 * The words that the readers put in, which differ between the dialects and by choice.
 *
 * @param hundred after a digit that ends in -b
 * @param hundredAfterOthers after any other
 * @param halfHour what follows the hour at half past
 */
record Words(
    String hmong,
    String seven,
    String twenty,
    String hundred,
    String hundredAfterOthers,
    String thousand,
    String million,
    String half,
    String and,
    String minus,
    String upTo,
    String halfHour,
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
          "puas",
          "puas",
          "txhiab",
          "lab",
          "nrab",
          "thiab",
          "rho",
          "txog",
          "peb caug feeb",
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
          "puas",
          "puas",
          "txhab",
          "lab",
          "nraab",
          "hab",
          "rhu",
          "txug",
          "peb caug feeb",
          "nub tim",
          "hlis",
          "xyaa hli",
          "sawv ntxuv",
          "tsawg dlua",
          "ntau dlua",
          "hab lwm yaam",
          "kws yog");

  static Words of(TextOptions options) {
    Words usual = options.dialect() == Dialect.GREEN ? GREEN : WHITE;
    return options.words().isEmpty() ? usual : usual.choosing(options.words());
  }

  private Words choosing(Set<WordChoice> choices) {
    return new Words(
        hmong,
        seven,
        twenty,
        hundred,
        choices.contains(WordChoice.HUNDRED_PUA) ? "pua" : hundredAfterOthers,
        choices.contains(WordChoice.THOUSAND_PHAV) ? "phav" : thousand,
        million(choices),
        half,
        and,
        minus,
        upTo(choices),
        choices.contains(WordChoice.HALF_HOUR_NRAB) ? half : halfHour,
        day,
        month,
        sevenMonth,
        morning,
        lessThan,
        moreThan,
        andSoOn,
        thatIs);
  }

  private String million(Set<WordChoice> choices) {
    if (choices.contains(WordChoice.MILLION_PLHOM)) {
      return "plhom";
    }
    if (choices.contains(WordChoice.MILLION_ROOB)) {
      return "roob";
    }
    return choices.contains(WordChoice.MILLION_VAM) ? "vam" : million;
  }

  private String upTo(Set<WordChoice> choices) {
    if (choices.contains(WordChoice.RANGE_RAU)) {
      return "rau";
    }
    return choices.contains(WordChoice.RANGE_MUS_RAU) ? "mus rau" : upTo;
  }
}
