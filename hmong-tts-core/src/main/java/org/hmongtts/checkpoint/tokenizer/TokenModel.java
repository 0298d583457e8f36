package org.hmongtts.checkpoint.tokenizer;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.IntConsumer;
import org.hmongtts.checkpoint.Excerpt;

/** Turns one piece of text into ids: what {@code tokenizer.json} calls its model. */
interface TokenModel {

  void encode(String piece, IntConsumer ids);

  /**
   * @param options the section without its two long parts
   * @param merges pairs of tokens, in order of rank
   */
  static TokenModel read(
      JsonSection options, Map<String, Integer> vocabulary, List<String[]> merges) {
    // The oldest files leave the type of a BPE model out.
    String type = options.child("type").isPresent() || merges.isEmpty() ? options.type() : "BPE";
    OptionalInt unknown = unknownId(options, vocabulary);
    return switch (type) {
      case "BPE" -> bytePairs(options, vocabulary, merges, unknown);
      case "WordLevel" ->
          new WordLevelModel(
              vocabulary,
              unknown.orElseThrow(
                  () ->
                      options.refusal(
                          "expected an unk_token, as every WordLevel model needs one")));
      default -> throw options.unknownType();
    };
  }

  private static TokenModel bytePairs(
      JsonSection options,
      Map<String, Integer> vocabulary,
      List<String[]> merges,
      OptionalInt unknown) {
    for (String field : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
      JsonSection affix = options.child(field);
      if (affix.isPresent() && !options.text(field).isEmpty()) {
        throw affix.refusal("expected none, found " + Excerpt.text(options.text(field)));
      }
    }
    if (options.flag("byte_fallback", false)) {
      throw options.child("byte_fallback").refusal("expected false, found true");
    }
    if (options.child("dropout").node().asDouble() != 0) {
      throw options.child("dropout").refusal("expected none: ids must not depend on chance");
    }
    MergeTable table = new MergeTable(merges.size());
    for (int rank = 0; rank < merges.size(); rank++) {
      String left = merges.get(rank)[0];
      String right = merges.get(rank)[1];
      table.put(
          mergeId(options, vocabulary, left, rank),
          mergeId(options, vocabulary, right, rank),
          rank,
          mergeId(options, vocabulary, left + right, rank));
    }
    return new BpeModel(
        vocabulary,
        table,
        unknown,
        options.flag("fuse_unk", false),
        options.flag("ignore_merges", false));
  }

  private static OptionalInt unknownId(JsonSection options, Map<String, Integer> vocabulary) {
    if (!options.child("unk_token").isPresent()) {
      return OptionalInt.empty();
    }
    String token = options.text("unk_token");
    Integer id = vocabulary.get(token);
    if (id == null) {
      throw options.refusal(
          "the unknown token " + Excerpt.text(token) + " is not in the vocabulary");
    }
    return OptionalInt.of(id);
  }

  private static int mergeId(
      JsonSection options, Map<String, Integer> vocabulary, String token, int rank) {
    Integer id = vocabulary.get(token);
    if (id == null) {
      throw options
          .child("merges[" + rank + "]")
          .refusal(Excerpt.text(token) + " is not in the vocabulary; the file is damaged");
    }
    return id;
  }
}
