package org.hmongtts.checkpoint.tokenizer;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.hmongtts.ModelFormatException;
import org.hmongtts.checkpoint.Excerpt;

/** Tokens by id and ids by token, those of the vocabulary and the added ones. */
final class TokenTable {

  /** 16 times the largest vocabulary published so far (256k); bounds what a lying id allocates. */
  private static final int MOST_IDS = 1 << 22;

  private final String where;
  private final Map<String, Integer> ids = new HashMap<>();
  private String[] tokens = new String[1024];
  private int size;

  TokenTable(String where) {
    this.where = where;
  }

  static int checkedId(String where, int id) {
    if (id < 0 || id >= MOST_IDS) {
      throw new ModelFormatException(
          where + ": expected a token's id in 0.." + (MOST_IDS - 1) + ", found " + id);
    }
    return id;
  }

  /**
   * @throws ModelFormatException if the token has another id already, or the id another token
   */
  void put(String token, int id) {
    checkedId(where, id);
    if (id >= tokens.length) {
      tokens = Arrays.copyOf(tokens, Math.max(id + 1, 2 * tokens.length));
    }
    Integer other = ids.put(token, id);
    if ((other != null && other != id) || (tokens[id] != null && !tokens[id].equals(token))) {
      throw new ModelFormatException(
          where
              + ": the token "
              + Excerpt.text(token)
              + " with id "
              + id
              + " is given twice, as "
              + (other != null && other != id ? "id " + other : Excerpt.text(tokens[id]))
              + " before; the file is damaged, fetch it again");
    }
    tokens[id] = token;
    size = Math.max(size, id + 1);
  }

  OptionalInt id(String token) {
    Integer id = ids.get(token);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  Optional<String> token(int id) {
    return id < 0 || id >= size ? Optional.empty() : Optional.ofNullable(tokens[id]);
  }

  /** The highest id + 1. */
  int size() {
    return size;
  }
}
