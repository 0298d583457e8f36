package org.hmongtts.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.hmongtts.text.Tone;
import org.junit.jupiter.api.Test;

class TextCommandsTest {

  private static String run(String input, String... args) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    try {
      CommandRun run = CommandRun.of(args);
      assertThat(run.exitCode()).as(run.err()).isZero();
      return run.out();
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void eachLineReadBecomesOneLineWritten() {
    assertThat(run("Nyob zoo!\n\n2 tus\n", "normalize").lines())
        .containsExactly("nyob zoo !", "", "ob tus");
  }

  @Test
  void theDialectIsObeyed() {
    assertThat(run("7", "normalize", "--dialect", "green").strip()).isEqualTo("xyaa");
  }

  @Test
  void syllablesAreWrittenInTheirParts() {
    assertThat(run("", "syllables", "Nyob zoo").strip()).isEqualTo("ny·o·b z·oo·0");
  }

  @Test
  void jsonHoldsThePartsOfEachSyllable() {
    String line = run("Nyob\n", "syllables", "--format", "json");
    assertThat(line.lines()).hasSize(1);
    assertThat(line)
        .contains("\"rpa\":\"nyob\",\"onset\":\"ny\",\"rime\":\"o\",\"tone\":\"b\",\"ipa\":\"ɲɒ˥\"")
        .contains("\"rule\":\"CASE\"");
  }

  @Test
  void soundsAreWrittenInIpa() {
    assertThat(run("Nyob zoo os!", "phonemize").strip()).isEqualTo("ɲɒ˥ ʐɒ̃˧ ʔɒ˩ ‖");
  }

  @Test
  void textIsWrittenInTheHmongScripts() {
    assertThat(run("Hmoob", "normalize", "--script", "pahawh").strip()).isEqualTo("𖬌𖬣𖬵");
    assertThat(run("Hmoob", "normalize", "--script", "nyiakeng").strip()).isEqualTo("𞄀𞄄𞄰𞄩");
  }

  @Test
  void explainShowsEverySyllableWithItsToneDrawn() {
    assertThat(run("", "explain", "Nyob 2 tug"))
        .startsWith("nyob ob tug")
        .contains("ny     o     b     " + ExplainCommand.contour(Tone.HIGH))
        .contains("CARDINAL at 5: \"2\" → \"ob\"");
  }

  @Test
  void aContourRisesAndFallsWithThePitch() {
    String falling = ExplainCommand.contour(Tone.HIGH_FALLING);
    assertThat(falling.charAt(0)).isGreaterThan(falling.charAt(falling.length() - 1));
  }
}
