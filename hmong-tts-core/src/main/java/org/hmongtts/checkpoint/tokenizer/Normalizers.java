package org.hmongtts.checkpoint.tokenizer;

import java.text.Normalizer;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** What happens to text before it is cut: the section {@code normalizer}. */
final class Normalizers {

  /**
   * The most combining marks normalised together. Sorting a run of them is quadratic in the
   * platform's normaliser; no script comes near this, Unicode's stream-safe format stops at 30.
   */
  private static final int LONGEST_MARK_RUN = 1024;

  private Normalizers() {}

  static UnaryOperator<String> read(JsonSection section) {
    if (!section.isPresent()) {
      return text -> text;
    }
    return switch (section.type()) {
      case "NFC", "NFD", "NFKC", "NFKD" -> {
        Normalizer.Form form = Normalizer.Form.valueOf(section.type());
        yield text -> normalize(text, form);
      }
      case "Lowercase" -> Normalizers::lowerCase;
      case "Strip" -> {
        boolean left = section.flag("strip_left", true);
        boolean right = section.flag("strip_right", true);
        yield text -> strip(text, left, right);
      }
      case "Replace" -> replace(section);
      case "Sequence" -> {
        List<UnaryOperator<String>> steps =
            section.children("normalizers").stream()
                .map(Normalizers::read)
                .collect(Collectors.toList());
        yield text -> {
          String result = text;
          for (UnaryOperator<String> step : steps) {
            result = step.apply(result);
          }
          return result;
        };
      }
      default -> throw section.unknownType();
    };
  }

  /** The part {@code Replace}, which decoders have too. */
  static UnaryOperator<String> replace(JsonSection section) {
    LinearPattern pattern = pattern(section.child("pattern"));
    String replacement = section.text("content");
    return text -> pattern.replaceAll(text, replacement);
  }

  /** A pattern, given as {@code {"Regex": ..}} or {@code {"String": ..}}. */
  static LinearPattern pattern(JsonSection section) {
    return section.child("String").isPresent()
        ? LinearPattern.literal(section.where(), section.text("String"))
        : LinearPattern.compile(section.where(), section.text("Regex"));
  }

  private static String normalize(String text, Normalizer.Form form) {
    StringBuilder out = new StringBuilder(text.length());
    int done = 0;
    int marks = 0;
    for (int at = 0; at < text.length(); ) {
      int c = text.codePointAt(at);
      boolean mark = Character.getType(c) == Character.NON_SPACING_MARK;
      marks = mark ? marks + 1 : 0;
      if (marks == LONGEST_MARK_RUN) {
        out.append(Normalizer.normalize(text.substring(done, at), form));
        done = at;
        marks = 0;
      }
      at += Character.charCount(c);
    }
    return out.append(Normalizer.normalize(text.substring(done), form)).toString();
  }

  /** Letter by letter, without looking at neighbours: the reference knows no final sigma. */
  private static String lowerCase(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (c == 0x130) {
                out.append("i\u0307"); // the only letter whose lower case is two
              } else {
                out.appendCodePoint(Character.toLowerCase(c));
              }
            });
    return out.toString();
  }

  private static String strip(String text, boolean left, boolean right) {
    int start = 0;
    int end = text.length();
    while (left && start < end && CodePoints.WHITE_SPACE.test(text.charAt(start))) {
      start++;
    }
    while (right && end > start && CodePoints.WHITE_SPACE.test(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }
}
