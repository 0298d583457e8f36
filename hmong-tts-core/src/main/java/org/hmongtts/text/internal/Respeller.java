package org.hmongtts.text.internal;

/**
 * Writes a foreign word in Hmong syllables, by the sound of English spelling and the habits of old
 * loans: <i>r</i> becomes <i>l</i>, <i>s</i> becomes <i>x</i>, final consonants are lost, a final
 * nasal colours the vowel, and every syllable takes the tone -s.
 *
 * <p>First the spelling is cut into sounds, the longest letter group first; then each vowel becomes
 * a syllable with the last consonant before it.
 */
final class Respeller {

  /** Sounds as they are found: vowels in {@link #rimes}, consonants in {@link #onsets}. */
  private final String word;

  private final String[] onsets;
  private final String[] rimes;
  private int sounds;
  private int at;
  private boolean vowelBefore;

  private Respeller(String word) {
    this.word = word;
    this.onsets = new String[word.length() * 2 + 2];
    this.rimes = new String[word.length() * 2 + 2];
  }

  /**
   * The syllables of {@code word}, with spaces between.
   *
   * @param word small letters a to z, at least one
   */
  static String respell(String word) {
    Respeller speller = new Respeller(word);
    if (!speller.hasVowel()) {
      return LetterNames.spell(word);
    }
    while (speller.at < word.length()) {
      speller.sound();
    }
    return speller.syllables();
  }

  private boolean hasVowel() {
    for (int i = 0; i < word.length(); i++) {
      if (isVowel(i)) {
        return true;
      }
    }
    return false;
  }

  private char letter(int index) {
    return index < word.length() ? word.charAt(index) : ' ';
  }

  private boolean isVowelLetter(int index) {
    char c = letter(index);
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
  }

  private boolean isVowel(int index) {
    return isVowelLetter(index) || letter(index) == 'y' && index > 0 && !isVowelLetter(index + 1);
  }

  private boolean at(String letters) {
    return word.startsWith(letters, at);
  }

  private void sound() {
    if (isVowel(at)) {
      vowel();
    } else {
      consonant();
    }
  }

  private void vowel() {
    if (letter(at) == 'e' && at + 1 == word.length() && vowelBefore) {
      at++;
      return;
    }
    vowelBefore = true;
    if (at("eau")) {
      rime("au", 3);
      return;
    }
    if (at("ia")) {
      rime("ia", 2);
      return;
    }
    String two = at + 2 <= word.length() ? word.substring(at, at + 2) : "";
    switch (two) {
      case "au", "oa":
        rime("au", 2);
        return;
      case "ea", "ee", "ie":
        rime("i", 2);
        return;
      case "oo", "ou", "ue":
        rime("u", 2);
        return;
      case "ai", "ei", "oi":
        rime("ai", 2);
        return;
      case "aw", "ow", "ey", "ew", "ay", "oy":
        if (!isVowelLetter(at + 2)) {
          rime(
              two.equals("ew") ? "u" : two.equals("ey") ? "i" : two.endsWith("w") ? "au" : "ai", 2);
          return;
        }
        break;
      default:
        break;
    }
    char c = letter(at);
    if (letter(at + 1) == 'r' && !isVowelLetter(at + 2) && !isVowel(at + 2)) {
      rime(c == 'a' ? "a" : c == 'o' ? "o" : "aw", 2);
      return;
    }
    rime(c == 'o' ? "au" : c == 'y' ? "i" : String.valueOf(c), 1);
  }

