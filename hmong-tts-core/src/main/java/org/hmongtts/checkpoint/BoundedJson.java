package org.hmongtts.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.hmongtts.ModelFormatException;

/** JSON from untrusted files: strict UTF-8, no duplicate keys, bounded in depth and size. */
public final class BoundedJson {

  /** A tokenizer-sized document fits; no configuration or index comes near. */
  private static final long MAX_DOCUMENT_BYTES = 16 << 20;

  private static final StreamReadConstraints CONSTRAINTS =
      StreamReadConstraints.builder()
          .maxNestingDepth(64)
          .maxNumberLength(64)
          .maxNameLength(4096)
          .maxStringLength(1 << 20)
          .build();

  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(CONSTRAINTS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  // Python's json module writes NaN and Infinity bare, and configurations have them.
  private static final JsonMapper MAPPER =
      JsonMapper.builder(FACTORY.copy())
          .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private BoundedJson() {}

  /** The document of a whole file. */
  static JsonNode read(Path file) throws IOException {
    long length = Files.size(file);
    if (length > MAX_DOCUMENT_BYTES) {
      throw new ModelFormatException(
          file + ": has " + length + " bytes, expected JSON of at most " + MAX_DOCUMENT_BYTES);
    }
    try (InputStream in = Files.newInputStream(file)) {
      return MAPPER.readTree(reader(in));
    } catch (JsonProcessingException | CharacterCodingException e) {
      throw malformed(file, e);
    }
  }

  /** Writes a document to a file that does not exist yet. */
  static void write(JsonNode document, Path target) throws IOException {
    try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
      MAPPER.writerWithDefaultPrettyPrinter().writeValue(out, document);
    }
  }

  /** Characters of strict UTF-8: Jackson left to itself would guess at UTF-16 and UTF-32 too. */
  static Reader reader(InputStream in) {
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
  }

  /**
   * Reads a document piece by piece; the caller bounds its length.
   *
   * @throws IOException if the stream cannot be read; the parser throws {@link
   *     JsonProcessingException} or {@link CharacterCodingException} where it is not JSON in UTF-8
   */
  public static JsonParser parser(InputStream in) throws IOException {
    return FACTORY.createParser(reader(in));
  }

  static ModelFormatException malformed(Path file, IOException cause) {
    String reason =
        cause instanceof JsonProcessingException json
            ? json.getOriginalMessage() + place(json)
            : "not UTF-8";
    return new ModelFormatException(
        file + ": malformed JSON: " + Excerpt.name(reason) + "; download the file again", cause);
  }

  private static String place(JsonProcessingException e) {
    return e.getLocation() == null
        ? ""
        : " at line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
  }
}
