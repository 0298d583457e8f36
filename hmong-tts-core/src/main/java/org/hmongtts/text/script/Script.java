package org.hmongtts.text.script;

import java.util.ArrayList;
import java.util.List;
import org.hmongtts.text.TextRange;

/** The scripts that Hmong is written in, told apart letter by letter. */
public enum Script {
  /** The Romanised Popular Alphabet, and every other text in Latin letters. */
  LATIN,
  PAHAWH_HMONG,
  NYIAKENG_PUACHUE_HMONG,
  /** Letters that this library cannot read. */
  OTHER;

  /**
   * A stretch of text in one script; digits, marks and spaces belong to the stretch before them.
   *
   * @param range in UTF-16 code units
   */
  public record Run(Script script, TextRange range) {}

  /** The stretches of {@code text}, which together cover it; none if it has no letter. */
  public static List<Run> runs(String text) {
    List<Run> runs = new ArrayList<>();
    Script current = null;
    int start = 0;
    for (int i = 0; i < text.length(); ) {
      int cp = text.codePointAt(i);
      Script script = of(cp);
      if (script != null && script != current) {
        if (current != null) {
          runs.add(new Run(current, new TextRange(start, i)));
          start = i;
        }
        current = script;
      }
      i += Character.charCount(cp);
    }
    if (current != null) {
      runs.add(new Run(current, new TextRange(start, text.length())));
    }
    return runs;
  }

  /** The script of a letter, null for what belongs to any script. */
  private static Script of(int cp) {
    if (cp >= 0x16B00 && cp <= 0x16B8F) {
      return PAHAWH_HMONG;
    }
    if (cp >= 0x1E100 && cp <= 0x1E14F) {
      return NYIAKENG_PUACHUE_HMONG;
    }
    if (!Character.isLetter(cp)) {
      return null;
    }
    switch (Character.UnicodeScript.of(cp)) {
      case LATIN:
        return LATIN;
      case COMMON:
      case INHERITED:
        return null;
      default:
        return OTHER;
    }
  }
}
