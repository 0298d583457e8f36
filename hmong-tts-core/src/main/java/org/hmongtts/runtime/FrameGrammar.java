package org.hmongtts.runtime;

import java.util.ArrayList;
import java.util.List;

/**
 * Which tokens may follow which: speech is a run of frames, a frame has one code for each slot, and
 * the stop token may stand in place of a frame. Sampling from these alone makes a broken frame
 * impossible.
 *
 * @param firstTokens token id of code 0 in each slot
 * @param codes codes of a slot
 * @param stopToken ends the speech
 */
public record FrameGrammar(List<Integer> firstTokens, int codes, int stopToken) {

  public FrameGrammar {
    firstTokens = List.copyOf(firstTokens);
  }

  /** Codes of a frame. */
  public int slots() {
    return firstTokens.size();
  }

  /** The parts of the output head, one for each slot, and the stop token's row as the last. */
  List<Decoder.HeadPart> headParts() {
    List<Decoder.HeadPart> parts = new ArrayList<>();
    for (int first : firstTokens) {
      parts.add(new Decoder.HeadPart(first, codes));
    }
    parts.add(new Decoder.HeadPart(stopToken, 1));
    return parts;
  }

  /** The part that holds the stop token's row. */
  int stopPart() {
    return firstTokens.size();
  }
}