  private void consonant() {
    char c = letter(at);
    if (at("tch")) {
      onset("tsh", 3);
    } else if (at("sch")) {
      onset("s", 3);
    } else if (at("dge")) {
      onset("y", 3);
    } else if (at("ch")) {
      onset("tsh", 2);
    } else if (at("sh")) {
      onset("s", 2);
    } else if (at("th")) {
      onset("th", 2);
    } else if (at("ph")) {
      onset("f", 2);
    } else if (at("wh")) {
      onset("v", 2);
    } else if (at("ck")) {
      onset("k", 2);
    } else if (at("zh")) {
      onset("z", 2);
    } else if (at("gh")) {
      at += 2;
    } else if (at("ny") && isVowelLetter(at + 2)) {
      onset("ny", 2);
    } else if (at == 0 && at("kn")) {
      onset("n", 2);
    } else if (at == 0 && at("wr")) {
      onset("l", 2);
    } else if (at("qu")) {
      onset("kh", 0);
      onset("v", 2);
    } else {
      while (letter(at + 1) == c) {
        at++;
      }
      single(c);
    }
  }

  private void single(char c) {
    char next = letter(at + 1);
    boolean soft = next == 'e' || next == 'i' || next == 'y';
    switch (c) {
      case 'c' -> onset(soft ? "x" : "k", 1);
      case 'g' -> onset(soft ? "y" : "nk", 1);
      case 'x' -> {
        if (at > 0) {
          onset("kh", 0);
        }
        onset("x", 1);
      }
      case 'v', 'w' -> onset("v", 1);
      case 'l', 'r' -> onset("l", 1);
      case 'j', 'y' -> onset("y", 1);
      case 'b' -> onset("np", 1);
      case 'k', 'q' -> onset("kh", 1);
      case 'p' -> onset("ph", 1);
      case 's', 'z' -> onset("x", 1);
      default -> onset(String.valueOf(c), 1); // d f h m n t
    }
  }

  private void onset(String sound, int letters) {
    onsets[sounds++] = sound;
    at += letters;
  }

  private void rime(String sound, int letters) {
    rimes[sounds++] = sound;
    at += letters;
  }

  private String syllables() {
    StringBuilder text = new StringBuilder();
    int consonants = 0; // where those before the next vowel begin
    boolean first = true;
    for (int i = 0; i < sounds; i++) {
      if (rimes[i] == null) {
        continue;
      }
      int onset = i - 1;
      if (onset - 1 >= consonants && isStop(onsets[onset - 1]) && onsets[onset].equals("l")) {
        onset--;
      }
      if (first) {
        for (int extra = consonants; extra < onset; extra++) {
          syllable(text, onsets[extra], "w");
        }
      }
      syllable(
          text, onset(Math.max(onset, consonants), i), isNasalised(i) ? nasal(rimes[i]) : rimes[i]);
      first = false;
      consonants = i + 1;
    }
    return text.toString();
  }

  /** The onset made of the sounds {@code from..to}: one, or a stop and its lateral. */
  private String onset(int from, int to) {
    if (from == to) {
      return "";
    }
    return to - from == 1 ? onsets[from] : onsets[from].equals("np") ? "npl" : "plh";
  }

  private static boolean isStop(String sound) {
    return sound.equals("np") || sound.equals("ph");
  }

  /** Whether the consonants after the vowel, less the next syllable's onset, begin with a nasal. */
  private boolean isNasalised(int vowel) {
    int next = vowel + 1;
    while (next < sounds && rimes[next] == null) {
      next++;
    }
    int end = next;
    if (next < sounds) {
      end--;
      if (end - 1 > vowel && isStop(onsets[end - 1]) && onsets[end].equals("l")) {
        end--;
      }
    }
    int coda = vowel + 1;
    while (coda < end && onsets[coda].equals("h")) {
      coda++;
    }
    return coda < end && (onsets[coda].equals("n") || onsets[coda].equals("m"));
  }

  private static String nasal(String rime) {
    return switch (rime) {
      case "a", "e", "i" -> "ee";
      case "au", "o", "u" -> "oo";
      default -> rime;
    };
  }

  private static void syllable(StringBuilder text, String onset, String rime) {
    if (text.length() > 0) {
      text.append(' ');
    }
    text.append(onset).append(rime).append('s');
  }
}
