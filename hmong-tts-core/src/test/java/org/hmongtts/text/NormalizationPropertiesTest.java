package org.hmongtts.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What holds for every text, in either dialect and whatever becomes of foreign words. */
class NormalizationPropertiesTest {

  /** Pieces that touch every reader, to be put together at random. */
  private static final String[] PIECES = {
    "nyob",
    "Zoo",
    "KOJ",
    "menyuam",
    "HmoobDawb",
    "tebchaws",
    "mhoob",
    "zoo2",
    "zoox",
    "Mex",
    "tsiiiis",
    "haaaa",
    "haha",
    "ii",
    "table",
    "computer",
    "Vang",
    "Pao",
    "Lee",
    "Cha",
    "is",
    "As",
    "I",
    "the",
    "Tom",
    "US",
    "CA",
    "USA",
    "U.S.A.",
    "BBC",
    "xyz",
    "XYZ",
    "NASA",
    "PhD",
    "don't",
    "Hmong's",
    "k'oo",
    "i'm",
    "Mr.",
    "Dr.",
    "etc.",
    "No.",
    "a.m.",
    "e.g.",
    "J.",
    "B",
    "hu",
    "xov tooj",
    "lub",
    "hlis",
    "ntuj",
    "xyoo",
    "hnub tim",
    "Feb.",
    "February",
    "7",
    "12",
    "2015",
    "007",
    "1,234",
    "3.5",
    "8,46",
    "1.234.567",
    "12345678901234567",
    "1/2",
    "24/7",
    "2½",
    "3-4",
    "5–10",
    "2/7/2015",
    "2015-02-07",
    "8:30",
    "14:05",
    "99:99",
    "AM",
    "pm",
    "teev",
    "$",
    "$5.25",
    "US$",
    "€",
    "25¢",
    "baht",
    "lab",
    "duas",
    "%",
    "°C",
    "km",
    "km/h",
    "m²",
    "5'6\"",
    "mi",
    "lbs.",
    "(651) 555-0123",
    "+1",
    "ext. 5",
    "911",
    "MN 55104",
    "-",
    "–",
    "—",
    "--",
    "−",
    "+",
    "=",
    "×",
    "/",
    "&",
    "@",
    "#",
    "*",
    "~",
    "<",
    ">",
    "'",
    "\"",
    "“",
    "”",
    "’",
    "(",
    ")",
    "[",
    ".",
    ",",
    ";",
    ":",
    "!",
    "?",
    "…",
    "...",
    "\n",
    "\n\n",
    " ",
    "  ",
    "\t",
    "www.hmong.org",
    "http://a.b/c?d",
    "tus@hmong.org",
    "@name",
    "#NyobZoo",
    "COVID-19",
    "H1N1",
    "G8",
    "😀",
    ":)",
    "<3",
    "*****",
    "\u200B",
    "\uFEFF",
    "\u0301",
    "é",
    "ß",
    "Ａ",
    "１２",
    "тus",
    "Привет",
    "你好",
    "สวัสดี",
    "ๆ",
    "٣",
    "①",
    "㎞",
    "℃",
    "!\u0301",
    "(\u0301",
    "-\u0301",
    "𖬖𖬲𖬝𖬵",
    "𖬞",
    "𖬰",
    "𖭒𖭐",
    "𖭒𖭛",
    "𖬺",
    "𖭂",
    "𖭣",
    "𞄀𞄄𞄰𞄩",
    "𞄼",
    "𞅁",
    "𞅎",
    "\uD800",
    "\uDC00",
    "\u0000",
    "\r\n",
    "aa",
    "w",
    "nl",
    "bawg",
    "both",
    "ces",
    "thib",
    "st",
    "1st",
    "x"
  };

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> separators = Arbitraries.of("", " ", " ", " ", "\n");
    Arbitrary<String> pieces = Arbitraries.of(PIECES);
    Arbitrary<String> odd = Arbitraries.strings().ofMaxLength(4);
    Arbitrary<String> words =
        Arbitraries.strings().withChars("abcdehiklmnoprstuvwxyz'ABKZ").ofMaxLength(9);
    return Arbitraries.frequencyOf(Tuple.of(12, pieces), Tuple.of(2, words), Tuple.of(1, odd))
        .flatMap(piece -> separators.map(separator -> piece + separator))
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join("", parts));
  }

  @Provide
  Arbitrary<TextOptions> options() {
    return Arbitraries.of(Dialect.class)
        .flatMap(
            dialect ->
                Arbitraries.of(ForeignWords.class)
                    .map(
                        foreign ->
                            TextOptions.defaults().withDialect(dialect).withForeignWords(foreign)));
  }

  private static NormalizedText read(String text, TextOptions options) {
    return HmongText.of(text).options(options).normalize();
  }

  @Property(tries = 1_500, seed = "20261122")
  void normalisingTwiceChangesNothing(
      @ForAll("texts") String text, @ForAll("options") TextOptions options) {
    String once = read(text, options).text();
    assertThat(read(once, options).text()).isEqualTo(once);
  }

  @Property(tries = 1_500, seed = "20261122")
  void editsReplayToTheNormalisedText(
      @ForAll("texts") String text, @ForAll("options") TextOptions options) {
    NormalizedText read = read(text, options);
    assertThat(replay(read)).isEqualTo(read.text().replace(" ", ""));
  }

  /** The source with every edit made, without its spaces. */
  private static String replay(NormalizedText read) {
    StringBuilder text = new StringBuilder();
    int at = 0;
    for (Edit edit : read.edits()) {
      assertThat(edit.range().start()).isGreaterThanOrEqualTo(at);
      assertThat(edit.before()).isEqualTo(edit.range().of(read.source()));
      assertThat(edit.after()).isNotEqualTo(edit.before());
      text.append(read.source(), at, edit.range().start()).append(edit.after());
      at = edit.range().end();
    }
    text.append(read.source().substring(at));
    return text.toString().replaceAll("[\\s\\p{Z}\\u001C-\\u001F\\u0085]", "");
  }

  @Property(tries = 800, seed = "20261122")
  void tokensStandInOrderAndSayTheText(
      @ForAll("texts") String text, @ForAll("options") TextOptions options) {
    NormalizedText read = read(text, options);
    int start = 0;
    for (Token token : read.tokens()) {
      assertThat(token.range().start()).isGreaterThanOrEqualTo(start);
      assertThat(token.range().end()).isLessThanOrEqualTo(text.length());
      start = token.range().start();
    }
    assertThat(read.in(TextForm.RPA)).isEqualTo(read.text());
  }

  @Property(tries = 800, seed = "20261122")
  void respelledTextIsSyllablesAndMarksOnly(@ForAll("texts") String text, @ForAll Dialect dialect) {
    for (String word : HmongText.of(text).dialect(dialect).normalize().text().split(" ")) {
      assertThat(word.isEmpty() || ",;:.!?…".contains(word) || Syllable.parse(word).isPresent())
          .as(word)
          .isTrue();
    }
  }

  @Property(tries = 800, seed = "20261122")
  void phrasesHoldTheWholeTextAndAreShortEnough(@ForAll("texts") String text) {
    NormalizedText read = HmongText.of(text).normalize();
    List<Phrase> phrases = read.phrases(6);
    assertThat(phrases.stream().map(Phrase::text).collect(Collectors.joining(" ")))
        .isEqualTo(read.text());
  }

  @Property(tries = 500, seed = "20261122")
  void anyStringIsRead(@ForAll String text, @ForAll("options") TextOptions options) {
    assertThat(read(text, options).ipa()).isNotNull();
  }

  @Property(tries = 500, seed = "20261122")
  void anyStringIsASyllableOrNone(@ForAll("texts") String text) {
    Syllable.parse(text).ifPresent(read -> assertThat(Syllable.parse(read.rpa())).hasValue(read));
  }
}
