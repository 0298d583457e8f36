package org.hmongtts.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.LongBuffer;
import java.nio.file.Path;
import org.hmongtts.checkpoint.Checkpoint;

/** The tensors of one fixture folder: what goes in, what must come out, and how exactly. */
public final class Reference {

  private final Path folder;
  private final JsonNode tolerance;

  public Reference(Path folder) {
    this.folder = folder;
    try {
      tolerance = new ObjectMapper().readTree(folder.resolve("tolerance.json").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Checkpoint open(String file) {
    try {
      return Checkpoint.openFile(folder.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Integers of a file's tensor. */
  public static long[] longs(Checkpoint file, String tensor) {
    LongBuffer buffer = file.map(tensor).asLongBuffer();
    long[] values = new long[buffer.remaining()];
    buffer.get(values);
    return values;
  }

  /** The difference to accept for a tensor of a file in this folder. */
  public double accept(String file, String tensor) {
    JsonNode entry = tolerance.path(file + ":" + tensor);
    if (entry.isMissingNode()) {
      entry = tolerance.path(tensor);
    }
    assertThat(entry.isMissingNode()).as("tolerance of %s:%s", file, tensor).isFalse();
    return entry.get("accept_abs").asDouble();
  }

  /** Compares all values with an expected tensor. */
  public void assertEquals(String file, String tensor, float[] found) {
    assertClose(file, tensor, open(file).readFloats(tensor), found);
  }

  public void assertClose(String file, String tensor, float[] expected, float[] found) {
    assertThat(found).as("%s:%s", file, tensor).hasSameSizeAs(expected);
    double accept = accept(file, tensor);
    double worst = 0;
    int at = 0;
    for (int i = 0; i < expected.length; i++) {
      double difference = Math.abs((double) expected[i] - found[i]);
      if (!(difference <= worst)) {
        worst = difference;
        at = i;
      }
    }
    assertThat(worst)
        .as("%s %s:%s, worst at %d of %d", folder.getFileName(), file, tensor, at, found.length)
        .isLessThanOrEqualTo(accept);
  }
}
