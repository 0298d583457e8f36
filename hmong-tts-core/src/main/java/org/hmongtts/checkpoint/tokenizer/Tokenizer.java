package org.hmongtts.checkpoint.tokenizer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hmongtts.ModelFormatException;

/**
 * The tokenizer of a checkpoint, as its {@code tokenizer.json} says. Immutable and thread-safe;
 * reading takes time and memory in proportion to the file, encoding and decoding in proportion to
 * the text (merging adds a logarithm).
 *
 * <p>Text may be any Java string. An unpaired surrogate, which no encoding of Unicode can carry,
 * counts as U+FFFD.
 */
public final class Tokenizer {

  private final String where;
  private final TokenTable tokens;
  private final Map<String, Integer> added;
  private final boolean[] special;
  private final UnaryOperator<String> normalizer;
  private final AddedTokens rawTokens;
  private final AddedTokens normalizedTokens;
  private final PreTokenizer preTokenizer;
  private final TokenModel model;
  private final Template template;
  private final TokenDecoder decoder;

  private Tokenizer(TokenizerFile file) {
    this.where = file.where();
    this.tokens = new TokenTable(where);
    file.vocabulary().forEach(tokens::put);
    Map<String, Integer> addedIds = new LinkedHashMap<>();
    for (AddedTokens.Token token : file.added()) {
      tokens.put(token.content(), token.id());
      addedIds.put(token.content(), token.id());
    }
    this.added = Collections.unmodifiableMap(addedIds);
    this.special = new boolean[tokens.size()];
    file.added().stream().filter(AddedTokens.Token::special).forEach(t -> special[t.id()] = true);
    this.normalizer = Normalizers.read(file.section("normalizer"));
    this.rawTokens = AddedTokens.inRawText(file.added());
    this.normalizedTokens = AddedTokens.inNormalizedText(file.added(), normalizer);
    this.preTokenizer = PreTokenizer.read(file.section("pre_tokenizer"));
    this.model = file.model();
    JsonSection postProcessor = file.section("post_processor");
    this.template = Template.read(postProcessor);
    template.requireTokens(postProcessor, tokens);
    this.decoder = TokenDecoder.read(file.section("decoder"));
  }

  /**
   * Reads a {@code tokenizer.json}.
   *
   * @throws ModelFormatException if it is malformed or uses a part this library does not read; the
   *     message names the field
   * @throws IOException if the file cannot be read
   */
  public static Tokenizer read(Path file) throws IOException {
    return new Tokenizer(TokenizerFile.read(file));
  }

  static Tokenizer parse(String where, byte[] content) {
    return new Tokenizer(TokenizerFile.parse(where, content));
  }

  /**
   * Encodes what a user wrote. Added tokens are not matched in it, so no text can bring control
   * tokens into a prompt, and none are put around it.
   *
   * @return ids in {@code 0..size() - 1}
   */
  public int[] encode(String userText) {
    IntStream.Builder ids = IntStream.builder();
    encodePlain(normalizer.apply(wellFormed(userText)), ids);
    return ids.build().toArray();
  }

  /**
   * Encodes text this program wrote: added tokens in it become their ids. Not for users' text.
   *
   * @return ids in {@code 0..size() - 1}
   */
  public int[] encodeWithControlTokens(String text) {
    IntStream.Builder ids = IntStream.builder();
    rawTokens.cut(
        wellFormed(text),
        ids,
        between ->
            normalizedTokens.cut(normalizer.apply(between), ids, plain -> encodePlain(plain, ids)));
    return ids.build().toArray();
  }

  /**
   * Puts the control tokens of the tokenizer's own template around the ids of a text, such as the
   * begin of text in front.
   */
  public int[] withTemplate(int[] textIds) {
    return template.apply(textIds);
  }

  /** Decodes ids to text. Ids that are no token are left out, incomplete UTF-8 becomes U+FFFD. */
  public String decode(int[] ids) {
    return decode(IntStream.of(ids));
  }

  /** Decodes ids to text as {@link #decode}, without the special tokens. */
  public String decodeWithoutSpecials(int[] ids) {
    return decode(IntStream.of(ids).filter(id -> id < 0 || id >= special.length || !special[id]));
  }

  /** The id of a token, of the vocabulary or added; empty if there is no such token. */
  public OptionalInt id(String token) {
    return tokens.id(token);
  }

  /** The token with this id, spelled as in the file; empty if there is none. */
  public Optional<String> token(int id) {
    return tokens.token(id);
  }

  /** The highest id + 1. */
  public int size() {
    return tokens.size();
  }

  /** The added tokens and their ids, in the file's order. */
  public Map<String, Integer> addedTokens() {
    return added;
  }

  /**
   * Checks that a model has a row for every id.
   *
   * @param vocabularySize rows of the model's embedding
   * @throws ModelFormatException if an id lies beyond them
   */
  public void requireFits(int vocabularySize) {
    if (size() > vocabularySize) {
      throw new ModelFormatException(
          where
              + ": the tokenizer has ids up to "
              + (size() - 1)
              + ", the model's vocabulary has "
              + vocabularySize
              + " rows; take tokenizer.json and weights from the same release");
    }
  }

  /** The pieces a text is cut into before the model sees them. */
  List<String> pieces(String text) {
    List<String> pieces = new ArrayList<>();
    preTokenizer.split(normalizer.apply(wellFormed(text)), pieces::add);
    return pieces;
  }

  private void encodePlain(String normalized, IntConsumer ids) {
    preTokenizer.split(normalized, piece -> model.encode(piece, ids));
  }

  private String decode(IntStream ids) {
    List<String> known =
        ids.mapToObj(tokens::token)
            .filter(Optional::isPresent)
            .map(Optional::get)
            .collect(Collectors.toList());
    return String.join("", decoder.decode(known));
  }

  private static String wellFormed(String text) {
    char[] chars = text.toCharArray();
    for (int i = 0; i < chars.length; i++) {
      if (Character.isHighSurrogate(chars[i])
          && i + 1 < chars.length
          && Character.isLowSurrogate(chars[i + 1])) {
        i++;
      } else if (Character.isSurrogate(chars[i])) {
        chars[i] = '\uFFFD';
      }
    }
    return new String(chars);
  }
}
