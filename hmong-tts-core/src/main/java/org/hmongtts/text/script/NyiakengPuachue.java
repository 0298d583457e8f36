package org.hmongtts.text.script;

import java.util.Optional;
import org.hmongtts.text.Dialect;
import org.hmongtts.text.NormalizedText;
import org.hmongtts.text.Syllable;
import org.hmongtts.text.Token;
import org.hmongtts.text.internal.NyiakengTables;
import org.hmongtts.text.internal.ScriptFolder;

/** Nyiakeng Puachue Hmong (U+1E100 to U+1E14F) to the Roman alphabet and back. */
public final class NyiakengPuachue {

  private NyiakengPuachue() {}

  /** The text with its Nyiakeng Puachue in the Roman alphabet, syllables apart; all else stays. */
  public static String toRpa(String text, Dialect dialect) {
    return ScriptFolder.toRpa(text, PahawhStage.STAGE_3, dialect);
  }

  /** The letters of one syllable; empty for the onsets <i>ndl</i> and <i>ndlh</i>. */
  public static Optional<String> write(Syllable syllable) {
    return NyiakengTables.write(syllable);
  }

  /**
   * Text as Nyiakeng Puachue: syllables, with spaces and marks between. Syllables that the script
   * cannot write, and words that are not Hmong, stay in Latin letters.
   */
  public static String write(NormalizedText text) {
    StringBuilder out = new StringBuilder();
    for (Token token : text.tokens()) {
      String word =
          token instanceof Token.Spoken spoken
              ? write(spoken.syllable()).orElse(token.text())
              : token.text();
      boolean apart = out.length() > 0 && !word.isEmpty() && !(token instanceof Token.Pause);
      out.append(apart ? " " : "").append(word);
    }
    return out.toString();
  }
}
