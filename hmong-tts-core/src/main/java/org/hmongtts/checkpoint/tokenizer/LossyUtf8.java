package org.hmongtts.checkpoint.tokenizer;

/**
 * UTF-8 decoding that turns each maximal ill-formed part into one U+FFFD (Unicode, section 3.9,
 * "substitution of maximal subparts"), as the reference tokenizers do. The platform's own decoders
 * count differently for encoded surrogates, and differ between desktop and Android.
 */
final class LossyUtf8 {

  private static final char REPLACEMENT = 0xFFFD;

  private LossyUtf8() {}

  static String decode(byte[] bytes) {
    StringBuilder out = new StringBuilder(bytes.length);
    int at = 0;
    while (at < bytes.length) {
      int lead = bytes[at] & 0xFF;
      int length = sequenceLength(lead);
      int value = length == 1 ? lead : lead & (0x7F >> length);
      int taken = 1;
      while (taken < length && at + taken < bytes.length) {
        int next = bytes[at + taken] & 0xFF;
        boolean fits = taken == 1 ? isSecond(lead, next) : isContinuation(next);
        if (!fits) {
          break;
        }
        value = value << 6 | (next & 0x3F);
        taken++;
      }
      if (taken == length) {
        out.appendCodePoint(value);
      } else {
        out.append(REPLACEMENT);
      }
      at += taken;
    }
    return out.toString();
  }

  /** How long the sequence is that begins with this byte; more than can come for a wrong byte. */
  private static int sequenceLength(int lead) {
    if (lead < 0x80) {
      return 1;
    }
    if (lead < 0xC2 || lead > 0xF4) {
      return Integer.MAX_VALUE;
    }
    return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  }

  /** Table 3-7 of the Unicode standard: no overlong forms, no surrogates, nothing past U+10FFFF. */
  private static boolean isSecond(int lead, int next) {
    return switch (lead) {
      case 0xE0 -> next >= 0xA0 && next <= 0xBF;
      case 0xED -> next >= 0x80 && next <= 0x9F;
      case 0xF0 -> next >= 0x90 && next <= 0xBF;
      case 0xF4 -> next >= 0x80 && next <= 0x8F;
      default -> lead >= 0xC2 && lead <= 0xF4 && isContinuation(next);
    };
  }

  private static boolean isContinuation(int next) {
    return (next & 0xC0) == 0x80;
  }
}
