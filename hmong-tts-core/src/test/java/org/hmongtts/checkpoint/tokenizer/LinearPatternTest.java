package org.hmongtts.checkpoint.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.hmongtts.ModelFormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinearPatternTest {

  private static final String LLAMA3 =
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}"
          + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
  private static final String BEFORE_PUNCTUATION = "\\s+(?=[,.?!;:])";

  /** The platform's engine is the slow, obvious reference. */
  @Property(seed = "20261122")
  void findsWhatThePlatformsEngineFinds(
      @ForAll("patterns") String pattern, @ForAll("texts") String text) {
    int flags = Pattern.UNICODE_CHARACTER_CLASS | Pattern.UNICODE_CASE;
    Matcher reference = Pattern.compile(pattern, flags).matcher(text);
    List<String> expected = new ArrayList<>();
    int from = 0;
    while (from <= text.length() && reference.find(from)) {
      int start = reference.start();
      from = Math.max(reference.end(), start + 1);
      boolean insidePair = // where that engine looks too, once a look behind has failed before it
          start > 0 && start < text.length() && Character.isLowSurrogate(text.charAt(start));
      if (insidePair) {
        from = start + 1;
      } else if (reference.end() > start) {
        expected.add(start + reference.group());
      }
    }
    assertThat(matches(pattern, text)).isEqualTo(expected);
  }

  @Provide
  Arbitrary<String> patterns() {
    Arbitrary<String> atoms =
        Arbitraries.of(
            "a",
            "b",
            "\\s",
            "\\S",
            "\\p{L}",
            "\\P{N}",
            "[^\\sa]",
            "[a-c\\d]",
            "(?i:'s)",
            "(?!a)",
            "(?=\\s)",
            "(?<=b)",
            "(?<!\\s)",
            "(?:a|ab|)",
            "(?:a?b)",
            ".");
    Arbitrary<String> items =
        atoms.flatMap(
            atom ->
                atom.startsWith("(?!") || atom.startsWith("(?=") || atom.startsWith("(?<")
                    ? Arbitraries.just(atom)
                    : Arbitraries.of(
                            "", "?", "*", "+", "{2}", "{1,3}", "{2,}", "*?", "+?", "??", "{1,3}?")
                        .map(q -> atom + q));
    Arbitrary<String> sequence =
        items.list().ofMinSize(1).ofMaxSize(4).map(l -> String.join("", l));
    Arbitrary<String> random =
        sequence.list().ofMinSize(1).ofMaxSize(3).map(l -> String.join("|", l));
    return Arbitraries.oneOf(random, Arbitraries.of(LLAMA3, ByteLevel.PATTERN, BEFORE_PUNCTUATION));
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings()
        .withChars("aabbc  \t'sSſ12,.é\u00a0\u3000")
        .ofMaxLength(12)
        .map(text -> text.replace("c", "\uD81A\uDF00"));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        LLAMA3,
        ByteLevel.PATTERN,
        BEFORE_PUNCTUATION,
        "(a+)+$",
        "(?:a|a)*b",
        "(?:(?:\\s|a)*)*b",
        "a*a*a*a*a*b"
      })
  void takesTimeInProportionToTheText(String pattern) {
    LinearPattern compiled = LinearPattern.compile("here", pattern);
    for (String text : List.of("a", " ", "a ", " \n", "'s", "1", "\uD81A\uDF00")) {
      String million = "x" + text.repeat(1_000_000 / text.length()) + "x";
      // A quadratic engine would need hours.
      assertTimeout(Duration.ofSeconds(30), () -> compiled.forEachMatch(million, (s, e) -> {}));
    }
  }

  @Test
  void anAnchorHoldsAtTheStartOfEveryLine() {
    assertThat(matches("^[a-z]+:", "paj:tou:\ntou:")).containsExactly("0paj:", "9tou:");
  }

  @Test
  void findsTheEdgesOfWords() {
    assertThat(matches("\\bp[a-z]+", "paj xpaj_paj .pob")).containsExactly("0paj", "14pob");
  }

  @ParameterizedTest
  @CsvSource({"paj, true", "pajtou, true", "pajto, false", "xpaj, false", "'', false"})
  void matchesAWholeText(String text, boolean expected) {
    LinearPattern pattern = LinearPattern.compile("here", "p|paj??|paj(?:tou)*?");
    assertThat(pattern.matches(text)).isEqualTo(expected);
  }

  @Test
  void foldsCaseAsUnicodeDoes() {
    assertThat(matches("(?i:'s|[kx])", "'S 'ſ K X ı")).containsExactly("0'S", "3'ſ", "6K", "8X");
    assertThat(matches("(?i:i)", "iIİı")).containsExactly("0i", "1I");
  }

  @Test
  void replacesEveryMatch() {
    assertThat(LinearPattern.compile("here", "\\s+").replaceAll(" a \n b", "_")).isEqualTo("_a_b");
    assertThat(LinearPattern.literal("here", ".*").replaceAll("a.*b*", "+")).isEqualTo("a+b*");
  }

  @ParameterizedTest(name = "{0} has {1}")
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "(a)\\1 ~ the escape \"\\\\1\"",
        "a*?? ~ quantifier",
        "a*+ ~ quantifier",
        "(?>a) ~ the group '(?>'",
        "(?<n>a) ~ the group '(?<'",
        "(?=ab) ~ anything but one character",
        "(?<=a*) ~ anything but one character",
        "[[a]b] ~ a class inside a class",
        "[a&&b] ~ a class inside a class",
        "\\p{Foo} ~ the property \"Foo\"",
        "\\p{L ~ the property",
        "\\Bx ~ the escape \"\\\\B\"",
        "(a ~ a missing ')'",
        "a) ~ an unmatched ')'",
        "[a ~ an unfinished",
        "a{ ~ a quantifier without a number",
        "a{3,1} ~ below its minimum",
        "a{99999} ~ more than 4096 steps",
        "((a{999}){999}){999} ~ more than 4096 steps",
        "(a?){999} ~ more than 256 choices",
        "*a ~ a misplaced '*'",
        "[z-a] ~ runs backwards",
        "\\ ~ unfinished",
      })
  void refusesWhatItDoesNotRead(String pattern, String what) {
    assertThatThrownBy(() -> LinearPattern.compile("here", pattern))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("here: ")
        .hasMessageContaining(what);
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "[", "(?:", "a|", "()", "\\p{", "(?i:", "(){999}"})
  void refusesOrReadsAnyDepthWithoutOverflow(String part) {
    String pattern = part.repeat(1 << 18);
    assertThatThrownBy(() -> LinearPattern.compile("here", pattern))
        .isInstanceOf(ModelFormatException.class);
  }

  @Test
  void countsOfNothingEnd() {
    String nested = "((((((((){999}){999}){999}){999}){999}){999}){999}){999}b";
    assertThat(matches(nested, "ab")).containsExactly("1b");
  }

  private static List<String> matches(String pattern, String text) {
    List<String> found = new ArrayList<>();
    LinearPattern.compile("here", pattern)
        .forEachMatch(text, (start, end) -> found.add(start + text.substring(start, end)));
    return found;
  }
}
