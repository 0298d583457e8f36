package org.hmongtts.checkpoint.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.hmongtts.ModelFormatException;
import org.hmongtts.checkpoint.Excerpt;

/**
 * A part of {@code tokenizer.json} that knows where it is, so that every refusal can say so.
 *
 * @param where the file and the path of fields down to here
 */
record JsonSection(String where, JsonNode node) {

  /** Whether there is anything here to obey. */
  boolean isPresent() {
    return !node.isMissingNode() && !node.isNull();
  }

  /** Which kind of part this is: the value of its field {@code type}. */
  String type() {
    return text("type");
  }

  JsonSection child(String field) {
    return new JsonSection(where + "." + field, node.path(field));
  }

  /** The members of a list, which must be there. */
  List<JsonSection> children(String field) {
    JsonSection list = child(field);
    if (!list.node.isArray()) {
      throw list.refusal("expected a list, found " + list.kind());
    }
    List<JsonSection> children = new ArrayList<>();
    for (JsonNode member : list.node) {
      children.add(new JsonSection(list.where + "[" + children.size() + "]", member));
    }
    return children;
  }

  String text(String field) {
    JsonSection value = child(field);
    if (!value.node.isTextual()) {
      throw value.refusal("expected a text, found " + value.kind());
    }
    return value.node.textValue();
  }

  boolean flag(String field, boolean absent) {
    JsonSection value = child(field);
    if (!value.isPresent()) {
      return absent;
    }
    if (!value.node.isBoolean()) {
      throw value.refusal("expected true or false, found " + value.kind());
    }
    return value.node.booleanValue();
  }

  /** A token's id. */
  int id() {
    if (!node.isIntegralNumber() || !node.canConvertToInt()) {
      throw refusal("expected a token's id, found " + kind());
    }
    return TokenTable.checkedId(where, node.intValue());
  }

  /** Refuses a part of a kind that this library does not read. */
  ModelFormatException unknownType() {
    return refusal(
        "the type "
            + Excerpt.text(type())
            + " is not one this library reads; use the tokenizer.json of a supported family");
  }

  ModelFormatException refusal(String what) {
    return new ModelFormatException(where + ": " + what);
  }

  private String kind() {
    return node.isValueNode() ? Excerpt.text(node.asText()) : "a JSON " + node.getNodeType();
  }
}
