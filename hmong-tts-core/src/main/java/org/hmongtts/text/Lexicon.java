package org.hmongtts.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.hmongtts.DatasetException;

/**
 * The user's own words: how each is read, in Hmong syllables. It is asked before every other rule
 * for words. Immutable.
 *
 * <p>As a file: UTF-8, one word a line, {@code word<TAB>syllables} or {@code
 * word<TAB>syllables<TAB>white|green}, where syllables stand apart by spaces. Empty lines and lines
 * that begin with {@code #} are skipped. A line for one dialect goes before a line for both.
 */
public final class Lexicon {

  /** No words. */
  public static final Lexicon EMPTY = new Lexicon(Map.of());

  private static final int LONGEST_LINE = 1_000;
  private static final int MOST_WORDS = 1_000_000;

  private record Key(String word, Optional<Dialect> dialect) {}

  private final Map<Key, List<Syllable>> words;

  private Lexicon(Map<Key, List<Syllable>> words) {
    this.words = words;
  }

  /**
   * This lexicon with one more word, for both dialects; a word that is there already is replaced.
   *
   * @param word letters only, in either case
   * @param syllables Hmong syllables with spaces between
   * @throws IllegalArgumentException if either is not so
   */
  public Lexicon with(String word, String syllables) {
    return with(word, syllables, Optional.empty());
  }

  /** As {@link #with(String, String)}, for one dialect. */
  public Lexicon with(String word, String syllables, Dialect dialect) {
    return with(word, syllables, Optional.of(dialect));
  }

  private Lexicon with(String word, String syllables, Optional<Dialect> dialect) {
    Map<Key, List<Syllable>> more = new HashMap<>(words);
    put(more, word, syllables, dialect);
    return new Lexicon(more);
  }

  /**
   * Reads a lexicon file.
   *
   * @throws IOException if the disk fails
   * @throws DatasetException if a line cannot be understood, naming the line
   */
  public static Lexicon read(Path file) throws IOException {
    Map<Key, List<Syllable>> words = new HashMap<>();
    int number = 0;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Files.newInputStream(file), StandardCharsets.UTF_8.newDecoder()))) {
      for (String line = line(lines); line != null; line = line(lines)) {
        number++;
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        String[] fields = line.split("\t", -1);
        if (fields.length < 2 || fields.length > 3) {
          throw new IllegalArgumentException(
              "expected word, syllables and perhaps a dialect between tabs, found "
                  + fields.length
                  + " fields");
        }
        put(words, fields[0], fields[1], fields.length < 3 ? Optional.empty() : dialect(fields[2]));
      }
    } catch (CharacterCodingException e) {
      throw new DatasetException(file + ": not UTF-8 after line " + number + ". Save it as UTF-8.");
    } catch (IllegalArgumentException e) {
      throw new DatasetException(file + ":" + number + ": " + e.getMessage());
    }
    return new Lexicon(words);
  }

  /** One line without its end; a longer one than any entry needs is refused before it is held. */
  private static String line(BufferedReader lines) throws IOException {
    StringBuilder line = new StringBuilder();
    int c = lines.read();
    if (c < 0) {
      return null;
    }
    for (; c >= 0 && c != '\n'; c = lines.read()) {
      if (line.length() == LONGEST_LINE) {
        throw new IllegalArgumentException("a line is over " + LONGEST_LINE + " characters");
      }
      if (c != '\r' && c != '\uFEFF') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  private static Optional<Dialect> dialect(String field) {
    return Optional.of(Dialect.ofId(field.strip().toLowerCase(Locale.ROOT)));
  }

  private static void put(
      Map<Key, List<Syllable>> words, String word, String syllables, Optional<Dialect> dialect) {
    String key = word.strip().toLowerCase(Locale.ROOT);
    if (key.isEmpty() || !key.codePoints().allMatch(Character::isLetter)) {
      throw new IllegalArgumentException("the word must be letters only");
    }
    List<Syllable> parsed = new ArrayList<>();
    for (String part : syllables.strip().split("\\s+")) {
      parsed.add(
          Syllable.parse(part)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "the reading must be Hmong syllables with spaces between; one is not")));
    }
    if (words.size() == MOST_WORDS) {
      throw new IllegalArgumentException("more than " + MOST_WORDS + " words");
    }
    words.put(new Key(key, dialect), List.copyOf(parsed));
  }

  /** How {@code word} is read in {@code dialect}; empty if it is not listed. */
  public Optional<List<Syllable>> find(String word, Dialect dialect) {
    if (words.isEmpty()) {
      return Optional.empty();
    }
    String key = word.toLowerCase(Locale.ROOT);
    List<Syllable> found = words.get(new Key(key, Optional.of(dialect)));
    if (found == null) {
      found = words.get(new Key(key, Optional.empty()));
    }
    return Optional.ofNullable(found);
  }

  /** Whether there is no word at all. */
  public boolean isEmpty() {
    return words.isEmpty();
  }
}
