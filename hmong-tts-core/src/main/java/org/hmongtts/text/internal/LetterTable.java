package org.hmongtts.text.internal;

import java.util.Arrays;

/** A small open-addressed map from up to four letters, packed five bits each, to a number. */
final class LetterTable {

  private final int[] keys;
  private final byte[] values;

  /**
   * @param size a power of two, at least twice the number of entries
   */
  LetterTable(int size) {
    keys = new int[size];
    values = new byte[size];
    Arrays.fill(keys, -1);
  }

  void put(String letters, int value) {
    int packed = 0;
    for (int i = 0; i < letters.length(); i++) {
      packed = packed << 5 | letters.charAt(i) & 31;
    }
    int slot = slot(packed);
    keys[slot] = packed;
    values[slot] = (byte) value;
  }

  /** The value of {@code packed}, or -1. */
  int get(int packed) {
    int slot = slot(packed);
    return keys[slot] == packed ? values[slot] : -1;
  }

  private int slot(int packed) {
    int slot = packed * 0x9E3779B1 >>> 16 & keys.length - 1;
    while (keys[slot] != packed && keys[slot] != -1) {
      slot = slot + 1 & keys.length - 1;
    }
    return slot;
  }
}
