package org.hmongtts.text;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hmongtts.DatasetException;
import org.hmongtts.text.script.PahawhHmong;
import org.hmongtts.text.script.PahawhStage;

/** Fuzz targets; in a normal build each runs on its kept inputs only. */
class TextFuzzTest {

  @FuzzTest
  void anyTextIsReadAndReadsTheSameAgain(FuzzedDataProvider data) {
    TextOptions options =
        TextOptions.defaults()
            .withDialect(data.pickValue(Dialect.values()))
            .withForeignWords(data.pickValue(ForeignWords.values()));
    String once = HmongText.of(data.consumeRemainingAsString()).options(options).normalize().text();
    String twice = HmongText.of(once).options(options).normalize().text();
    if (!twice.equals(once)) {
      throw new AssertionError("normalising twice differs");
    }
  }

  @FuzzTest
  void anyTextIsCutIntoPhrases(FuzzedDataProvider data) {
    int limit = data.consumeInt(1, 50);
    HmongText.of(data.consumeRemainingAsString()).normalize().phrases(limit);
  }

  @FuzzTest
  void anyTextIsReadAsPahawh(FuzzedDataProvider data) {
    PahawhStage stage = data.pickValue(PahawhStage.values());
    PahawhHmong.toRpa(data.consumeRemainingAsString(), stage, Dialect.WHITE);
  }

  @FuzzTest
  void anyFileIsALexiconOrRefused(FuzzedDataProvider data) throws IOException {
    Path file = Files.createTempFile("lexicon", ".tsv");
    try {
      Files.write(file, data.consumeRemainingAsBytes());
      Lexicon.read(file);
    } catch (DatasetException expected) {
      // a damaged file is refused by name
    } finally {
      Files.delete(file);
    }
  }
}
