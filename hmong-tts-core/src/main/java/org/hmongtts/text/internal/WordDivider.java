package org.hmongtts.text.internal;

import java.util.Arrays;
import java.util.Set;
import org.hmongtts.text.Dialect;
import org.hmongtts.text.Rime;
import org.hmongtts.text.Rule;
import org.hmongtts.text.TextOptions;

/**
 * Divides a written word into syllables, or finds that it is not Hmong. Holds the last division;
 * one instance serves one reader.
 *
 * <p>Joined writing almost always marks the joint by a tone letter, so a division into known
 * syllables is believed only if every part but the last has one. Measured on held-out text this
 * divides 176 of 601 thousand tokens that are not one syllable, and of 63 thousand English words
 * only the guard list wrongly.
 */
final class WordDivider {

  private static final int SHORTEST_JOINED = 4;
  private static final int LONGEST_JOINED = 24;
  private static final int LONGEST_SYLLABLE = 7;
  private static final int MOST_STRETCHES = 4;

  private final Dialect dialect;
  private final Set<Rule> off;

  /** Syllables of the last division. */
  int[] syllables = new int[16];

  /** Where each ends, from the start of the word; all the whole length if the joints are hidden. */
  int[] ends = new int[16];

  int count;

  /** Why the last word is more than it seems; null for a single syllable as it is written. */
  Rule rule;

  private final int[] best = new int[LONGEST_JOINED + 1];
  private final int[] bestFrom = new int[LONGEST_JOINED + 1];
  private final int[] bestSyllable = new int[LONGEST_JOINED + 1];

  WordDivider(TextOptions options) {
    this.dialect = options.dialect();
    this.off = options.off();
  }

  /**
   * Divides {@code lower[from..to)}.
   *
   * @param written the same letters as they were written, which may mark joints by capitals
   * @return false if it is not Hmong
   */
  boolean divide(char[] lower, char[] written, int from, int to) {
    return whole(lower, from, to)
        || innerCapitals(lower, written, from, to)
        || (known(lower, from, to, true) || slip(lower, from, to))
        || doubled(lower, written, from, to)
        || stretched(lower, from, to);
  }

  /** Rules one to five only: what a repetition digit may follow. */
  boolean dividePlain(char[] lower, char[] written, int from, int to) {
    return whole(lower, from, to)
        || innerCapitals(lower, written, from, to)
        || known(lower, from, to, true);
  }

  /** Exactly one syllable, or a listed division. */
  private boolean whole(char[] lower, int from, int to) {
    int syllable = syllable(lower, from, to);
    if (syllable >= 0) {
      return single(syllable, to - from, null);
    }
    return to - from <= LONGEST_JOINED && listed(lower, from, to);
  }

  private boolean isOff(Rule optional) {
    return !off.isEmpty() && off.contains(optional);
  }

  /** The syllable that the letters are; other spellings of onsets count if their rule is on. */
  private int syllable(char[] lower, int from, int to) {
    int syllable = Rpa.parse(lower, from, to);
    return syllable < 0 || !isOff(Rule.SPELLING) || isSpeltAs(lower, from, to, syllable)
        ? syllable
        : Rpa.NOT_A_SYLLABLE;
  }

  private static boolean isSpeltAs(char[] lower, int from, int to, int syllable) {
    String spelling = Rpa.spelling(Rpa.syllable(syllable));
    return spelling.length() == to - from && spelling.equals(new String(lower, from, to - from));
  }

  private boolean single(int syllable, int length, Rule why) {
    syllables[0] = syllable;
    ends[0] = length;
    count = 1;
    rule = why;
    return true;
  }

  private boolean listed(char[] lower, int from, int to) {
    if (isOff(Rule.DIVISION)) {
      return false;
    }
    String parts = Vocabulary.DIVISIONS.get(new String(lower, from, to - from));
    if (parts == null) {
      return false;
    }
    char[] letters = parts.toCharArray();
    count = 0;
    int length = 0;
    for (int start = 0; start < letters.length; ) {
      int end = start;
      while (end < letters.length && letters[end] != '-') {
        end++;
      }
      length += end - start;
      add(Rpa.parse(letters, start, end), length);
      start = end + 1;
    }
    if (length != to - from) {
      Arrays.fill(ends, 0, count, to - from);
    }
    rule = Rule.DIVISION;
    return true;
  }

