package org.hmongtts.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hmongtts.Fixtures;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.ConfigFile;
import org.hmongtts.network.SnacConfig;

/** One folder of SNAC reference data, with its codec in one of the forms that it comes in. */
public record SnacFixture(Path folder, Path weights, Checkpoint inputs, Checkpoint expected) {

  public static Stream<SnacFixture> all() {
    return Fixtures.folders("SNAC", SnacFixture::matches).stream().flatMap(SnacFixture::forms);
  }

  /** Every folder once, for tests that compare with no reference. */
  static Stream<SnacFixture> folders() {
    Set<Path> seen = new HashSet<>();
    return all().filter(fixture -> seen.add(fixture.folder));
  }

  private static boolean matches(Path folder) {
    Path config = folder.resolve("checkpoint/config.json");
    try {
      return Files.exists(config) && SnacConfig.recognises(ConfigFile.read(config));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<SnacFixture> forms(Path folder) {
    try (Stream<Path> files = Files.list(folder.resolve("checkpoint"))) {
      Checkpoint inputs = Checkpoint.openFile(folder.resolve("inputs.safetensors"));
      Checkpoint expected = Checkpoint.openFile(folder.resolve("expected.safetensors"));
      return files
          .filter(file -> file.toString().matches(".*\\.(safetensors|bin)"))
          .sorted()
          .map(weights -> new SnacFixture(folder, weights, inputs, expected))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The codec's folder with this form of its weights alone. */
  public Path codecFolder(Path temporary) throws IOException {
    Path codec = Files.createTempDirectory(temporary, "codec");
    Files.copy(folder.resolve("checkpoint/config.json"), codec.resolve("config.json"));
    Files.copy(weights, codec.resolve(weights.getFileName()));
    return codec;
  }

  /** The codec's graphs over weights as they are prepared. */
  SnacGraphs graphs(Path temporary) throws IOException {
    SnacConfig config = config();
    Checkpoint prepared =
        PreparedWeights.open(
            temporary.resolve("cache"),
            Checkpoint.open(codecFolder(temporary)),
            SnacWeights.RECIPE,
            new SnacWeights(config));
    return new SnacGraphs(config, prepared);
  }

  public SnacConfig config() throws IOException {
    return SnacConfig.read(ConfigFile.read(folder.resolve("checkpoint/config.json")));
  }

  /** Codes {@code [level][index]} of one batch row of {@code <prefix>0}, {@code <prefix>1}, ... */
  public static int[][] codes(Checkpoint tensors, String prefix, int row) {
    List<int[]> levels = new ArrayList<>();
    for (int level = 0; tensors.contains(prefix + level); level++) {
      int width = Math.toIntExact(tensors.tensor(prefix + level).shape().get(1));
      LongBuffer values = tensors.map(prefix + level).asLongBuffer();
      int[] codes = new int[width];
      for (int i = 0; i < width; i++) {
        codes[i] = Math.toIntExact(values.get(row * width + i));
      }
      levels.add(codes);
    }
    return levels.toArray(int[][]::new);
  }

  /** Compares with an expected tensor within the fixture's tolerance. */
  public void requireEqual(String name, float[] actual) {
    new Reference(folder).assertEquals("expected.safetensors", name, actual);
  }

  /** Compares with one batch row of an expected tensor. */
  public void requireEqual(String name, int row, float[] actual) {
    float[] all = expected.readFloats(name);
    int size = all.length / Math.toIntExact(expected.tensor(name).shape().get(0));
    float[] wanted = Arrays.copyOfRange(all, row * size, (row + 1) * size);
    new Reference(folder).assertClose("expected.safetensors", name, wanted, actual);
  }

  @Override
  public String toString() {
    return folder.getFileName() + " from " + weights.getFileName();
  }
}
