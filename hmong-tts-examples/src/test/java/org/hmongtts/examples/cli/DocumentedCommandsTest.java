package org.hmongtts.examples.cli;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hmongtts.examples.Documents;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Command lines in the documents use commands and options that exist. */
class DocumentedCommandsTest {

  private static final Pattern CALL = Pattern.compile("(?m)hmong-tts\\.jar (.*)$");
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

  static Stream<String> calls() {
    return Documents.blocks("sh").stream()
        .flatMap(block -> CALL.matcher(block.content()).results().map(match -> match.group(1)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("calls")
  void isUnderstood(String call) {
    String[] words = words(call);

    assertThatCode(() -> HmongTtsCommand.parser(new HmongTtsCommand()).parseArgs(words))
        .doesNotThrowAnyException();
  }

  private static String[] words(String call) {
    List<String> words = new ArrayList<>();
    for (Matcher word = WORD.matcher(call); word.find(); ) {
      if (word.group().matches("[|<>&#].*")) {
        break;
      }
      words.add(word.group(1) != null ? word.group(1) : word.group(2));
    }
    return words.toArray(String[]::new);
  }
}
