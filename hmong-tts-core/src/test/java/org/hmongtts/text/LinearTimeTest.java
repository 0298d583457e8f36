package org.hmongtts.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text made to be slow takes time in proportion to its length, and not much of it. */
class LinearTimeTest {

  private static final int LENGTH = 1 << 16;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

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
        "bcdfghjklmnpqrstvxyz",
        "bcdfg ",
        "tshtshtsh ",
        "menyuam",
        "tebchaws",
        "tebchawstebchawstebch ",
        "tusiabtusiabtusiab ",
        "computer ",
        "strengths ",
        "XYZ ",
        "HmoobDawb",
        "zooooooo ",
        "zoo2 ",
        "zoox ",
        "COVID-19 ",
        "123456789012345 ",
        "12/31/1999 ",
        "8:30 PM ",
        "$5.25 ",
        "25% ",
        "5 km/h ",
        "-5 ",
        "3rd ",
        "651-555-0123 ",
        "tus@hmong.org ",
        "http://a.b/c?d ",
        "www.hmong.org ",
        "#NyobZoo ",
        "U.S.A. ",
        "e.g. ",
        "Mr. Vang ",
        "3.5.",
        "1.000.",
        "1 000 ",
        "1+1=",
        " ~5",
        "a①",
        "1½",
        "①ﬃ",
        "ǆ",
        "ǆ1–",
        "㎞",
        "℃",
        "٣",
        "٣ﷺ",
        "ﷺa",
        "ﷺ\u0301",
        "a\u0301\u0316\u0301\u0316\u0301\u0316",
        "5\u2009000\u2009",
        "Привет ",
        "สวัสดี",
        "don't ",
        "k'oo ",
        "𖭒𖭐",
        "𖬖𖬲𖬝𖬵 ",
        "𞄀𞄄𞄰𞄩 ",
        "\u0000"
      })
  void twiceTheTextTakesAboutTwiceTheTime(String piece) {
    String whole = piece.repeat(LENGTH / piece.length());
    String half = whole.substring(0, LENGTH / 2);
    long halfTime = fastest(half);
    long wholeTime = fastest(whole);
    // Quadratic work would take four times as long; what is read in no time is not measured.
    assertThat(wholeTime).isLessThan(3 * halfTime + Duration.ofMillis(60).toNanos());
  }

  /** Time of this thread on the processor, which other programs do not lengthen. */
  private static long fastest(String text) {
    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      long start = THREADS.getCurrentThreadCpuTime();
      NormalizedText read = HmongText.of(text).normalize();
      assertThat(read.phonemes()).isNotNull();
      assertThat(read.phrases(40)).isNotNull();
      fastest = Math.min(fastest, THREADS.getCurrentThreadCpuTime() - start);
      if (fastest < Duration.ofMillis(40).toNanos()) {
        break;
      }
    }
    return fastest;
  }
}
