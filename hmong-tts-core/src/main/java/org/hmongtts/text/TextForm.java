package org.hmongtts.text;

import java.util.List;

/**
 * What a model is fed. A model speaks well only from the form it was trained on, so the form is
 * recorded with an adapter by its {@link #id()}.
 */
public enum TextForm {
  /** Normalised text as it is: {@code nyob zoo os !}. */
  RPA("rpa") {
    @Override
    String syllable(Syllable syllable, Dialect dialect) {
      return syllable.rpa();
    }
  },
  /**
   * Onset and rime, then the tone as a digit, the mid tone too: 1 to 8 for b, j, v, none, s, g, m,
   * d. {@code nyo1 zoo4 o5 !}
   */
  NUMBERED_TONES("rpa-numbered-tones") {
    @Override
    String syllable(Syllable syllable, Dialect dialect) {
      return syllable.onset().rpa() + syllable.rime().rpa() + (syllable.tone().ordinal() + 1);
    }
  },
  /** Onset, rime and tone apart, as people discuss them: {@code ny·o·b z·oo·0 ∅·o·s !}. */
  PARTS("parts") {
    @Override
    String syllable(Syllable syllable, Dialect dialect) {
      return syllable.parts();
    }
  },
  /** The International Phonetic Alphabet, foreign words by their nearest Hmong syllables. */
  IPA("ipa") {
    @Override
    String syllable(Syllable syllable, Dialect dialect) {
      return syllable.ipa(dialect);
    }
  };

  private final String id;

  TextForm(String id) {
    this.id = id;
  }

  /** A name that never changes, to be written into files. */
  public String id() {
    return id;
  }

  /**
   * The form that a file names.
   *
   * @throws IllegalArgumentException if no form has this id
   */
  public static TextForm ofId(String id) {
    for (TextForm form : values()) {
      if (form.id.equals(id)) {
        return form;
      }
    }
    throw new IllegalArgumentException(
        "unknown text form; expected rpa, rpa-numbered-tones, parts or ipa");
  }

  abstract String syllable(Syllable syllable, Dialect dialect);

  String write(List<Token> tokens, Dialect dialect) {
    StringBuilder text = new StringBuilder(tokens.size() * 6);
    for (Token token : tokens) {
      if (token instanceof Token.Spoken spoken) {
        word(text, syllable(spoken.syllable(), dialect));
      } else if (this == IPA && token instanceof Token.Pause pause) {
        word(text, pause.mark().ipa());
      } else if (this == IPA && token instanceof Token.Foreign foreign) {
        for (Syllable syllable :
            foreign.text().isEmpty() ? List.<Syllable>of() : foreign.respelling()) {
          word(text, syllable.ipa(dialect));
        }
      } else if (this != IPA || !(token instanceof Token.Unreadable)) {
        word(text, token.text());
      }
    }
    return text.toString();
  }

  private static void word(StringBuilder text, String word) {
    if (!word.isEmpty()) {
      if (text.length() > 0) {
        text.append(' ');
      }
      text.append(word);
    }
  }
}
