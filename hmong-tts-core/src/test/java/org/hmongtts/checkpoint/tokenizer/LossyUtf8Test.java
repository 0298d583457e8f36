package org.hmongtts.checkpoint.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LossyUtf8Test {

  /** The tables 3-8 to 3-11 of the Unicode standard, and one byte of each wrong kind. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "c0af e080bf f08182 41, ????????A",
    "eda080 edbfbf edaf 41, ????????A",
    "f4919293 ff 41 80bf 42, ?????A??B",
    "e180 e2 f09192 f1bf 41, ????A",
    "e1, ?",
    "f09f98, ?",
    "80, ?",
    "c2 41, ?A",
    "f09f9880, \uD83D\uDE00",
    "f48fbfbf, \uDBFF\uDFFF"
  })
  void replacesEachMaximalIllFormedPart(String hex, String expected) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    assertThat(LossyUtf8.decode(bytes)).isEqualTo(expected.replace('?', '\uFFFD'));
  }

  @Property(seed = "20261122")
  void readsWhatIsWellFormed(@ForAll String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertThat(LossyUtf8.decode(bytes)).isEqualTo(new String(bytes, StandardCharsets.UTF_8));
  }
}
