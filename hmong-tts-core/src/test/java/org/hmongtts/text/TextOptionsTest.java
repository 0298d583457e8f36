package org.hmongtts.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hmongtts.DatasetException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextOptionsTest {

  private static String read(String text, TextOptions options) {
    return HmongText.of(text).options(options).normalize().text();
  }

  static Stream<Arguments> rules() {
    return Stream.of(
        arguments(Rule.UNICODE, "ｎｙｏｂ zoo", "nyob zoo", "zoo"),
        arguments(Rule.SCRIPT, "𖬌𖬣𖬵 zoo", "hmoob zoo", "zoo"),
        arguments(Rule.ADDRESS, "www.hmong.org", "hmoob tee aus", "w w . hmoob . os"),
        arguments(Rule.EMOJI, "zoo 😀", "zoo", "zoo 😀"),
        arguments(Rule.SYMBOL, "niam & txiv", "niam thiab txiv", "niam txiv"),
        arguments(
            Rule.DATE,
            "2/7/2015",
            "lub ob hlis ntuj hnub tim xya xyoo ob txhiab kaum tsib",
            "ob , xya , ob txhiab kaum tsib"),
        arguments(Rule.TIME, "8:30", "yim teev peb caug feeb", "yim : peb caug"),
        arguments(Rule.PHONE, "911", "cuaj ib ib", "cuaj puas kaum ib"),
        arguments(Rule.CURRENCY, "$5", "tsib duas", "tsib"),
        arguments(Rule.PERCENT, "25%", "nees nkaum tsib feem pua", "nees nkaum tsib"),
        arguments(Rule.UNIT, "5 kg", "tsib kis los", "tsib khe tsi"),
        arguments(Rule.RANGE, "5–10", "tsib txog kaum", "tsib kaum"),
        arguments(Rule.FRACTION, "1/3", "ib feem peb", "ib faib peb"),
        arguments(Rule.DECIMAL, "3.5", "peb tee tsib", "3.5"),
        arguments(Rule.SIGN, "-5", "rho tsib", "tsib"),
        arguments(Rule.ORDINAL, "1st", "thib ib", "ib e xw thi"),
        arguments(Rule.REDUPLICATION, "zoo2", "zoo zoo", "zoo ob"),
        arguments(Rule.CODE, "A4", "e i plaub", "a plaub"),
        arguments(Rule.CARDINAL, "5 tus", "tsib tus", "5 tus"),
        arguments(Rule.ABBREVIATION, "Mr. Yaj", "mis taws yaj", "e mw a lw . yaj"),
        arguments(Rule.LETTERS, "FBI", "e fw npi ai", "fws npis"),
        arguments(Rule.NAME, "Vang", "vaj", "vees"),
        arguments(Rule.DIVISION, "tebchaws", "teb chaws", "tes tshaus"),
        arguments(Rule.SPELLING, "mhoob", "hmoob", "mws hus"),
        arguments(Rule.STRETCHED, "zooooo", "zoo", "xus"),
        arguments(Rule.PUNCTUATION, "zoo - os", "zoo , os", "zoo os"));
  }

  @ParameterizedTest(name = "without {0}, {1} is {3}")
  @MethodSource("rules")
  void aRuleCanBeSwitchedOff(Rule rule, String written, String said, String without) {
    assertThat(read(written, TextOptions.defaults())).isEqualTo(said);
    assertThat(read(written, TextOptions.defaults().without(rule))).isEqualTo(without);
  }

  @Test
  void everyRuleThatCanBeSwitchedOffIsTried() {
    Set<Rule> optional =
        Stream.of(Rule.values()).filter(Rule::optional).collect(Collectors.toSet());
    assertThat(rules().map(rule -> (Rule) rule.get()[0]).collect(Collectors.toSet()))
        .isEqualTo(optional);
  }

  @ParameterizedTest
  @EnumSource(Rule.class)
  void anyTextIsReadWithoutAnyRule(Rule rule) {
    if (!rule.optional()) {
      assertThatThrownBy(() -> TextOptions.defaults().without(rule))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(rule.name());
      return;
    }
    TextOptions options = TextOptions.defaults().without(rule);
    String text =
        "Mr. Vang, 5 (zoo2) 12/25/1999 8:30 $5.25 25% 5km 1/2 -5 3rd G8 😀 & tebchaws @a www.a.org"
            + " 651-555-0123 𖬌𖬣𖬵 mhoob zoooo 5–10 1.5 BBC";
    assertThatCode(() -> read(text, options)).doesNotThrowAnyException();
  }

  @Test
  void dayFirstTurnsDatesRound() {
    TextOptions options = TextOptions.defaults().withDateOrder(DateOrder.DAY_FIRST);
    assertThat(read("2/7/2015", options))
        .isEqualTo("lub xya hli ntuj hnub tim ob xyoo ob txhiab kaum tsib");
    assertThat(read("2/17/2015", options))
        .isEqualTo("lub ob hlis ntuj hnub tim kaum xya xyoo ob txhiab kaum tsib");
  }

  @Test
  void loansAreTranslatedOnlyIfAskedFor() {
    TextOptions options = TextOptions.defaults().withTranslateLoans(true);
    assertThat(read("hospital", options)).isEqualTo("tsev kho mob");
    assertThat(read("Dr. Yaj", options)).isEqualTo("kws kho mob yaj");
  }

  @ParameterizedTest(name = "{0}: {1} is {2}")
  @CsvSource({
    "HUNDRED_PUA, 555, tsib puas tsib caug tsib",
    "HUNDRED_PUA, 700, xya pua",
    "THOUSAND_PHAV, 7000, xya phav",
    "THOUSAND_PHAV, $5K, tsib phav duas",
    "MILLION_PLHOM, '1,000,000', ib plhom",
    "MILLION_PLHOM, 1000000000000, ib plhom plhom",
    "MILLION_ROOB, $2 million, ob roob duas",
    "MILLION_VAM, '3,000,000', peb vam",
    "HALF_HOUR_NRAB, 8:30 AM, yim teev nrab sawv ntxov",
    "HALF_HOUR_NRAB, 8:31, yim teev peb caug ib feeb",
    "RANGE_RAU, 5–10, tsib rau kaum",
    "RANGE_MUS_RAU, 15–20%, kaum tsib mus rau nees nkaum feem pua"
  })
  void anotherWordCanBeChosen(WordChoice choice, String written, String said) {
    assertThat(read(written, TextOptions.defaults().withWords(choice))).isEqualTo(said);
  }

  @Test
  void oneWordIsChosenForEachMeaning() {
    TextOptions options = TextOptions.defaults();
    assertThatThrownBy(() -> options.withWords(WordChoice.RANGE_RAU, WordChoice.RANGE_MUS_RAU))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("RANGE_MUS_RAU");
    assertThat(read("7,100", options.withWords(WordChoice.HUNDRED_PUA, WordChoice.THOUSAND_PHAV)))
        .isEqualTo("xya phav ib puas");
  }

  @Test
  void sandhiIsAppliedOnlyIfAskedFor() {
    assertThat(read("ob tus, rau tus", TextOptions.defaults())).isEqualTo("ob tus , rau tus");
    TextOptions options = TextOptions.defaults().withSandhi(SandhiRules.afterNumerals());
    NormalizedText text = HmongText.of("2 tus, rau tus").options(options).normalize();
    assertThat(text.text()).isEqualTo("ob tug , rau tus");
    assertThat(text.edits()).contains(new Edit(new TextRange(2, 5), "tus", "tug", Rule.SANDHI));
    assertThat(read("peb hli", options)).isEqualTo("peb hli");
    assertThat(read("peb hli", options.withSandhi(SandhiRules.afterNumeralsAndInDates())))
        .isEqualTo("peb hlis");
  }

  @Test
  void theUsersWordsGoFirst() {
    Lexicon lexicon =
        Lexicon.EMPTY.with("computer", "koos pib tawj").with("zoo", "zoo zoo", Dialect.GREEN);
    TextOptions options = TextOptions.defaults().withLexicon(lexicon);
    assertThat(read("Computer zoo", options)).isEqualTo("koos pib tawj zoo");
    assertThat(read("zoo", options.withDialect(Dialect.GREEN))).isEqualTo("zoo zoo");
  }

  @Test
  void aLexiconIsReadFromAFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("words.tsv");
    Files.writeString(
        file, "# words\nGoogle\tnkus nkaus\n\nGoogle\tnku\tgreen\r\nzoom\txum\twhite\n");
    Lexicon lexicon = Lexicon.read(file);
    assertThat(lexicon.find("google", Dialect.WHITE).orElseThrow()).hasSize(2);
    assertThat(lexicon.find("GOOGLE", Dialect.GREEN).orElseThrow()).hasSize(1);
    assertThat(lexicon.find("zoom", Dialect.GREEN)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ok\tzoo\nword",
        "ok\tzoo\nword\tpaoj",
        "ok\tzoo\na b\tzoo",
        "ok\tzoo\nw\tzoo\tblue"
      })
  void aWrongLineOfALexiconIsNamed(String content, @TempDir Path folder) throws IOException {
    Path file = folder.resolve("words.tsv");
    Files.writeString(file, content);
    assertThatThrownBy(() -> Lexicon.read(file))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("words.tsv:2:");
  }

  @Test
  void aLexiconThatIsNotUtf8IsRefused(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("words.tsv");
    Files.write(file, new byte[] {'a', '\t', (byte) 0xFF, '\n'});
    assertThatThrownBy(() -> Lexicon.read(file))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("UTF-8");
  }

  @ParameterizedTest
  @EnumSource(TextForm.class)
  void aTextFormIsFoundByItsId(TextForm form) {
    assertThat(TextForm.ofId(form.id())).isSameAs(form);
  }

  @Test
  void textFormsWriteTheSameTextForDifferentModels() {
    NormalizedText text = HmongText.of("Nyob zoo os!").normalize();
    assertThat(text.in(TextForm.RPA)).isEqualTo("nyob zoo os !");
    assertThat(text.in(TextForm.NUMBERED_TONES)).isEqualTo("nyo1 zoo4 o5 !");
    assertThat(text.in(TextForm.PARTS)).isEqualTo("ny·o·b z·oo·0 ∅·o·s !");
    assertThat(text.in(TextForm.IPA)).isEqualTo("ɲɒ˥ ʐɒ̃˧ ʔɒ˩ ‖");
    assertThatThrownBy(() -> TextForm.ofId("morse")).isInstanceOf(IllegalArgumentException.class);
  }
}
