package org.hmongtts.checkpoint.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The byte alphabet of GPT-2: every byte is written as one visible character. Bytes 33 to 126, 161
 * to 172 and 174 to 255 stand for themselves; the other 68 are U+0100 upwards in ascending order.
 */
final class ByteLevel {

  /** GPT-2's own expression, which {@code use_regex} asks for. */
  static final String PATTERN =
      "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

  private static final char[] LETTER_OF_BYTE = new char[256];
  private static final short[] BYTE_OF_LETTER = new short[0x100 + 68];

  static {
    Arrays.fill(BYTE_OF_LETTER, (short) -1);
    char next = 0x100;
    for (int b = 0; b < 256; b++) {
      boolean visible = (b >= 33 && b <= 126) || (b >= 161 && b != 173);
      LETTER_OF_BYTE[b] = visible ? (char) b : next++;
      BYTE_OF_LETTER[LETTER_OF_BYTE[b]] = (short) b;
    }
  }

  private ByteLevel() {}

  /** The UTF-8 bytes of a text without unpaired surrogates, in byte letters. */
  static String letters(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    char[] letters = new char[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      letters[i] = LETTER_OF_BYTE[bytes[i] & 0xFF];
    }
    return new String(letters);
  }

  /** The bytes a token stands for; its own UTF-8 if it is not written in byte letters. */
  static void writeBytes(String token, ByteArrayOutputStream out) {
    byte[] bytes = new byte[token.length()];
    for (int i = 0; i < bytes.length; i++) {
      char letter = token.charAt(i);
      short value = letter < BYTE_OF_LETTER.length ? BYTE_OF_LETTER[letter] : -1;
      if (value < 0) {
        bytes = token.getBytes(StandardCharsets.UTF_8);
        break;
      }
      bytes[i] = (byte) value;
    }
    out.write(bytes, 0, bytes.length);
  }
}
