package org.hmongtts.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README shows is what the tests run. */
class ReadmeTest {

  /** Surefire runs a module's tests in the module's folder. */
  private static final Path ROOT = Path.of("..");

  private static final Pattern JAVA_BLOCK = Pattern.compile("(?s)```java\n(.*?)```");

  @Test
  void itsProgramIsTheExampleThatIsRun() throws IOException {
    List<String> blocks =
        JAVA_BLOCK
            .matcher(Files.readString(ROOT.resolve("README.md")))
            .results()
            .map(MatchResult::group)
            .toList();
    String example =
        Files.readString(Path.of("src/main/java/org/hmongtts/examples/SpeakHmong.java"));

    assertThat(example).contains(body(blocks.get(0)));
  }
}
