package org.hmongtts.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.hmongtts.ModelFormatException;

/**
 * A JSON configuration ({@code config.json}, {@code adapter_config.json}, an index), or one object
 * inside it. A field that is {@code null} counts as absent. Every getter throws {@link
 * ModelFormatException}, naming file, field, what was expected and what was found, when the field
 * has another type, or is absent and has no default. Immutable.
 */
public final class ConfigFile {

  private final Path file;
  private final String path; // of this object inside the file, with its dot; "" for the whole
  private final JsonNode object;

  private ConfigFile(Path file, String path, JsonNode object) {
    this.file = file;
    this.path = path;
    this.object = object;
  }

  /**
   * Reads a file whose document is one object, of at most 16 MiB.
   *
   * @throws ModelFormatException if it is not JSON, or not an object
   * @throws IOException if it cannot be read
   */
  public static ConfigFile read(Path file) throws IOException {
    JsonNode document = BoundedJson.read(file);
    if (!document.isObject()) {
      throw new ModelFormatException(
          file + ": expected a JSON object, found " + found(document) + "; is it the right file?");
    }
    return new ConfigFile(file, "", document);
  }

  /** The file that this was read from. */
  public Path file() {
    return file;
  }

  /** The names of the fields, in the order of the file. */
  public Set<String> fields() {
    Set<String> names = new LinkedHashSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** Whether the field is there and not {@code null}. */
  public boolean has(String field) {
    return object.hasNonNull(field);
  }

  /** Whether the field says anything: it is there and not null, false, or empty. */
  public boolean isSet(String field) {
    JsonNode value = object.get(field);
    return has(field)
        && !(value.isBoolean() && !value.booleanValue())
        && !(value.isContainerNode() && value.isEmpty());
  }

  /** A whole number of the int range; 16.0 is one. */
  public int integer(String field) {
    return integer(field, require(field, "a whole number"));
  }

  /** The same, with a value for an absent field. */
  public int integer(String field, int absent) {
    return has(field) ? integer(field) : absent;
  }

  /** A finite number. */
  public double number(String field) {
    JsonNode value = require(field, "a number");
    double number = value.asDouble();
    if (!value.isNumber() || Double.isNaN(number) || Double.isInfinite(number)) {
      throw wrong(field, "a finite number", value);
    }
    return number;
  }

  /** The same, with a value for an absent field. */
  public double number(String field, double absent) {
    return has(field) ? number(field) : absent;
  }

  /** {@code true} or {@code false}. */
  public boolean bool(String field) {
    JsonNode value = require(field, "true or false");
    if (!value.isBoolean()) {
      throw wrong(field, "true or false", value);
    }
    return value.booleanValue();
  }

  /** The same, with a value for an absent field. */
  public boolean bool(String field, boolean absent) {
    return has(field) ? bool(field) : absent;
  }

  /** A string. */
  public String text(String field) {
    return text(field, require(field, "a string"));
  }

  /** The same, with a value for an absent field. */
  public String text(String field, String absent) {
    return has(field) ? text(field) : absent;
  }

  /** A string, or nothing where the field is absent. */
  public Optional<String> optionalText(String field) {
    return has(field) ? Optional.of(text(field)) : Optional.empty();
  }

  /** A whole number, or nothing where the field is absent. */
  public Optional<Integer> optionalInteger(String field) {
    return has(field) ? Optional.of(integer(field)) : Optional.empty();
  }

  /** An object. */
  public ConfigFile child(String field) {
    JsonNode value = require(field, "an object");
    if (!value.isObject()) {
      throw wrong(field, "an object", value);
    }
    return new ConfigFile(file, path + field + '.', value);
  }

  /** An object, or nothing where the field is absent. */
  public Optional<ConfigFile> optionalChild(String field) {
    return has(field) ? Optional.of(child(field)) : Optional.empty();
  }

  /** A list of whole numbers of the int range. */
  public List<Integer> integers(String field) {
    List<Integer> values = new ArrayList<>();
    for (JsonNode element : list(field, "a list of whole numbers")) {
      values.add(integer(field, element));
    }
    return List.copyOf(values);
  }

  /** A list of strings. */
  public List<String> texts(String field) {
    List<String> values = new ArrayList<>();
    for (JsonNode element : list(field, "a list of strings")) {
      values.add(text(field, element));
    }
    return List.copyOf(values);
  }

  /** Whether the field is there and a list. */
  public boolean isList(String field) {
    return has(field) && object.get(field).isArray();
  }

  /** Whether the field is there and a string. */
  public boolean isText(String field) {
    return has(field) && object.get(field).isTextual();
  }

  /**
   * The message for a value that a reader of this configuration cannot accept.
   *
   * @param expected what would do, as {@code "an even number"}
   * @param found the value that is there
   */
  public String describe(String field, String expected, Object found) {
    String text = Objects.toString(found);
    return file
        + ": field "
        + Excerpt.name(path + field)
        + ": expected "
        + expected
        + ", found "
        + (found instanceof CharSequence ? Excerpt.text(text) : Excerpt.name(text));
  }

  /** The same configuration with another value in one field. */
  public ConfigFile with(String field, boolean value) {
    return changed(copy -> copy.put(field, value));
  }

  /** The same configuration with another value in one field. */
  public ConfigFile with(String field, String value) {
    return changed(copy -> copy.put(field, value));
  }

  /** The same configuration with another list of texts in one field. */
  public ConfigFile with(String field, List<String> values) {
    return changed(copy -> values.forEach(copy.putArray(field)::add));
  }

  /** The same configuration without a field. */
  public ConfigFile without(String field) {
    return changed(copy -> copy.remove(field));
  }

  /**
   * Writes the document to a new file, indented, in the order in which it was read.
   *
   * @throws IOException if the file exists or cannot be written
   */
  public void write(Path target) throws IOException {
    BoundedJson.write(object, target);
  }

  private ConfigFile changed(Consumer<ObjectNode> change) {
    ObjectNode copy = object.deepCopy();
    change.accept(copy);
    return new ConfigFile(file, path, copy);
  }

  private Iterable<JsonNode> list(String field, String expected) {
    JsonNode value = require(field, expected);
    if (!value.isArray()) {
      throw wrong(field, expected, value);
    }
    return value;
  }

  private int integer(String field, JsonNode value) {
    if (!value.isNumber() || !value.canConvertToExactIntegral() || !value.canConvertToInt()) {
      throw wrong(field, "a whole number", value);
    }
    return value.intValue();
  }

  private String text(String field, JsonNode value) {
    if (!value.isTextual()) {
      throw wrong(field, "a string", value);
    }
    return value.textValue();
  }

  private JsonNode require(String field, String expected) {
    JsonNode value = object.get(field);
    if (value == null || value.isNull()) {
      throw wrong(field, expected, value);
    }
    return value;
  }

  private ModelFormatException wrong(String field, String expected, JsonNode value) {
    return new ModelFormatException(
        file
            + ": field "
            + Excerpt.name(path + field)
            + ": expected "
            + expected
            + ", found "
            + found(value));
  }

  private static String found(JsonNode value) {
    if (value == null || value.isMissingNode()) {
      return "nothing";
    }
    return switch (value.getNodeType()) {
      case ARRAY -> "a list";
      case OBJECT -> "an object";
      case STRING -> Excerpt.text(value.textValue());
      default -> Excerpt.name(value.asText());
    };
  }
}
