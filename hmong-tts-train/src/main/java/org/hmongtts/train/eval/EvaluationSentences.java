package org.hmongtts.train.eval;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Sentences to judge a voice by, written for that and part of no data set here. */
public final class EvaluationSentences {

  private EvaluationSentences() {}

  /**
   * 60 sentences of everyday White Hmong in plain RPA syllables. All have every White Hmong onset,
   * rime and tone; they are in such an order that any first few are as varied as can be, and five
   * have the eight tones.
   */
  public static List<String> white() {
    try (InputStream in = EvaluationSentences.class.getResourceAsStream("held-out-sentences.txt");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return lines.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
