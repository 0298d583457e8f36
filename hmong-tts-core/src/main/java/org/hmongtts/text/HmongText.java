package org.hmongtts.text;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.hmongtts.text.internal.Normalizer;
import org.hmongtts.text.script.Script;

/**
 * Hmong text of any kind, about to be read: {@code HmongText.of("Nyob zoo
 * os!").dialect(Dialect.WHITE).normalize().syllables()}.
 *
 * <p>Immutable and thread-safe. Reading never fails, whatever the string, and takes time in
 * proportion to its length.
 */
public final class HmongText {

  private final String text;
  private final TextOptions options;

  private HmongText(String text, TextOptions options) {
    this.text = text;
    this.options = options;
  }

  /** White Hmong with the default options, to begin with. */
  public static HmongText of(String text) {
    return new HmongText(Objects.requireNonNull(text, "text"), TextOptions.defaults());
  }

  public HmongText dialect(Dialect dialect) {
    return options(options.withDialect(dialect));
  }

  public HmongText foreignWords(ForeignWords foreignWords) {
    return options(options.withForeignWords(foreignWords));
  }

  /** Replaces every option, the dialect included. */
  public HmongText options(TextOptions options) {
    return new HmongText(text, Objects.requireNonNull(options, "options"));
  }

  /** The stretches of the text by script. */
  public List<Script.Run> scripts() {
    return Script.runs(text);
  }

  /**
   * The dialect that the words of the text speak for; empty if it is too short to tell. The dialect
   * that is set plays no part.
   */
  public Optional<Dialect> likelyDialect() {
    return DialectMarkers.dialect(normalize().syllables());
  }

  /** Reads the text. */
  public NormalizedText normalize() {
    return Normalizer.normalize(text, options);
  }
}
