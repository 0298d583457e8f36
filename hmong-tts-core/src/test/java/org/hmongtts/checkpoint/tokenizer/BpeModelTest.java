package org.hmongtts.checkpoint.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class BpeModelTest {

  private final Map<String, Integer> vocabulary = new HashMap<>();

  BpeModelTest() {
    "abc".chars().forEach(c -> vocabulary.put(Character.toString(c), vocabulary.size()));
  }

  /** Scanning for the best pair again after every merge is the slow, obvious reference. */
  @Property(seed = "20261122")
  void mergesTheLowestRankFirstAndTheLeftmostOfEquals(
      @ForAll("pairs") List<int[]> pairs, @ForAll("pieces") String piece) {
    Map<List<String>, Integer> ranks = new HashMap<>();
    List<String> known = new ArrayList<>(List.of("a", "b", "c"));
    List<List<String>> merges = new ArrayList<>();
    for (int[] pair : pairs) {
      List<String> merge =
          List.of(known.get(pair[0] % known.size()), known.get(pair[1] % known.size()));
      if (ranks.putIfAbsent(merge, merges.size()) == null) {
        merges.add(merge);
        known.add(String.join("", merge));
      }
    }
    known.forEach(token -> vocabulary.putIfAbsent(token, vocabulary.size()));

    assertThat(encode(model(merges, OptionalInt.empty(), false, false), piece))
        .containsExactly(slowly(ranks, piece).stream().mapToInt(vocabulary::get).toArray());
  }

  @Provide
  Arbitrary<List<int[]>> pairs() {
    return Arbitraries.integers().between(0, 99).array(int[].class).ofSize(2).list().ofMaxSize(20);
  }

  @Provide
  Arbitrary<String> pieces() {
    return Arbitraries.strings().withChars("abc").ofMaxLength(30);
  }

  @Test
  void aPieceInTheVocabularyIsTakenWholeIfMergesAreIgnored() {
    vocabulary.put("abc", 7);
    assertThat(encode(model(List.of(), OptionalInt.empty(), false, true), "abc"))
        .containsExactly(7);
    assertThat(encode(model(List.of(), OptionalInt.empty(), false, false), "abc"))
        .containsExactly(0, 1, 2);
  }

  @Test
  void aCharacterOutsideTheVocabularyIsLeftOutOrUnknown() {
    assertThat(encode(model(List.of(), OptionalInt.empty(), false, false), "axxb"))
        .containsExactly(0, 1);
    assertThat(encode(model(List.of(), OptionalInt.of(9), false, false), "axxb"))
        .containsExactly(0, 9, 9, 1);
    assertThat(encode(model(List.of(), OptionalInt.of(9), true, false), "axxb"))
        .containsExactly(0, 9, 1);
  }

  @Test
  void aPieceOfAMillionLettersTakesNoQuadraticTime() {
    List<List<String>> merges = new ArrayList<>();
    for (String token = "a"; token.length() < 1 << 16; token += token) {
      merges.add(List.of(token, token));
      vocabulary.put(token + token, vocabulary.size());
    }
    BpeModel model = model(merges, OptionalInt.empty(), false, false);
    assertTimeout(
        Duration.ofSeconds(30), () -> assertThat(encode(model, "a".repeat(1 << 20))).hasSize(16));
  }

  private BpeModel model(
      List<List<String>> merges, OptionalInt unknown, boolean fuse, boolean ignoreMerges) {
    MergeTable table = new MergeTable(merges.size());
    for (int rank = 0; rank < merges.size(); rank++) {
      List<String> merge = merges.get(rank);
      table.put(
          vocabulary.get(merge.get(0)),
          vocabulary.get(merge.get(1)),
          rank,
          vocabulary.get(String.join("", merge)));
    }
    return new BpeModel(vocabulary, table, unknown, fuse, ignoreMerges);
  }

  private static int[] encode(BpeModel model, String piece) {
    IntStream.Builder ids = IntStream.builder();
    model.encode(piece, ids);
    return ids.build().toArray();
  }

  private static List<String> slowly(Map<List<String>, Integer> ranks, String piece) {
    List<String> symbols = new ArrayList<>();
    piece.chars().forEach(c -> symbols.add(Character.toString(c)));
    while (true) {
      int best = -1;
      int bestRank = Integer.MAX_VALUE;
      for (int i = 0; i + 1 < symbols.size(); i++) {
        int rank = ranks.getOrDefault(symbols.subList(i, i + 2), Integer.MAX_VALUE);
        if (rank < bestRank) {
          best = i;
          bestRank = rank;
        }
      }
      if (best < 0) {
        return symbols;
      }
      symbols.set(best, symbols.get(best) + symbols.remove(best + 1));
    }
  }
}
