package org.hmongtts.checkpoint.hub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Checks content against its ETag, where that is a hash. */
final class ContentHash {

  private static final int SHA256_DIGITS = 64;
  private static final int SHA1_DIGITS = 40;

  private ContentHash() {}

  /**
   * Whether a file has the content that its ETag names: 64 digits are its SHA-256, 40 that of a git
   * blob ({@code sha1("blob " + length + "\0" + content)}); other ETags say nothing.
   */
  static boolean matches(Path file, String etag) throws IOException {
    if (!etag.matches("[0-9a-f]+")) {
      return true;
    }
    return switch (etag.length()) {
      case SHA256_DIGITS -> etag.equals(digest("SHA-256", "", file));
      case SHA1_DIGITS -> etag.equals(digest("SHA-1", "blob " + Files.size(file) + "\0", file));
      default -> true;
    };
  }

  private static String digest(String algorithm, String prefix, Path file) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
    digest.update(prefix.getBytes(StandardCharsets.US_ASCII));
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read; (read = in.read(buffer)) >= 0; ) {
        digest.update(buffer, 0, read);
      }
    }
    StringBuilder hex = new StringBuilder();
    for (byte b : digest.digest()) {
      hex.append(Character.forDigit(b >> 4 & 0xF, 16)).append(Character.forDigit(b & 0xF, 16));
    }
    return hex.toString();
  }
}
