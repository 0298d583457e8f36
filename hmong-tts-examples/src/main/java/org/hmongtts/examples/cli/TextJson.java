package org.hmongtts.examples.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.hmongtts.text.Dialect;
import org.hmongtts.text.Edit;
import org.hmongtts.text.NormalizedText;
import org.hmongtts.text.Syllable;
import org.hmongtts.text.TextRange;
import org.hmongtts.text.Token;

/** One line of text as one line of JSON. */
final class TextJson {

  private TextJson() {}

  /** The text, its syllables with their parts, and every edit. */
  static String line(NormalizedText text) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("source", text.source());
    line.put("text", text.text());
    line.put("ipa", text.ipa());
    ArrayNode syllables = line.putArray("syllables");
    for (Token.Spoken spoken : text.syllables()) {
      syllable(syllables.addObject(), spoken, text.options().dialect());
    }
    ArrayNode edits = line.putArray("edits");
    for (Edit edit : text.edits()) {
      ObjectNode node = edits.addObject();
      range(node, edit.range());
      node.put("before", edit.before()).put("after", edit.after()).put("rule", edit.rule().name());
    }
    return line.toString();
  }

  private static void syllable(ObjectNode node, Token.Spoken spoken, Dialect dialect) {
    Syllable syllable = spoken.syllable();
    node.put("rpa", syllable.rpa())
        .put("onset", syllable.onset().rpa())
        .put("rime", syllable.rime().rpa())
        .put("tone", syllable.tone().rpa())
        .put("ipa", syllable.ipa(dialect))
        .put("foreign", spoken.foreign());
    range(node, spoken.range());
  }

  private static void range(ObjectNode node, TextRange range) {
    node.put("start", range.start()).put("end", range.end());
  }
}
