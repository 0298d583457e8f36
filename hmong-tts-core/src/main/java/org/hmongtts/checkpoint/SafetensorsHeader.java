package org.hmongtts.checkpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hmongtts.ModelFormatException;

/** Reads the JSON header of a safetensors file; one use. */
final class SafetensorsHeader {

  // The format sets neither bound. The largest released models have some ten thousand tensors of
  // at most five dimensions; a header of 100 MB could state two million and fill the memory.
  private static final int MAX_TENSORS = 200_000;
  private static final int MAX_DIMENSIONS = 32;

  private final Path path;
  private final long dataStart;
  private final List<TensorInfo> tensors = new ArrayList<>();
  private final Map<String, String> metadata = new HashMap<>();

  private SafetensorsHeader(Path path, long dataStart) {
    this.path = path;
    this.dataStart = dataStart;
  }

  /**
   * @param json the header's bytes and no more
   * @param dataStart where the data area begins in the file
   */
  static SafetensorsHeader read(Path path, InputStream json, long dataStart) throws IOException {
    PushbackInputStream start = new PushbackInputStream(json);
    int first = start.read();
    if (first != '{') {
      throw SafetensorsFile.malformed(path, "has a header that does not begin with '{'");
    }
    start.unread(first);
    SafetensorsHeader header = new SafetensorsHeader(path, dataStart);
    try (JsonParser parser = BoundedJson.parser(start)) {
      parser.nextToken();
      header.readObject(parser);
      if (parser.nextToken() != null) {
        throw SafetensorsFile.malformed(path, "has something after the JSON of its header");
      }
    } catch (JsonProcessingException | CharacterCodingException e) {
      throw BoundedJson.malformed(path, e);
    }
    header.tensors.sort(
        Comparator.comparingLong(TensorInfo::offset).thenComparingLong(TensorInfo::length));
    return header;
  }

  List<TensorInfo> tensors() {
    return tensors;
  }

  Map<String, String> metadata() {
    return metadata;
  }

  /** Checks that the tensors cover the data area exactly, up to the end of the file. */
  void requireCovered(Path path, long fileBytes) {
    long end = dataStart;
    for (TensorInfo tensor : tensors) {
      if (tensor.offset() != end) {
        throw SafetensorsFile.malformed(
            path,
            "has "
                + (tensor.offset() < end ? "an overlap with" : "a hole before")
                + " tensor "
                + Excerpt.name(tensor.name())
                + ": it begins at data offset "
                + (tensor.offset() - dataStart)
                + ", expected "
                + (end - dataStart));
      }
      end = tensor.offset() + tensor.length();
    }
    if (end != fileBytes) {
      throw SafetensorsFile.malformed(
          path, "has " + fileBytes + " bytes, but its header describes " + end);
    }
  }

  private void readObject(JsonParser parser) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw wrong(name, "an object");
      }
      if (name.equals("__metadata__")) {
        readMetadata(parser);
      } else {
        if (tensors.size() == MAX_TENSORS) {
          throw SafetensorsFile.malformed(path, "has more than " + MAX_TENSORS + " tensors");
        }
        tensors.add(readTensor(parser, name));
      }
    }
  }

  private void readMetadata(JsonParser parser) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      if (parser.nextToken() != JsonToken.VALUE_STRING) {
        throw wrong("__metadata__." + key, "a string");
      }
      metadata.put(key, parser.getText());
    }
  }

  private TensorInfo readTensor(JsonParser parser, String name) throws IOException {
    DType dtype = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      parser.nextToken();
      switch (field) {
        case "dtype" -> dtype = readType(parser, name);
        case "shape" -> shape = readSizes(parser, name, field);
        case "data_offsets" -> offsets = readSizes(parser, name, field);
        default -> parser.skipChildren(); // as the reference reader does
      }
    }
    if (dtype == null || shape == null || offsets == null) {
      throw wrong(name, "dtype, shape and data_offsets");
    }
    if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
      throw wrong(name, "data_offsets [begin, end]");
    }
    long length = offsets.get(1) - offsets.get(0);
    long expected = bytes(name, dtype, shape);
    if (length != expected) {
      throw wrong(
          name, expected + " bytes for " + dtype + " " + shape + ", not the " + length + " stated");
    }
    if (offsets.get(1) > Long.MAX_VALUE - dataStart) {
      throw wrong(name, "data_offsets inside the file");
    }
    return new TensorInfo(name, dtype, shape, path, dataStart + offsets.get(0), length);
  }

  private DType readType(JsonParser parser, String name) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw wrong(name, "a dtype in letters");
    }
    String type = parser.getText();
    return DType.named(type)
        .orElseThrow(() -> wrong(name, "a dtype of safetensors, not " + Excerpt.text(type)));
  }

  private List<Long> readSizes(JsonParser parser, String name, String field) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw wrong(name, field + " as a list");
    }
    List<Long> sizes = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
          || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
          || parser.getLongValue() < 0) {
        throw wrong(name, field + " of whole numbers from 0 to 2^63 - 1");
      }
      if (sizes.size() == MAX_DIMENSIONS) {
        throw wrong(name, field + " of at most " + MAX_DIMENSIONS + " numbers");
      }
      sizes.add(parser.getLongValue());
    }
    return sizes;
  }

  private long bytes(String name, DType dtype, List<Long> shape) {
    try {
      long bits = dtype.bits();
      long elements = 1;
      for (long dimension : shape) {
        elements = Math.multiplyExact(elements, dimension);
      }
      bits = Math.multiplyExact(bits, elements);
      if (bits % 8 != 0) {
        throw wrong(name, "whole bytes, not " + bits + " bits");
      }
      return bits / 8;
    } catch (ArithmeticException e) {
      throw wrong(name, "a shape whose size is below 2^63 bits, not " + shape);
    }
  }

  private ModelFormatException wrong(String name, String expected) {
    return SafetensorsFile.malformed(
        path, "has a header entry " + Excerpt.name(name) + ": expected " + expected);
  }
}
