package org.hmongtts.checkpoint.tokenizer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hmongtts.ModelFormatException;
import org.hmongtts.checkpoint.Excerpt;

/**
 * The contents of a {@code tokenizer.json}. The vocabulary, the merges and the added tokens, which
 * run to megabytes, are read as a stream; the small sections are kept as trees.
 */
final class TokenizerFile {

  /** Four times the largest file seen (34 MB, a vocabulary of 256k). */
  private static final long LONGEST_FILE = 128L << 20;

  private static final ObjectMapper JSON = new ObjectMapper(factory());

  private final String where;
  private final ObjectNode sections = JSON.createObjectNode();
  private final ObjectNode modelOptions = JSON.createObjectNode();
  private final Map<String, Integer> vocabulary = new HashMap<>();
  private final List<String[]> merges = new ArrayList<>();
  private final List<AddedTokens.Token> added = new ArrayList<>();

  private TokenizerFile(String where) {
    this.where = where;
  }

  static TokenizerFile read(Path file) throws IOException {
    long length = Files.size(file);
    if (length > LONGEST_FILE) {
      throw new ModelFormatException(
          file + ": expected at most " + LONGEST_FILE + " bytes, found " + length);
    }
    return parse(file.toString(), Files.readAllBytes(file));
  }

  /**
   * @param where the file's name, for messages
   */
  static TokenizerFile parse(String where, byte[] content) {
    TokenizerFile file = new TokenizerFile(where);
    // This decoder refuses what is no UTF-8, where Jackson's own would replace it.
    Reader text =
        new InputStreamReader(
            new ByteArrayInputStream(content), StandardCharsets.UTF_8.newDecoder());
    try (JsonParser parser = JSON.getFactory().createParser(text)) {
      file.readAll(parser);
    } catch (IOException e) {
      throw new ModelFormatException(
          where + ": expected a JSON document; it is damaged or truncated, fetch it again", e);
    }
    return file;
  }

  JsonSection section(String name) {
    return new JsonSection(where + ": " + name, sections.path(name));
  }

  String where() {
    return where;
  }

  List<AddedTokens.Token> added() {
    return added;
  }

  Map<String, Integer> vocabulary() {
    return vocabulary;
  }

  TokenModel model() {
    return TokenModel.read(new JsonSection(where + ": model", modelOptions), vocabulary, merges);
  }

  private void readAll(JsonParser parser) throws IOException {
    expect(parser, parser.nextToken(), JsonToken.START_OBJECT);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (name.equals("added_tokens")) {
        expect(parser, value, JsonToken.START_ARRAY);
        readAdded(parser);
      } else if (name.equals("model")) {
        expect(parser, value, JsonToken.START_OBJECT);
        readModel(parser);
      } else {
        sections.set(name, parser.<JsonNode>readValueAsTree());
      }
    }
    if (parser.nextToken() != null) {
      throw new ModelFormatException(where + ": expected the end of the file after the document");
    }
  }

  private void readAdded(JsonParser parser) throws IOException {
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      JsonSection token =
          new JsonSection(where + ": added_tokens[" + added.size() + "]", parser.readValueAsTree());
      boolean special = token.flag("special", false);
      added.add(
          new AddedTokens.Token(
              token.child("id").id(),
              token.text("content"),
              token.flag("single_word", false),
              token.flag("lstrip", false),
              token.flag("rstrip", false),
              token.flag("normalized", !special),
              special));
    }
  }

  private void readModel(JsonParser parser) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (name.equals("vocab")) {
        expect(parser, value, JsonToken.START_OBJECT);
        readVocabulary(parser);
      } else if (name.equals("merges")) {
        expect(parser, value, JsonToken.START_ARRAY);
        readMerges(parser);
      } else {
        modelOptions.set(name, parser.<JsonNode>readValueAsTree());
      }
    }
  }

  private void readVocabulary(JsonParser parser) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String token = parser.currentName();
      expect(parser, parser.nextToken(), JsonToken.VALUE_NUMBER_INT);
      if (vocabulary.put(token, parser.getIntValue()) != null) {
        throw new ModelFormatException(
            where + ": model.vocab: " + Excerpt.text(token) + " is given twice");
      }
    }
  }

  /** Merges are {@code "a b"} in old files and {@code ["a", "b"]} in new ones. */
  private void readMerges(JsonParser parser) throws IOException {
    for (JsonToken token; (token = parser.nextToken()) != JsonToken.END_ARRAY; ) {
      String[] pair;
      if (token == JsonToken.START_ARRAY) {
        pair = new String[] {parser.nextTextValue(), parser.nextTextValue()};
        expect(parser, parser.nextToken(), JsonToken.END_ARRAY);
      } else {
        expect(parser, token, JsonToken.VALUE_STRING);
        pair = parser.getText().split(" ", -1);
      }
      if (pair.length != 2 || pair[0] == null || pair[1] == null) {
        throw new ModelFormatException(
            where + ": model.merges[" + merges.size() + "]: expected two tokens");
      }
      merges.add(pair);
    }
  }

  private void expect(JsonParser parser, JsonToken found, JsonToken expected) {
    if (found != expected) {
      throw new ModelFormatException(
          where
              + ": at "
              + Excerpt.text(parser.getParsingContext().pathAsPointer().toString())
              + " expected "
              + expected
              + ", found "
              + found
              + "; it is no tokenizer.json, or damaged");
    }
  }

  private static JsonFactory factory() {
    // Names are vocabulary here: interning them would keep every token of every model for ever.
    return new JsonFactoryBuilder()
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(50)
                .maxStringLength(1 << 20)
                .maxNameLength(1 << 16)
                .maxNumberLength(100)
                .build())
        .build();
  }
}
