package org.hmongtts.text.script;

import java.util.Optional;
import org.hmongtts.text.Dialect;
import org.hmongtts.text.Syllable;
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
}
