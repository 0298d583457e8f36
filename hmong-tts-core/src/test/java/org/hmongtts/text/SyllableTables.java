package org.hmongtts.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The tables of onsets, rimes and tones with their sounds that were written apart from the code.
 */
final class SyllableTables {

  /**
   * One row.
   *
   * @param kind onset, rime or tone
   * @param letters how it is spelt; empty for no onset and for the mid tone
   * @param ipa how it sounds
   * @param fronted how it sounds before <i>i</i> and <i>ia</i>, or a dash for the same
   * @param green how Green Mong speaks it, or a dash for the same
   * @param dialects white, green or both
   */
  record Part(
      String kind, String letters, String ipa, String fronted, String green, String dialects) {

    String ipa(String rime, Dialect dialect) {
      boolean front = rime.equals("i") || rime.equals("ia");
      if (front && !fronted.equals("-")) {
        return fronted;
      }
      return dialect == Dialect.GREEN && !green.equals("-") ? green : ipa;
    }
  }

  private SyllableTables() {}

  static List<Part> of(String kind) {
    List<Part> parts = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                SyllableTables.class.getResourceAsStream("syllable-inventory.tsv"),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] f = line.split("\t", -1);
        if (f[0].equals(kind)) {
          parts.add(new Part(f[0], f[1], f[2], f[3], f[4], f[5]));
        }
      }
      return parts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
