package org.hmongtts.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text made to be slow takes time in proportion to its length, and not much of it. */
class LinearTimeTest {

  private static final int LENGTH = 1 << 16;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "ab",
        "z",
        "nyob",
        "Nyob zoo. ",
        "aB",
        "ha",
        "o'",
        "'",
        "x",
        "zo",
        "aaab ",
        "table",
        "US ",
        "is ",
        "Lee ",
        "A.",
        "a.b",
        "a@",
        "a.b@",
        "a-",
        "www.",
        "http://",
        "@a",
        "#aB",
        "1",
        "1,",
        "1.",
        "1'",
        "1/",
        "1/2 ",
        "1-",
        "1–",
        "1:",
        "1 ",
        "12:30:",
        "(1)",
        "(111) ",
        "111-",
        "111 111 1111 ",
        "+1",
        "hu 1 ",
        "lub ob hlis 7 ",
        "$",
        "$1",
        "$ ",
        "1 $",
        "5'",
        "5'6\"",
        "-",
        "- ",
        "−1",
        "=",
        "= ",
        "*",
        "* ",
        ":)",
        "(",
        ".",
        ". ",
        "?!",
        "…",
        "\n",
        "\n ",
        " ",
        "\t",
        "é",
        "e\u0301",
        "\u0301",
        "\u0301\u0316",
        "\u200B",
        "тa",
        "Ж",
        "你",
        "ๆ",
        "ﷺ",
        "ａ",
        "①",
        "½",
        "😀",
        "𖬖",
        "𖬖𖬰",
        "𖬞",
        "𖭂",
        "a𖭂",
        "𖭑",
        "𖭑𖭛",
        "𞄀",
        "𞄀𞄤",
        "𞄤",
        "𞄼",
        "a 𞄼",
        "𞄀𞄤 𞄼",
        "𞄀𞄤𞄼",
        "\uD800",
        "\u0000"
      })
  void twiceTheTextTakesAboutTwiceTheTime(String piece) {
    String whole = piece.repeat(LENGTH / piece.length());
    String half = whole.substring(0, LENGTH / 2);
    long halfTime = fastest(half);
    long wholeTime = fastest(whole);
    // Quadratic work would take four times as long; a slow machine gets some leave.
    assertThat(wholeTime).isLessThan(3 * halfTime + Duration.ofMillis(200).toNanos());
  }

  private static long fastest(String text) {
    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      long start = System.nanoTime();
      assertThat(HmongText.of(text).normalize().phrases(40)).isNotNull();
      fastest = Math.min(fastest, System.nanoTime() - start);
      if (fastest < Duration.ofMillis(150).toNanos()) {
        break;
      }
    }
    return fastest;
  }
}
