package org.hmongtts.checkpoint.tokenizer;

import java.util.function.Consumer;
import org.hmongtts.checkpoint.Excerpt;

/** Cuts normalised text into the pieces that are encoded alone: {@code pre_tokenizer}. */
interface PreTokenizer {

  /** Hands over the pieces of a text in order; none is empty. */
  void split(String text, Consumer<String> pieces);

  static PreTokenizer read(JsonSection section) {
    if (!section.isPresent()) {
      return PreTokenizer::whole;
    }
    return switch (section.type()) {
      case "Sequence" -> {
        PreTokenizer all = PreTokenizer::whole;
        for (JsonSection member : section.children("pretokenizers")) {
          PreTokenizer first = all;
          PreTokenizer next = read(member);
          all = (text, pieces) -> first.split(text, piece -> next.split(piece, pieces));
        }
        yield all;
      }
      case "Split" -> split(section);
      case "ByteLevel" -> byteLevel(section);
      default -> throw section.unknownType();
    };
  }

  private static void whole(String text, Consumer<String> pieces) {
    if (!text.isEmpty()) {
      pieces.accept(text);
    }
  }

  private static PreTokenizer split(JsonSection section) {
    String behavior = section.text("behavior");
    if (!behavior.equals("Isolated") || section.flag("invert", false)) {
      throw section.refusal(
          "expected a Split with behavior 'Isolated' and without invert, found "
              + Excerpt.text(behavior)
              + "; use the tokenizer.json of a supported family");
    }
    return isolated(Normalizers.pattern(section.child("pattern")));
  }

  private static PreTokenizer byteLevel(JsonSection section) {
    boolean prefixSpace = section.flag("add_prefix_space", true);
    PreTokenizer words =
        section.flag("use_regex", true)
            ? isolated(LinearPattern.compile(section.where(), ByteLevel.PATTERN))
            : PreTokenizer::whole;
    return (text, pieces) -> {
      boolean prefixed = prefixSpace && !text.isEmpty() && text.charAt(0) != ' ';
      words.split(prefixed ? " " + text : text, word -> pieces.accept(ByteLevel.letters(word)));
    };
  }

  /** Each match is a piece, and so is whatever lies between two of them. */
  private static PreTokenizer isolated(LinearPattern pattern) {
    return (text, pieces) -> {
      int[] done = {0};
      pattern.forEachMatch(
          text,
          (start, end) -> {
            whole(text.substring(done[0], start), pieces);
            pieces.accept(text.substring(start, end));
            done[0] = end;
          });
      whole(text.substring(done[0]), pieces);
    };
  }
}
