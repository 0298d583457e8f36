package org.hmongtts.checkpoint.tokenizer;

import java.util.stream.IntStream;

/**
 * The control tokens put around the ids of a text: the section {@code post_processor}. Its
 * ByteLevel part changes only offsets, which nobody asks for here.
 */
record Template(int[] before, int[] after) {

  static Template read(JsonSection section) {
    Template none = new Template(new int[0], new int[0]);
    if (!section.isPresent()) {
      return none;
    }
    return switch (section.type()) {
      case "ByteLevel" -> none;
      case "TemplateProcessing" -> readTemplate(section);
      case "Sequence" -> {
        Template all = none;
        for (JsonSection member : section.children("processors")) {
          Template outer = read(member);
          all = new Template(outer.around(all.before, true), outer.around(all.after, false));
        }
        yield all;
      }
      default -> throw section.unknownType();
    };
  }

  /** Checks that every control token exists. */
  void requireTokens(JsonSection section, TokenTable tokens) {
    for (int id : apply(new int[0])) {
      if (!tokens.token(id).isPresent()) {
        throw section.refusal("expected ids of tokens, found " + id + ", which is none");
      }
    }
  }

  int[] apply(int[] ids) {
    return join(before, ids, after);
  }

  private int[] around(int[] inner, boolean inFront) {
    return inFront ? join(before, inner) : join(inner, after);
  }

  private static Template readTemplate(JsonSection section) {
    int[] before = {};
    int[] after = {};
    int texts = 0;
    for (JsonSection part : section.children("single")) {
      JsonSection special = part.child("SpecialToken");
      if (special.isPresent()) {
        int[] ids = specialIds(section, special.text("id"));
        before = texts == 0 ? join(before, ids) : before;
        after = texts == 0 ? after : join(after, ids);
      } else if (part.child("Sequence").text("id").equals("A")) {
        texts++;
      } else {
        throw part.refusal("expected a SpecialToken or the Sequence 'A'");
      }
    }
    if (texts != 1) {
      throw section
          .child("single")
          .refusal("expected the Sequence 'A' once, found it " + texts + " times");
    }
    return new Template(before, after);
  }

  private static int[] specialIds(JsonSection section, String name) {
    JsonSection tokens = section.child("special_tokens");
    return new JsonSection(tokens.where() + "." + name, tokens.node().path(name))
        .children("ids").stream().mapToInt(JsonSection::id).toArray();
  }

  private static int[] join(int[]... parts) {
    return IntStream.range(0, parts.length).flatMap(i -> IntStream.of(parts[i])).toArray();
  }
}
