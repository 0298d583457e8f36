package org.hmongtts.text.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The word lists that come with the library, read once. */
final class Vocabulary {

  /** Frequency class of each syllable of running text by its index, 0 for those not met. */
  private static final byte[] CLASSES = new byte[Rpa.COUNT];

  /** Solid spellings with a division of their own: the syllables with hyphens between. */
  static final Map<String, String> DIVISIONS = new HashMap<>(256);

  /** English words that would divide into Hmong syllables. */
  static final Set<String> GUARD = new HashSet<>(512);

  /** English words that are Hmong syllables too. */
  static final Set<String> LOOKALIKES = new HashSet<>(128);

  /** English words with b or bl, and with a final x. */
  static final Set<String> NO_SLIP = new HashSet<>(128);

  /** Names of countries and peoples, and others that have a Hmong form. */
  static final Map<String, String> NAMES = new HashMap<>(128);

  /** Clan names in English spelling. */
  static final Map<String, String> CLANS = new HashMap<>(128);

  /** Nouns that are translated only if asked for. */
  static final Map<String, String> LOANS = new HashMap<>(64);

  /** Initials that are spelt out. */
  static final Set<String> INITIALISMS = new HashSet<>(128);

  /** Two-letter states, before a postal code. */
  static final Set<String> STATES = new HashSet<>(128);

  static {
    readSyllables();
    readDivisions();
    readEnglish();
  }

  private Vocabulary() {}

  /** The frequency class of a syllable, floor(log2(count)) in 7 million words; 0 if not met. */
  static int frequencyClass(int syllable) {
    return CLASSES[syllable];
  }

  private static void readSyllables() {
    try (BufferedReader lines = open("syllables.txt")) {
      for (String line = next(lines); line != null; line = next(lines)) {
        int space = line.indexOf(' ');
        byte frequency = Byte.parseByte(line.substring(0, space));
        char[] letters = line.toCharArray();
        for (int from = space + 1; from < letters.length; from++) {
          int to = from;
          while (to < letters.length && letters[to] != ' ') {
            to++;
          }
          CLASSES[Rpa.parse(letters, from, to)] = frequency;
          from = to;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void readDivisions() {
    try (BufferedReader lines = open("divisions.txt")) {
      for (String line = next(lines); line != null; line = next(lines)) {
        int space = line.indexOf(' ');
        DIVISIONS.put(line.substring(0, space), line.substring(space + 1));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void readEnglish() {
    try (BufferedReader lines = open("english.txt")) {
      for (String line = next(lines); line != null; line = next(lines)) {
        int space = line.indexOf(' ');
        String kind = line.substring(0, space);
        String rest = line.substring(space + 1);
        switch (kind) {
          case "guard":
            words(rest, GUARD);
            break;
          case "lookalike":
            words(rest, LOOKALIKES);
            break;
          case "noslip":
            words(rest, NO_SLIP);
            break;
          case "initials":
            words(rest, INITIALISMS);
            break;
          case "states":
            words(rest, STATES);
            break;
          case "name":
            pair(rest, NAMES);
            break;
          case "clan":
            pair(rest, CLANS);
            break;
          case "loan":
            pair(rest, LOANS);
            break;
          default:
            throw new IllegalStateException("english.txt: unknown kind " + kind);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void words(String line, Set<String> words) {
    for (int from = 0; from < line.length(); ) {
      int to = line.indexOf(' ', from);
      to = to < 0 ? line.length() : to;
      words.add(line.substring(from, to));
      from = to + 1;
    }
  }

  /** {@code vang,wang=vaj}: every spelling before the sign has the form after it. */
  private static void pair(String line, Map<String, String> forms) {
    int sign = line.indexOf('=');
    for (int from = 0; from < sign; ) {
      int to = line.indexOf(',', from);
      to = to < 0 || to > sign ? sign : to;
      forms.put(line.substring(from, to), line.substring(sign + 1));
      from = to + 1;
    }
  }

  private static BufferedReader open(String name) {
    InputStream file = Vocabulary.class.getResourceAsStream(name);
    if (file == null) {
      throw new IllegalStateException("resource " + name + " is missing from the library");
    }
    return new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8));
  }

  /** The next line that is not a comment, or null. */
  private static String next(BufferedReader lines) throws IOException {
    String line = lines.readLine();
    while (line != null && line.startsWith("#")) {
      line = lines.readLine();
    }
    return line;
  }
}
