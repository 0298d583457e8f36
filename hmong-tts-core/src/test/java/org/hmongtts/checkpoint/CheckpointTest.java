package org.hmongtts.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.hmongtts.ModelFormatException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {

  @TempDir Path temporary;
  private Path folder;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createDirectories(temporary.resolve("hub/models--a--b/snapshots/1"));
  }

  private static Path weights(Path file, String name, float... values) throws IOException {
    Files.createDirectories(file.getParent());
    new SafetensorsWriter()
        .add(name, DType.F32, new long[] {values.length}, SafetensorsWriter.floats(values))
        .write(file);
    return file;
  }

  private void index(String json) throws IOException {
    Files.writeString(folder.resolve("model.safetensors.index.json"), json.replace('\'', '"'));
  }

  private void refuses(String why) {
    assertThatThrownBy(() -> Checkpoint.open(folder))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageStartingWith(folder.toString())
        .hasMessageContaining(why);
  }

  @Nested
  class Finding {

    @Test
    void prefersTheFileThatTheConfigNames() throws IOException {
      weights(folder.resolve("model.safetensors"), "whole", 1);
      weights(folder.resolve("transformers.safetensors"), "named", 1);
      Files.writeString(
          folder.resolve("config.json"),
          "{\"transformers_weights\": \"transformers.safetensors\"}");

      assertThat(Checkpoint.open(folder).tensors()).containsOnlyKeys("named");
    }

    @Test
    void prefersOneFileToAnIndex() throws IOException {
      weights(folder.resolve("model.safetensors"), "whole", 1);
      index("{'weight_map': {'part': 'part.safetensors'}}");

      assertThat(Checkpoint.open(folder).tensors()).containsOnlyKeys("whole");
    }

    @Test
    void readsEachTensorFromTheShardThatTheIndexNames() throws IOException {
      Path first = weights(folder.resolve("1.safetensors"), "a", 1, 2);
      Path second = folder.resolve("2.safetensors");
      new SafetensorsWriter()
          .add("a", DType.F32, new long[] {1}, SafetensorsWriter.floats(new float[] {9}))
          .add("b", DType.F32, new long[] {1}, SafetensorsWriter.floats(new float[] {3}))
          .write(second);
      index("{'weight_map': {'b': '2.safetensors', 'a': '1.safetensors'}}");

      Checkpoint checkpoint = Checkpoint.open(folder);

      assertThat(checkpoint.tensors()).containsOnlyKeys("a", "b");
      assertThat(checkpoint.readFloats("a")).containsExactly(1, 2);
      assertThat(checkpoint.readFloats("b")).containsExactly(3);
      assertThat(checkpoint.fileBytes()).isEqualTo(Files.size(first) + Files.size(second));
    }

    @Test
    void refusesAFolderWithoutWeights() {
      refuses("no weights found, expected one of model.safetensors");
    }

    @Test
    void saysThatAFolderIsMissing() {
      assertThatThrownBy(() -> Checkpoint.open(folder.resolve("missing")))
          .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void saysThatAFileIsNoFolder() throws IOException {
      Path file = weights(folder.resolve("model.safetensors"), "a", 1);
      assertThatThrownBy(() -> Checkpoint.open(file)).isInstanceOf(NotDirectoryException.class);
    }

    @Test
    void refusesAShardThatLacksATensorOfTheIndex() throws IOException {
      weights(folder.resolve("1.safetensors"), "a", 1);
      index("{'weight_map': {'a': '1.safetensors', 'b': '1.safetensors'}}");
      refuses("has no tensor b, which the index places there");
    }

    @Test
    void refusesAMissingShard() throws IOException {
      index("{'weight_map': {'a': '1.safetensors'}}");
      refuses("names the file 1.safetensors, which is not in");
    }
  }

  @Nested
  class Escaping {

    @Test
    void namesStayInTheFolder() throws IOException {
      weights(folder.resolve("../out.safetensors"), "a", 1);
      for (String name :
          new String[] {
            "../out.safetensors",
            folder.resolve("../out.safetensors").toAbsolutePath().toString(),
            "x/../../out.safetensors",
            "..\\\\out.safetensors",
            "./out.safetensors",
            "out\\u0000.safetensors",
            "",
          }) {
        index("{'weight_map': {'a': '" + name + "'}}");
        refuses("expected a name inside the model folder");
      }
    }

    @Test
    void linksStayInTheFolder() throws IOException {
      Path outside = weights(temporary.resolve("elsewhere/out.safetensors"), "a", 1);
      Files.createSymbolicLink(folder.resolve("model.safetensors"), outside);
      refuses("a link that leads out of the model folder");
    }

    @Test
    void linksOfAShardStayInTheFolder() throws IOException {
      Path outside = weights(temporary.resolve("elsewhere/out.safetensors"), "a", 1);
      Files.createSymbolicLink(folder.resolve("1.safetensors"), outside);
      index("{'weight_map': {'a': '1.safetensors'}}");
      refuses("a link that leads out of the model folder");
    }

    @Test
    void linksOfAHubCacheLeadToItsBlobs() throws IOException {
      weights(folder.resolve("../../blobs/abc"), "a", 1);
      Files.createSymbolicLink(folder.resolve("model.safetensors"), Path.of("../../blobs/abc"));
      assertThat(Checkpoint.open(folder).readFloats("a")).containsExactly(1);
    }

    @Test
    void linksOfAHubCacheLeadToNoOtherBlobs() throws IOException {
      weights(temporary.resolve("hub/models--c--d/blobs/abc"), "a", 1);
      Files.createSymbolicLink(
          folder.resolve("model.safetensors"), Path.of("../../../models--c--d/blobs/abc"));
      refuses("a link that leads out of the model folder");
    }

    @Test
    void linksInsideTheFolderAreFine() throws IOException {
      weights(folder.resolve("weights/abc"), "a", 1);
      Files.createSymbolicLink(folder.resolve("model.safetensors"), Path.of("weights/abc"));
      assertThat(Checkpoint.open(folder).readFloats("a")).containsExactly(1);
    }
  }

  @Nested
  class Tensors {

    @Test
    void areMappedReadOnlyAndLittleEndian() throws IOException {
      weights(folder.resolve("model.safetensors"), "a", 1, 2, 3);

      ByteBuffer bytes = Checkpoint.open(folder).map("a");

      assertThat(bytes.isDirect()).isTrue();
      assertThat(bytes.isReadOnly()).isTrue();
      assertThat(bytes.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
      assertThat(bytes.remaining()).isEqualTo(12);
      assertThat(bytes.getFloat(8)).isEqualTo(3);
    }

    @Test
    void areMappedInSegmentsThatEndBetweenThem() throws IOException {
      Path file = folder.resolve("model.safetensors");
      SafetensorsWriter writer = new SafetensorsWriter();
      for (int i = 0; i < 7; i++) {
        float[] values = {i, 10 * i};
        writer.add("t" + i, DType.F32, new long[] {2}, SafetensorsWriter.floats(values));
      }
      writer.write(file);
      SafetensorsFile header = SafetensorsFile.open(file);

      MappedFile mapped = MappedFile.map(file, header.tensors(), 20);

      for (TensorInfo tensor : header.tensors()) {
        assertThat(mapped.slice(tensor).getFloat(4))
            .isEqualTo(10f * (tensor.name().charAt(1) - '0'));
      }
    }

    @Test
    void lieBeyondTwoGigabytes() throws IOException {
      long large = 1_500_000_000; // bytes of each; the file is sparse and takes no room
      String header =
          "{\"a\":{\"dtype\":\"U8\",\"shape\":[%1$d],\"data_offsets\":[0,%1$d]},"
              + "\"b\":{\"dtype\":\"F32\",\"shape\":[%2$d],\"data_offsets\":[%1$d,%3$d]}}";
      Path file = sparse(String.format(header, large, large / 4, 2 * large), 2 * large, 7f);

      Checkpoint checkpoint = Checkpoint.openFile(file);

      assertThat(checkpoint.map("b").getFloat((int) large - 4)).isEqualTo(7f);
      assertThat(checkpoint.map("a").remaining()).isEqualTo((int) large);
      assertThat(checkpoint.fingerprint()).hasSize(64);
    }

    @Test
    void ofMoreThanABufferHoldsAreListedButNotMapped() throws IOException {
      long large = 1L << 31;
      String header =
          "{\"a\":{\"dtype\":\"F32\",\"shape\":[%1$d],\"data_offsets\":[0,%2$d]},"
              + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[%2$d,%3$d]}}";
      Path file = sparse(String.format(header, large / 4, large, large + 4), large + 4, 7f);

      Checkpoint checkpoint = Checkpoint.openFile(file);

      assertThat(checkpoint.tensor("a").length()).isEqualTo(large);
      assertThat(checkpoint.readFloats("b")).containsExactly(7f);
      assertThatThrownBy(() -> checkpoint.map("a"))
          .isInstanceOf(ModelFormatException.class)
          .hasMessageContaining("tensor a has 2147483648 bytes, expected at most 2147483647");
    }

    /** A file of zeros but for its header and its last value. */
    private Path sparse(String header, long dataBytes, float last) throws IOException {
      Path file = folder.resolve("model.safetensors");
      ByteBuffer start = ByteBuffer.allocate(8 + header.length()).order(ByteOrder.LITTLE_ENDIAN);
      start.putLong(header.length()).put(header.getBytes(StandardCharsets.US_ASCII)).flip();
      ByteBuffer end = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, last);
      try (FileChannel channel =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.SPARSE,
              StandardOpenOption.WRITE)) {
        channel.write(end, start.remaining() + dataBytes - 4);
        channel.write(start, 0);
      }
      return file;
    }

    @Test
    void ofAnotherShapeAreRefused() throws IOException {
      weights(folder.resolve("model.safetensors"), "a", 1, 2, 3);
      Checkpoint checkpoint = Checkpoint.open(folder);

      assertThat(checkpoint.tensor("a", 3).elements()).isEqualTo(3);
      assertThatThrownBy(() -> checkpoint.tensor("a", 3, 1))
          .isInstanceOf(ModelFormatException.class)
          .hasMessageContaining("tensor a has shape [3], expected [3, 1]");
    }

    @Test
    void thatAreMissingAreNamed() throws IOException {
      weights(folder.resolve("model.safetensors"), "a", 1);
      Checkpoint checkpoint = Checkpoint.open(folder);

      assertThat(checkpoint.contains("b")).isFalse();
      assertThatThrownBy(() -> checkpoint.map("b"))
          .isInstanceOf(ModelFormatException.class)
          .hasMessageStartingWith(folder.toString())
          .hasMessageContaining("no tensor b");
    }
  }

  @Nested
  class Identity {

    @Test
    void doesNotDependOnTheFiles() throws IOException {
      float[] large = new float[100_000];
      large[77] = 1;
      Path one = folder.resolve("one/model.safetensors");
      Files.createDirectories(one.getParent());
      new SafetensorsWriter()
          .add("b", DType.F32, new long[] {2}, SafetensorsWriter.floats(new float[] {1, 2}))
          .add("a", DType.F32, new long[] {100_000}, SafetensorsWriter.floats(large))
          .metadata("other", "metadata")
          .write(one);
      weights(folder.resolve("1.safetensors"), "b", 1, 2);
      weights(folder.resolve("2.safetensors"), "a", large);
      index("{'weight_map': {'a': '2.safetensors', 'b': '1.safetensors'}}");

      assertThat(Checkpoint.open(folder).fingerprint())
          .hasSize(64)
          .isEqualTo(Checkpoint.openFile(one).fingerprint());
    }

    @Test
    void changesWithNameShapeAndContent() throws IOException {
      String original = fingerprint("a", 1, 2);

      assertThat(fingerprint("a", 1, 2)).isEqualTo(original);
      assertThat(fingerprint("b", 1, 2)).isNotEqualTo(original);
      assertThat(fingerprint("a", 1, 3)).isNotEqualTo(original);
      assertThat(fingerprint("a", 1, 2, 0)).isNotEqualTo(original);
    }

    private String fingerprint(String name, float... values) throws IOException {
      return Checkpoint.openFile(weights(folder.resolve("m.safetensors"), name, values))
          .fingerprint();
    }
  }
}
