package org.hmongtts.checkpoint;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What identifies a set of weights, whatever files they lie in: SHA-256 over every tensor's name,
 * type, shape and a sample of its bytes, in the order of the names. Two trainings of one
 * architecture differ in nearly every value, so the sample tells them apart.
 */
final class Fingerprint {

  // Tensors up to 64 KiB are read whole, larger ones in 16 pieces of 1 KiB spread from the first
  // byte to the last: a few megabytes for the largest model. Recorded in adapters; never change.
  private static final int WHOLE_BYTES = 64 << 10;
  private static final int PIECES = 16;
  private static final int PIECE_BYTES = 1 << 10;

  private final MessageDigest digest;

  Fingerprint() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  void add(TensorInfo tensor, ByteBuffer bytes) {
    text(tensor.name());
    text(tensor.dtype().name());
    number(tensor.shape().size());
    tensor.shape().forEach(this::number);
    long length = bytes.capacity();
    if (length <= WHOLE_BYTES) {
      digest.update(MappedFile.slice(bytes, 0, (int) length));
      return;
    }
    for (int piece = 0; piece < PIECES; piece++) {
      long start = (length - PIECE_BYTES) * piece / (PIECES - 1);
      digest.update(MappedFile.slice(bytes, (int) start, PIECE_BYTES));
    }
  }

  String hex() {
    StringBuilder hex = new StringBuilder();
    for (byte b : digest.digest()) {
      hex.append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
    }
    return hex.toString();
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    number(bytes.length);
    digest.update(bytes);
  }

  private void number(long number) {
    for (int shift = 0; shift < 64; shift += 8) {
      digest.update((byte) (number >>> shift));
    }
  }
}
