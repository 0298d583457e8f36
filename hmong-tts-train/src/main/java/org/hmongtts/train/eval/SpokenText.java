package org.hmongtts.train.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hmongtts.text.Syllable;
import org.hmongtts.text.Tone;

/**
 * What should be heard in a recording: its syllables, and the phases of sound they are made of.
 *
 * @param phases in order, silence at both ends
 * @param syllables in order
 */
record SpokenText(List<Phase> phases, List<Entry> syllables) {

  /**
   * @param text as it is written
   * @param tone the one its last letter asks for
   * @param rimePhase index of its rime among the phases
   */
  record Entry(String text, Tone tone, int rimePhase) {}

  private static final Pattern TOKEN = Pattern.compile("[\\p{L}\\p{N}]+|[.,;:?!…]");
  private static final String PAUSES = ".,;:?!…";

  SpokenText {
    phases = List.copyOf(phases);
    syllables = List.copyOf(syllables);
  }

  /**
   * @throws IllegalArgumentException if a word is not one syllable of RPA, or there is none
   */
  static SpokenText parse(String text) {
    List<Phase> phases = new ArrayList<>();
    List<Entry> syllables = new ArrayList<>();
    phases.add(Phase.silence(60, 600));
    Matcher tokens = TOKEN.matcher(text.toLowerCase(Locale.ROOT));
    while (tokens.find()) {
      String token = tokens.group();
      if (PAUSES.contains(token)) {
        phases.add(Phase.silence(200, 900));
        continue;
      }
      Syllable syllable =
          Syllable.parse(token)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "'"
                              + token.substring(0, Math.min(40, token.length()))
                              + "' is not one RPA syllable"));
      phases.addAll(onset(syllable.onset().rpa()));
      syllables.add(new Entry(token, syllable.tone(), phases.size()));
      phases.add(Phase.vowel(syllable.rime().rpa()));
    }
    if (syllables.isEmpty()) {
      throw new IllegalArgumentException("the text has no syllable");
    }
    phases.add(Phase.silence(60, 600));
    return new SpokenText(phases, syllables);
  }

  /** Whether sound of so many frames can be all of the text and nothing else. */
  boolean fits(int frames) {
    long shortest = phases.stream().mapToLong(Phase::fewestFrames).sum();
    long longest = phases.stream().mapToLong(Phase::mostFrames).sum();
    return frames >= shortest && frames <= longest;
  }

  /** The phases of an onset, by the manner its letters stand for. */
  private static List<Phase> onset(String letters) {
    return switch (letters) {
      case "" -> List.of(Phase.silence(15, 150));
      case "m", "n", "ny", "g", "l", "ml", "v", "z", "y" -> List.of(Phase.murmur(letters, 70, 20));
      case "f", "x", "s", "xy", "h" -> List.of(Phase.noise(letters, 90, 20));
      case "hl" -> List.of(Phase.noise(letters, 60, 15), Phase.murmur("l", 30, 0));
      case "hm", "hn", "hny", "hml" ->
          List.of(Phase.noise(letters, 50, 15), Phase.murmur(letters.substring(1), 50, 10));
      case "d", "dh" -> List.of(Phase.murmur(letters, 60, 15), Phase.noise(letters, 15, 5));
      default -> stop(letters);
    };
  }

  /** {@code n?} stop or affricate {@code l? h?}: closed or humming, a burst, perhaps a lateral. */
  private static List<Phase> stop(String letters) {
    boolean nasal = letters.startsWith("n");
    String oral = nasal ? letters.substring(1) : letters;
    boolean aspirated = oral.endsWith("h");
    String bare = aspirated ? oral.substring(0, oral.length() - 1) : oral;
    boolean lateral = bare.endsWith("l");
    boolean noisy = aspirated || bare.equals("tx") || bare.equals("ts");
    List<Phase> phases = new ArrayList<>();
    phases.add(nasal ? Phase.murmur("nasal", 70, 15) : Phase.silence(60, 250));
    phases.add(Phase.noise(oral.replace("l", ""), noisy ? 70 : 18, 5));
    if (lateral) {
      phases.add(Phase.murmur("l", 40, 5));
    }
    return phases;
  }
}
