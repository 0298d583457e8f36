package org.hmongtts.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.hmongtts.ModelFormatException;

/** A good file with random damage is refused by its typed error, or read without harm. */
class CheckpointPropertyTest {

  private static Path folder;
  private static byte[] safetensors;
  private static byte[] pickled;
  private static final byte[] CONFIG =
      "{\"a\": 12, \"b\": {\"c\": [1, 2.5, \"x\"], \"d\": null}, \"e\": -1.5e3, \"f\": true}"
          .getBytes();

  @BeforeContainer
  static void writeGoodFiles() throws IOException {
    folder = Files.createTempDirectory("checkpoint");
    Path file = folder.resolve("good");
    new SafetensorsWriter()
        .add("a", DType.F32, new long[] {2, 2}, SafetensorsWriter.floats(new float[] {1, 2, 3, 4}))
        .add("b", DType.F16, new long[] {3}, out -> out.write(ByteBuffer.allocate(6)))
        .add("c", DType.I64, new long[] {}, out -> out.write(ByteBuffer.allocate(8)))
        .write(file);
    safetensors = Files.readAllBytes(file);
    pickled =
        new TorchSave()
            .tensor("a", "FloatStorage", "0", 6, 0, new long[] {3, 2}, new long[] {1, 3})
            .tensor("b", "FloatStorage", "0", 6, 2, new long[] {4}, new long[] {1})
            .storage("0", 1, 2, 3, 4, 5, 6)
            .bytes();
  }

  @AfterContainer
  static void delete() throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  /** One change of a file: at a place given as a fraction of its length. */
  record Damage(Kind kind, double place, byte[] bytes) {

    enum Kind {
      REPLACE,
      INSERT,
      DELETE,
      CUT
    }

    byte[] apply(byte[] file) {
      int at = (int) (place * file.length);
      int behind = Math.min(file.length, at + bytes.length);
      return switch (kind) {
        case REPLACE -> join(file, at, bytes, behind);
        case INSERT -> join(file, at, bytes, at);
        case DELETE -> join(file, at, new byte[0], behind);
        case CUT -> Arrays.copyOf(file, at);
      };
    }

    private static byte[] join(byte[] file, int end, byte[] middle, int start) {
      ByteBuffer joined = ByteBuffer.allocate(end + middle.length + file.length - start);
      return joined.put(file, 0, end).put(middle).put(file, start, file.length - start).array();
    }
  }

  @Provide
  Arbitrary<List<Damage>> damages() {
    Arbitrary<byte[]> bytes =
        Arbitraries.oneOf(
            Arbitraries.bytes().array(byte[].class).ofMinSize(1).ofMaxSize(4),
            Arbitraries.of("0", "9", "-", "]", "{", "\"", ",", "[", "99999", "e9", "\u0000\u0000")
                .map(text -> text.getBytes(StandardCharsets.US_ASCII)));
    Arbitrary<Damage> damage =
        Combinators.combine(
                Arbitraries.of(Damage.Kind.class), Arbitraries.doubles().between(0, 1), bytes)
            .as(Damage::new);
    return damage.list().ofMinSize(1).ofMaxSize(3);
  }

  private static byte[] damaged(byte[] file, List<Damage> damages) {
    byte[] result = file;
    for (Damage damage : damages) {
      result = damage.apply(result);
    }
    return result;
  }

  @Property(seed = "20261122")
  void damagedSafetensors(@ForAll("damages") List<Damage> damages) throws IOException {
    openAndUse(folder.resolve("m.safetensors"), damaged(safetensors, damages));
  }

  @Property(seed = "20261122")
  void damagedPickles(@ForAll("damages") List<Damage> damages) throws IOException {
    openAndUse(folder.resolve("m.bin"), damaged(pickled, damages));
  }

  @Property(seed = "20261122")
  void damagedConfigurations(@ForAll("damages") List<Damage> damages) throws IOException {
    Path file = Files.write(folder.resolve("config.json"), damaged(CONFIG, damages));
    try {
      ConfigReading.useAll(ConfigFile.read(file));
    } catch (ModelFormatException expected) {
      assertThat(expected).hasMessageStartingWith(file + ": ");
    }
  }

  private static void openAndUse(Path file, byte[] content) throws IOException {
    Files.deleteIfExists(file); // a mapped file keeps its bytes when its name goes
    Files.write(file, content);
    try {
      Checkpoint checkpoint = Checkpoint.openFile(file);
      checkpoint.fingerprint();
      for (TensorInfo tensor : checkpoint.tensors().values()) {
        assertThat(checkpoint.map(tensor.name()).remaining()).isEqualTo((int) tensor.length());
        if (Floats.reads(tensor.dtype())) {
          assertThat(checkpoint.readFloats(tensor.name())).hasSize((int) tensor.elements());
        }
      }
      checkpoint.requireFinite(ProgressListener.NONE);
    } catch (ModelFormatException expected) {
      assertThat(expected).hasMessageStartingWith(file + ": ");
    }
  }
}
