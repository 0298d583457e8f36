package org.hmongtts.text.internal;

import java.util.Set;
import org.hmongtts.text.Dialect;
import org.hmongtts.text.TextOptions;
import org.hmongtts.text.script.PahawhStage;

/** Turns the Hmong scripts in a text into the Roman alphabet, and leaves all else as it is. */
public final class ScriptFolder {

  private ScriptFolder() {}

  static PreparedText fold(PreparedText text, TextOptions options) {
    return fold(text, stage(text, options.pahawhStages(), options.dialect()), options.dialect());
  }

  /** The text with its Hmong scripts read in this stage and dialect. */
  public static String toRpa(String text, PahawhStage stage, Dialect dialect) {
    PreparedText folded = fold(PreparedText.inPlace(text, text.toCharArray()), stage, dialect);
    return new String(folded.chars);
  }

  /** The likelier stage of the Pahawh in a text; the third if both are equally likely. */
  public static PahawhStage stage(String text, Dialect dialect) {
    Set<PahawhStage> both = Set.of(PahawhStage.values());
    return stage(PreparedText.inPlace(text, text.toCharArray()), both, dialect);
  }

  private static PahawhStage stage(PreparedText text, Set<PahawhStage> stages, Dialect dialect) {
    if (stages.size() == 1) {
      return stages.iterator().next();
    }
    long second = PahawhDecoder.score(text, PahawhStage.STAGE_2, dialect);
    long third = PahawhDecoder.score(text, PahawhStage.STAGE_3, dialect);
    return second > third ? PahawhStage.STAGE_2 : PahawhStage.STAGE_3;
  }

  private static PreparedText fold(PreparedText text, PahawhStage stage, Dialect dialect) {
    ScriptOutput out = new ScriptOutput(text);
    PahawhDecoder pahawh = new PahawhDecoder(text, stage, dialect, out);
    NyiakengDecoder nyiakeng = new NyiakengDecoder(text, dialect, out);
    for (int i = 0; i < text.length; ) {
      int cp = Character.codePointAt(text.chars, i, text.length);
      if (PahawhDecoder.isPahawh(cp)) {
        i = pahawh.read(i);
      } else if (NyiakengDecoder.isNyiakeng(cp)) {
        i = nyiakeng.read(i);
      } else {
        int end = i + Character.charCount(cp);
        out.copy(i, end);
        i = end;
      }
    }
    return out.build();
  }
}
