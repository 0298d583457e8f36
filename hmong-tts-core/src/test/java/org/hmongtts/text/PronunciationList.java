package org.hmongtts.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A list of White Hmong words with their sounds in WikiPron's format: word, tab, phonetic symbols.
 * Spaces between the symbols mean nothing; a word with several pronunciations has several lines.
 */
record PronunciationList(Map<String, List<String>> words) {

  /** Signs that other releases of the list use, and what {@link SyllableTables} write for them. */
  private static final Map<String, String> OTHER_SIGNS =
      Map.of("ɬ", "l̥", "i̯ə", "iə̯", "u̯ə", "uə̯", "˩̰ˀ", "˩̰");

  private static final Map<String, String> ONSETS = letters("onset", "∅");
  private static final Map<String, String> RIMES = letters("rime", "");
  private static final Map<String, String> TONES = letters("tone", "0");

  /** A word that is not read as any of its pronunciations. */
  record Disagreement(String word, List<String> listed, String read) {}

  static PronunciationList read(Path file) throws IOException {
    Map<String, List<String>> words = new LinkedHashMap<>();
    for (String line : Files.readAllLines(file)) {
      String[] fields = line.split("\t");
      words.computeIfAbsent(fields[0], word -> new ArrayList<>()).add(fields[1]);
    }
    return new PronunciationList(words);
  }

  List<Disagreement> disagreements() {
    List<Disagreement> all = new ArrayList<>();
    words.forEach(
        (word, pronunciations) -> {
          List<String> listed = pronunciations.stream().map(PronunciationList::parts).toList();
          String read = readParts(word);
          if (!listed.contains(read)) {
            all.add(new Disagreement(word, listed, read));
          }
        });
    return all;
  }

  private static String readParts(String word) {
    List<String> parts = new ArrayList<>();
    for (Token.Spoken spoken : HmongText.of(word).dialect(Dialect.WHITE).normalize().syllables()) {
      parts.add(spoken.syllable().parts());
    }
    return String.join(" ", parts);
  }

  /**
   * Onset, rime and tone of each syllable as {@link Syllable#parts} writes them; the longest sign
   * of the tables is taken each time. What is in no table is left as it stands, in brackets.
   */
  static String parts(String pronunciation) {
    String rest = decomposed(pronunciation.replace(" ", ""));
    for (Map.Entry<String, String> sign : OTHER_SIGNS.entrySet()) {
      rest = rest.replace(decomposed(sign.getKey()), decomposed(sign.getValue()));
    }
    List<String> syllables = new ArrayList<>();
    while (!rest.isEmpty()) {
      String onset = longest(ONSETS, rest);
      String rime = longest(RIMES, rest.substring(onset.length()));
      String tone = longest(TONES, rest.substring(onset.length() + rime.length()));
      if (onset.isEmpty() || rime.isEmpty() || tone.isEmpty()) {
        syllables.add("[" + rest + "]");
        break;
      }
      syllables.add(ONSETS.get(onset) + '·' + RIMES.get(rime) + '·' + TONES.get(tone));
      rest = rest.substring(onset.length() + rime.length() + tone.length());
    }
    return String.join(" ", syllables);
  }

  private static String longest(Map<String, String> signs, String text) {
    String found = "";
    for (String sign : signs.keySet()) {
      if (sign.length() > found.length() && text.startsWith(sign)) {
        found = sign;
      }
    }
    return found;
  }

  private static Map<String, String> letters(String kind, String ifNone) {
    Map<String, String> letters = new HashMap<>();
    for (SyllableTables.Part part : SyllableTables.of(kind)) {
      String name = part.letters().isEmpty() ? ifNone : part.letters();
      letters.put(decomposed(part.ipa()), name);
      if (!part.fronted().equals("-")) {
        letters.put(decomposed(part.fronted()), name);
      }
    }
    return letters;
  }

  private static String decomposed(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFD);
  }
}
