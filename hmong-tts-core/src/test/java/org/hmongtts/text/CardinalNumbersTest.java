package org.hmongtts.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CardinalNumbersTest {

  private static final Map<String, Integer> UNITS =
      Map.ofEntries(
          Map.entry("xoom", 0),
          Map.entry("ib", 1),
          Map.entry("ob", 2),
          Map.entry("peb", 3),
          Map.entry("plaub", 4),
          Map.entry("tsib", 5),
          Map.entry("rau", 6),
          Map.entry("xya", 7),
          Map.entry("xyaa", 7),
          Map.entry("yim", 8),
          Map.entry("cuaj", 9));

  private static String read(String text, Dialect dialect) {
    return HmongText.of(text).dialect(dialect).normalize().text();
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void everyNumberUpToAMillionReadsBackAsItself(Dialect dialect) {
    // 211, 911 and their like would be telephone numbers.
    TextOptions options = TextOptions.defaults().withDialect(dialect).without(Rule.PHONE);
    StringBuilder numbers = new StringBuilder();
    for (int first = 0; first < 1_000_000; first += 1_000) {
      numbers.setLength(0);
      for (int i = first; i < first + 1_000; i++) {
        numbers.append(i).append(" ; ");
      }
      String[] words =
          HmongText.of(numbers.toString()).options(options).normalize().text().split(" ;");
      for (int i = 0; i < 1_000; i++) {
        assertThat(value(words[i].trim())).as(words[i]).isEqualTo(first + i);
      }
    }
  }

  private static int value(String words) {
    int total = 0;
    int hundreds = 0;
    int current = -1;
    for (String word : words.split(" ")) {
      switch (word) {
        case "nees", "neeg" -> current = 2;
        case "kaum", "nkaum", "caum", "caug" -> {
          hundreds += 10 * (current < 0 ? 1 : current);
          current = -1;
        }
        case "puas" -> {
          hundreds += 100 * current;
          current = -1;
        }
        case "txhiab", "txhab" -> {
          total = 1_000 * (hundreds + Math.max(current, 0));
          hundreds = 0;
          current = -1;
        }
        default -> current = UNITS.get(word);
      }
    }
    return total + hundreds + Math.max(current, 0);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "10000 | kaum txhiab",
        "12345 | kaum ob txhiab peb puas plaub caug tsib",
        "999,999 | cuaj puas cuaj caum cuaj txhiab cuaj puas cuaj caum cuaj",
        "23822747 | nees nkaum peb lab yim puas nees nkaum ob txhiab xya puas plaub caug xya",
        "100000000 | ib puas lab",
        "1,000,000,000 | ib txhiab lab",
        "7900000000 | xya txhiab cuaj puas lab",
        "1000000000000 | ib lab lab",
        "1234567890123456 | ib ob peb , plaub tsib rau , xya yim cuaj , xoom ib ob , peb plaub tsib , rau",
        "0123456 | xoom ib ob , peb plaub tsib , rau",
        "1.234,50 | ib txhiab ob puas peb caug plaub tee tsib xoom",
        "0.05 | xoom tee xoom tsib",
        "1'000'000 | ib lab",
        "neesnkaum pebcaug ibpuas | nees nkaum peb caug ib puas"
      })
  void largeAndSeparatedNumbers(String written, String said) {
    assertThat(read(written, Dialect.WHITE)).isEqualTo(said);
  }

  @Test
  void theStyleDecidesWhatASingleSeparatorMeans() {
    TextOptions european = TextOptions.defaults().withNumberStyle(NumberStyle.EUROPEAN);
    assertThat(HmongText.of("1.234 1,234").options(european).normalize().text())
        .isEqualTo("ib txhiab ob puas peb caug plaub ib tee ob peb plaub");
    assertThat(read("1.234 1,234", Dialect.WHITE))
        .isEqualTo("ib tee ob peb plaub ib txhiab ob puas peb caug plaub");
  }
}
