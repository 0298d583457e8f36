package org.hmongtts.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the specification says of each class of text, beside its worked examples. */
class NormalizationTest {

  private static String read(String text) {
    return HmongText.of(text).normalize().text();
  }

  private static void assertReads(String written, String said) {
    assertThat(read(written)).isEqualTo(said);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "7.2.2015 | lub ob hlis ntuj hnub tim xya xyoo ob txhiab kaum tsib",
        "13/2/2015 | lub ob hlis ntuj hnub tim kaum peb xyoo ob txhiab kaum tsib",
        "Feb. 7, 2015 | lub ob hlis ntuj hnub tim xya xyoo ob txhiab kaum tsib",
        "7 February 2015 | lub ob hlis ntuj hnub tim xya xyoo ob txhiab kaum tsib",
        "7 Lub Ob Hlis 2015 | hnub tim xya lub ob hlis xyoo ob txhiab kaum tsib",
        "hnub tim 7 lub 2 hli | hnub tim xya lub ob hli",
        "Feb 7 | lub ob hlis ntuj hnub tim xya",
        "February 2015 | lub ob hlis ntuj xyoo ob txhiab kaum tsib",
        "12/25/1999 | lub kaum ob hlis ntuj hnub tim nees nkaum tsib xyoo ib txhiab cuaj puas cuaj caum cuaj",
        "6/30/98 | lub rau hli ntuj hnub tim peb caug xyoo ib txhiab cuaj puas cuaj caum yim",
        "1859–1917 | ib txhiab yim puas tsib caug cuaj txog ib txhiab cuaj puas kaum xya",
        "2/2015 | ob , ob txhiab kaum tsib",
        "1990s | cov xyoo ib txhiab cuaj puas cuaj caum",
        "2/30/2015 | ob , peb caug , ob txhiab kaum tsib"
      })
  void dates(String written, String said) {
    assertReads(written, said);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "14:30 | kaum plaub teev peb caug feeb",
        "8:30:15 | yim teev peb caug feeb kaum tsib chib",
        "8 pm | yim teev tsaus ntuj",
        "8:00 a.m. koj | yim teev sawv ntxov koj",
        "12:00 noon | kaum ob teev tav su",
        "25:10 | nees nkaum tsib , kaum",
        "2 hrs | ob teev",
        "8:00 AM – 5:00 PM | yim teev sawv ntxov txog tsib teev tsaus ntuj"
      })
  void times(String written, String said) {
    assertReads(written, said);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "$5.5 | tsib tee tsib duas",
        "$0.25 | nees nkaum tsib xees",
        "$5.00 | tsib duas",
        "$1,234.50 | ib txhiab ob puas peb caug plaub duas tsib caug xees",
        "$2.5 lab | ob tee tsib lab duas",
        "$5K | tsib txhiab duas",
        "$5 billion | tsib txhiab lab duas",
        "−$5 | rho tsib duas",
        "-$5 | rho tsib duas",
        "$10/teev | kaum duas ib teev",
        "$5 duas | tsib duas",
        "$5 dollars | tsib duas",
        "5 dauslas | tsib daus las",
        "€20 | nees nkaum yus los",
        "₭500 | tsib puas kis",
        "500 kip | tsib puas kis",
        "20 USD | nees nkaum duas",
        "THB 500 | tsib puas npaj",
        "25 cents | nees nkaum tsib xees",
        "$5–$10 | tsib duas txog kaum duas"
      })
  void money(String written, String said) {
    assertReads(written, said);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "651-555-0123 | rau tsib ib , tsib tsib tsib , xoom ib ob peb",
        "651.555.0123 | rau tsib ib , tsib tsib tsib , xoom ib ob peb",
        "1-800-555-0123 | ib , yim xoom xoom , tsib tsib tsib , xoom ib ob peb",
        "+1 651-555-0123 | ntxiv ib , rau tsib ib , tsib tsib tsib , xoom ib ob peb",
        "555-0123 | tsib tsib tsib , xoom ib ob peb",
        "555-0123 ext. 45 | tsib tsib tsib , xoom ib ob peb txuas plaub tsib",
        "xov tooj: 5550123 | xov tooj : tsib tsib tsib xoom ib ob peb",
        "hu 123 | hu ib ob peb",
        "911 | cuaj ib ib",
        "St. Paul, MN 55104 | xees phaus , e mw e nw tsib tsib ib xoom plaub"
      })
  void digitStrings(String written, String said) {
    assertReads(written, said);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "2.5 % | ob tee tsib feem pua",
        "5‰ | tsib feem txhiab",
        "1/3 | ib feem peb",
        "1/10 | ib feem kaum",
        "2 1/2 | ob thiab ib nrab",
        "24/7 | nees nkaum plaub , xya",
        "5/3 | tsib , peb",
        "12.75 | kaum ob tee xya tsib",
        "63,8 lab | rau caum peb tee yim lab",
        "−5 | rho tsib",
        "5 − 3 | tsib rho peb",
        "5 × 3 | tsib tov peb",
        "6 ÷ 2 | rau faib ob",
        "6 / 2 | rau faib ob",
        "±3 | ntxiv los sis rho peb",
        "< 5 | tsawg dua tsib",
        "~5 | kwv yees tsib",
        "3rd | thib peb",
        "3-2 | peb txog ob",
        "No. 5 | naj npawb tsib",
        "§ 5 | nqe tsib"
      })
  void arithmetic(String written, String said) {
    assertReads(written, said);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "5km | tsib kis lus mev",
        "60 km/h | rau caum kis lus mev ib teev",
        "5 km² | tsib kis lus mev xwm fab",
        "5 km2 | tsib kis lus mev xwm fab",
        "20°C | nees nkaum dis kis xes",
        "98 °F | cuaj caum yim dis kis fas",
        "20º | nees nkaum dis kis",
        "250 mL | ob puas tsib caug mis lis lis",
        "5′6″ | tsib fij rau nti",
        "5 miles | tsib mais",
        "5 mi nyuas | tsib mi nyuas",
        "5 tus | tsib tus"
      })
  void units(String written, String said) {
    assertReads(written, said);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "G8 | tsi yim",
        "H1N1 | e tshw ib e nw ib",
        "A4 | e i plaub",
        "CO2 | xi au ob",
        "zoo3 | zoo zoo zoo",
        "km2 | khe e mw ob",
        "Mex | mes",
        "fix | fis",
        "zoox | zoo zoo",
        "zoo ๆ | zoo zoo"
      })
  void codesAndRepetition(String written, String said) {
    assertReads(written, said);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "tus@hmong.org | tus ntawm hmoob tee aus",
        "a_b-c.d@hmong.com | a kab hauv qab npi kab xi tee di ntawm hmoob tee koos",
        "http://www.hmong.org/zoo?a=b | hmoob tee aus",
        "hmong21.net | hmoob ob ib tee nes",
        "nyob.co.uk | nyob tee co tee yu khe",
        "@nyob | ntawm nyob",
        "#NyobZoo | nyob zoo"
      })
  void addresses(String written, String said) {
    assertReads(written, said);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "hmooooob | hmoob",
        "nojjj | noj",
        "haaaa | ha",
        "hahaha! | ha ha ha !",
        "Zoo os?! | zoo os ?",
        "zoo...zoo | zoo … zoo",
        "zoo (os). Koj | zoo , os . koj",
        "(zoo) | zoo ,",
        ", zoo | zoo",
        "zoo -- zoo | zoo , zoo",
        "nyob zoo :) | nyob zoo",
        "Dr. Yaj | dos taws yaj",
        "Mr. Lis | mis taws lis",
        "zoo etc. | zoo thiab lwm yam .",
        "U.S.A. | mes kas .",
        "J. Vaj | tse vaj",
        "5️⃣ | tsib",
        "don't | doos",
        "Hmong's | hmoob",
        "Lee | lee",
        "Tou Lee | tus lis",
        "① | ib ,",
        "тus | tus",
        "zoo & | zoo",
        "niam / txiv | niam los sis txiv"
      })
  void wordsAndMarks(String written, String said) {
    assertReads(written, said);
  }

  @Nested
  class ForeignText {

    private String read(String text, ForeignWords foreignWords) {
      return HmongText.of(text).foreignWords(foreignWords).normalize().text();
    }

    @ParameterizedTest(name = "{0} becomes {1}")
    @CsvSource({
      "internet, ees taws nes",
      "Facebook, fas xes npus",
      "Google, nkus",
      "email, es mais",
      "YouTube, yus tus",
      "hospital, haus phis tas",
      "Chicago, tshis kas nkaus",
      "Texas, tes xas",
      "Michael, mis tshas es",
      "Washington, vas sees toos",
      "Microsoft, mis laus xaus",
      "telephone, tes les foos",
      "video, vis des aus",
      "insurance, ees xus lees",
      "Medicare, mes dis kas",
      "Kentucky, khees tus kis",
      "Sacramento, xas las mees taus",
      "Fresno, fws les naus",
      "Amazon, as mas xoos",
      "play, plhais",
      "black, nplas",
      "Spring, xws plhees",
      "three, thws lis",
      "café, kas"
    })
    void isRespelled(String word, String said) {
      assertReads(word, said);
    }

    @Test
    void isKeptSpeltOrLeftOutAsAskedFor() {
      assertThat(read("Kuv muaj computer!", ForeignWords.KEEP)).isEqualTo("kuv muaj computer !");
      assertThat(read("kuv cd", ForeignWords.LETTERS)).isEqualTo("kuv xi di");
      assertThat(read("Kuv muaj computer!", ForeignWords.SKIP)).isEqualTo("kuv muaj !");
    }

    @Test
    void isReportedWhateverBecomesOfIt() {
      for (ForeignWords option : ForeignWords.values()) {
        NormalizedText text = HmongText.of("Kuv muaj computer").foreignWords(option).normalize();
        assertThat(text.tokens())
            .anyMatch(
                token ->
                    token instanceof Token.Foreign
                        || token instanceof Token.Spoken spoken && spoken.foreign());
      }
    }

    @Test
    void turnsHmongLookingWordsAroundItForeignToo() {
      assertReads("he has computers", "hes has koos phus taws");
      assertReads("Kuv has koj", "kuv has koj");
    }

    @Test
    void ofUnknownScriptIsReportedAndSkipped() {
      NormalizedText text = HmongText.of("zoo 你好 os").normalize();
      assertThat(text.text()).isEqualTo("zoo os");
      assertThat(text.tokens()).contains(new Token.Unreadable("", new TextRange(4, 6)));
    }
  }

  @Test
  void everyChangeIsReportedWithItsPlaceAndRule() {
    assertThat(HmongText.of("Kuv muaj 5 tus 😀").normalize().edits())
        .isEqualTo(
            List.of(
                new Edit(new TextRange(0, 3), "Kuv", "kuv", Rule.CASE),
                new Edit(new TextRange(9, 10), "5", "tsib", Rule.CARDINAL),
                new Edit(new TextRange(15, 17), "😀", "", Rule.EMOJI)));
  }

  @Test
  void syllablesOfAJoinedWordKnowTheirOwnLetters() {
    assertThat(HmongText.of("ib tebchaws").normalize().syllables())
        .extracting(Token.Spoken::range)
        .containsExactly(new TextRange(0, 2), new TextRange(3, 6), new TextRange(6, 11));
  }

  @Test
  void apostrophesBetweenJoinedWordsHideNoLetters() {
    assertThat(HmongText.of("tebchaws'lab").normalize().syllables())
        .extracting(Token.Spoken::range)
        .containsExactly(new TextRange(0, 3), new TextRange(3, 8), new TextRange(8, 12));
  }

  @Test
  void anInitialWithAnAccentIsAWordLikeAnyOther() {
    assertReads("é. zoo", "es . zoo");
  }

  @Test
  void likelyDialectIsTold() {
    assertThat(HmongText.of("Kuv tsis paub lawv nyob qhov twg").likelyDialect())
        .hasValue(Dialect.WHITE);
    assertThat(HmongText.of("kuv tsi paub puab nyob hovtwg hab nwg moog lawm").likelyDialect())
        .hasValue(Dialect.GREEN);
    assertThat(HmongText.of("koj nyob").likelyDialect()).isEmpty();
  }

  @Test
  void zeroWidthCaseWidthAndQuoteStyleChangeNothing() {
    String plain = "nyob zoo \"os\" koj muaj 5 tus";
    assertReads("NYOB ZOO “OS” KOJ MUAJ 5 TUS", read(plain));
    assertReads("ｎｙｏｂ ｚｏｏ «os» koj muaj ５ tus", read(plain));
    assertReads("ny\u200Bob z\u00ADoo 'os' koj\uFEFF muaj 5\uFE0F tus", read(plain));
  }
}