  private void add(int syllable, int end) {
    if (count == syllables.length) {
      syllables = Arrays.copyOf(syllables, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
    }
    syllables[count] = syllable;
    ends[count++] = end;
  }

  /** {@code HmoobDawb}: every part must be Hmong. */
  private boolean innerCapitals(char[] lower, char[] written, int from, int to) {
    if (isOff(Rule.DIVISION)) {
      return false;
    }
    int joints = 0;
    for (int i = from + 1; i < to; i++) {
      if (isJoint(lower, written, i)) {
        joints++;
      }
    }
    if (joints == 0) {
      return false;
    }
    int[] allSyllables = new int[2 * (to - from)];
    int[] allEnds = new int[2 * (to - from)];
    int all = 0;
    int start = from;
    for (int i = from + 1; i <= to; i++) {
      if (i < to && !isJoint(lower, written, i)) {
        continue;
      }
      if (!whole(lower, start, i) && !known(lower, start, i, true)) {
        return false;
      }
      for (int k = 0; k < count; k++) {
        allSyllables[all] = syllables[k];
        allEnds[all++] = start - from + ends[k];
      }
      start = i;
    }
    syllables = allSyllables;
    ends = allEnds;
    count = all;
    rule = Rule.DIVISION;
    return true;
  }

  private static boolean isJoint(char[] lower, char[] written, int i) {
    return written[i] != lower[i] && written[i - 1] == lower[i - 1];
  }

  /** Laughter and division into known syllables, unless it is a guarded English word. */
  private boolean known(char[] lower, int from, int to, boolean allowsAa) {
    int length = to - from;
    if (isOff(Rule.DIVISION) || length < 2) {
      return false;
    }
    if (length <= LONGEST_JOINED && Vocabulary.GUARD.contains(new String(lower, from, length))) {
      return false;
    }
    return laughter(lower, from, to)
        || length >= SHORTEST_JOINED
            && length <= LONGEST_JOINED
            && joined(lower, from, length, allowsAa);
  }

  /** One syllable written again and again: {@code hahaha}. */
  private boolean laughter(char[] lower, int from, int to) {
    int length = to - from;
    for (int period = 1; period <= LONGEST_SYLLABLE && 2 * period <= length; period++) {
      if (length % period != 0 || period == 1 && length > 2) {
        continue; // one letter three times or more is stretched, not repeated
      }
      int i = from + period;
      while (i < to && lower[i] == lower[i - period]) {
        i++;
      }
      int syllable = i == to ? syllable(lower, from, from + period) : Rpa.NOT_A_SYLLABLE;
      if (syllable >= 0) {
        count = 0;
        for (int end = period; end <= length; end += period) {
          add(syllable, end);
        }
        rule = Rule.DIVISION;
        return true;
      }
    }
    return false;
  }

  /** The fewest known syllables; among equals those most used. */
  private boolean joined(char[] lower, int from, int length, boolean allowsAa) {
    Arrays.fill(best, 0, length + 1, Integer.MAX_VALUE);
    best[0] = 0;
    for (int start = 0; start < length; start++) {
      if (best[start] == Integer.MAX_VALUE || start > 0 && Rpa.isVowel(lower[from + start])) {
        continue;
      }
      int last = Math.min(length, start + LONGEST_SYLLABLE);
      for (int end = start + 1; end <= last; end++) {
        int syllable = syllable(lower, from + start, from + end);
        if (syllable < 0
            || end < length && !Rpa.hasToneLetter(syllable)
            || !allowsAa && Rpa.rime(syllable) == Rime.AA) {
          continue;
        }
        int frequency = Vocabulary.frequencyClass(syllable);
        int cost = best[start] + 1_000 - frequency;
        if (frequency > 0 && cost < best[end]) {
          best[end] = cost;
          bestFrom[end] = start;
          bestSyllable[end] = syllable;
        }
      }
    }
    if (best[length] == Integer.MAX_VALUE) {
      return false;
    }
    int parts = 0;
    for (int end = length; end > 0; end = bestFrom[end]) {
      parts++;
    }
    count = parts;
    for (int end = length; end > 0; end = bestFrom[end]) {
      syllables[--parts] = bestSyllable[end];
      ends[parts] = end;
    }
    rule = Rule.DIVISION;
    return true;
  }

  private boolean slip(char[] lower, int from, int to) {
    if (isOff(Rule.SPELLING)) {
      return false;
    }
    int syllable = Rpa.parseSlip(lower, from, to);
    return syllable >= 0
        && !(lower[from] == 'b' && Vocabulary.NO_SLIP.contains(new String(lower, from, to - from)))
        && single(syllable, to - from, Rule.SPELLING);
  }

  /** {@code zoox}: an x that is no part of any syllable says it twice. */
  private boolean doubled(char[] lower, char[] written, int from, int to) {
    int last = to - 1;
    if (to - from < 3
        || lower[last] != 'x'
        || lower[last - 1] == 'x'
        || written[last] != 'x'
        || isOff(Rule.REDUPLICATION)) {
      return false;
    }
    int syllable = syllable(lower, from, last);
    String word = syllable < 0 ? "" : new String(lower, from, to - from);
    if (syllable < 0
        || Vocabulary.NO_SLIP.contains(word)
        || word.equals("mex") && written[from] != lower[from]) {
      return false;
    }
    single(syllable, to - from, Rule.REDUPLICATION);
    add(syllable, to - from);
    ends[0] = last - from;
    return true;
  }

  /** Letters repeated for emphasis: each run cut to two, then to one, then run by run. */
  private boolean stretched(char[] lower, int from, int to) {
    if (isOff(Rule.STRETCHED)) {
      return false;
    }
    int runs = 0;
    int shortest = 0;
    for (int i = from; i < to; ) {
      int end = runEnd(lower, i, to);
      shortest += end - i >= 3 ? 1 : end - i;
      runs += end - i >= 3 ? 1 : 0;
      i = end;
    }
    if (runs == 0 || shortest > LONGEST_JOINED) {
      return false;
    }
    boolean allowsAa = dialect == Dialect.GREEN;
    int all = runs < 31 ? (1 << runs) - 1 : -1;
    if (cut(lower, from, to, all, allowsAa) || cut(lower, from, to, 0, allowsAa)) {
      return true;
    }
    for (int twos = 1; runs <= MOST_STRETCHES && twos < all; twos++) {
      if (cut(lower, from, to, twos, allowsAa)) {
        return true;
      }
    }
    return false;
  }

  private static int runEnd(char[] lower, int i, int to) {
    int end = i + 1;
    while (end < to && lower[end] == lower[i]) {
      end++;
    }
    return end;
  }

  /** Tries the word with its runs cut, to two letters where {@code twos} has the run's bit. */
  private boolean cut(char[] lower, int from, int to, int twos, boolean allowsAa) {
    char[] letters = new char[2 * LONGEST_JOINED + 2];
    int length = 0;
    int run = 0;
    for (int i = from; i < to; ) {
      int end = runEnd(lower, i, to);
      int kept = end - i;
      if (kept >= 3) {
        kept = (twos >> Math.min(run, 31) & 1) == 1 ? 2 : 1;
        run++;
      }
      for (int k = 0; k < kept; k++) {
        letters[length++] = lower[i];
      }
      i = end;
    }
    boolean found =
        whole(letters, 0, length) && (allowsAa || count > 1 || Rpa.rime(syllables[0]) != Rime.AA)
            || known(letters, 0, length, allowsAa);
    if (found) {
      Arrays.fill(ends, 0, count, to - from);
      rule = Rule.STRETCHED;
    }
    return found;
  }
}
