package org.hmongtts.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hmongtts.ModelFormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsFileTest {

  @TempDir Path folder;

  @Test
  void listsTensorsInTheOrderOfTheirBytes() throws IOException {
    SafetensorsFile file =
        SafetensorsFile.open(
            write(
                "{'b':{'dtype':'U8','shape':[2],'data_offsets':[8,10]},"
                    + "'a':{'dtype':'F32','shape':[1,2],'data_offsets':[0,8]},"
                    + "'__metadata__':{'format':'pt'}}  ",
                10));

    assertThat(file.tensors()).extracting(TensorInfo::name).containsExactly("a", "b");
    assertThat(file.tensors().get(0).shape()).containsExactly(1L, 2L);
    assertThat(file.tensors().get(0).length()).isEqualTo(8);
    assertThat(file.tensors().get(1).offset()).isEqualTo(file.fileBytes() - 2);
    assertThat(file.metadata()).containsEntry("format", "pt");
  }

  @Test
  void knowsScalarsAndEmptyTensors() throws IOException {
    SafetensorsFile file =
        SafetensorsFile.open(
            write(
                "{'scalar':{'dtype':'F64','shape':[],'data_offsets':[0,8]},"
                    + "'empty':{'dtype':'F32','shape':[0,9],'data_offsets':[8,8]}}",
                8));

    assertThat(file.tensors()).extracting(TensorInfo::elements).containsExactly(1L, 0L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'more':{'x':[1]}}}",
        "{'a':{'data_offsets':[0,8],'shape':[1,2,1],'dtype':'F32'}}",
        "{'a':{'dtype':'F4','shape':[16],'data_offsets':[0,8]}}",
        "{'a':{'dtype':'F6_E2M3','shape':[4],'data_offsets':[0,3]},"
            + "'b':{'dtype':'BOOL','shape':[5],'data_offsets':[3,8]}}",
      })
  void accepts(String header) throws IOException {
    assertThat(SafetensorsFile.open(write(header, 8)).tensors()).isNotEmpty();
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[1]| begin with '{'",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}| malformed JSON",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}x| malformed JSON",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}{}| after the JSON",
        "{'a':{'dtype':'U8','shape':[4],'data_offsets':[0,4]},'a':{'dtype':'U8','shape':[4],'data_offsets':[4,8]}}| Duplicate",
        "{'a':{'dtype':'U8','dtype':'U8','shape':[8],'data_offsets':[0,8]}}| Duplicate",
        "{'__metadata__':{'a':1},'a':{'dtype':'U8','shape':[8],'data_offsets':[0,8]}}| __metadata__.a",
        "{'__metadata__':'a','a':{'dtype':'U8','shape':[8],'data_offsets':[0,8]}}| __metadata__",
        "{'a':7}| expected an object",
        "{'a':{'dtype':'F32','shape':[2]}}| expected dtype, shape and data_offsets",
        "{'a':{'dtype':'f32','shape':[2],'data_offsets':[0,8]}}| dtype of safetensors",
        "{'a':{'dtype':7,'shape':[2],'data_offsets':[0,8]}}| dtype in letters",
        "{'a':{'dtype':'F32','shape':2,'data_offsets':[0,8]}}| shape as a list",
        "{'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}}| whole numbers",
        "{'a':{'dtype':'F32','shape':[2.0],'data_offsets':[0,8]}}| whole numbers",
        "{'a':{'dtype':'F32','shape':[18446744073709551618],'data_offsets':[0,8]}}| whole numbers",
        "{'a':{'dtype':'F32','shape':[4611686018427387904,4],'data_offsets':[0,8]}}| below 2^63",
        "{'a':{'dtype':'F32','shape':[1152921504606846976,2],'data_offsets':[0,8]}}| below 2^63",
        "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}}| expected 12 bytes",
        "{'a':{'dtype':'F4','shape':[15],'data_offsets':[0,8]}}| whole bytes",
        "{'a':{'dtype':'U8','shape':[8],'data_offsets':[8,0]}}| [begin, end]",
        "{'a':{'dtype':'U8','shape':[8],'data_offsets':[0,8,8]}}| [begin, end]",
        "{'a':{'dtype':'U8','shape':[8],'data_offsets':[9223372036854775799,9223372036854775807]}}| inside the file",
        "{'a':{'dtype':'U8','shape':[7],'data_offsets':[1,8]}}| a hole before tensor a",
        "{'a':{'dtype':'U8','shape':[7],'data_offsets':[0,7]}}| its header describes",
        "{'a':{'dtype':'U8','shape':[9],'data_offsets':[0,9]}}| its header describes",
        "{'a':{'dtype':'U8','shape':[5],'data_offsets':[0,5]},'b':{'dtype':'U8','shape':[4],'data_offsets':[4,8]}}| an overlap with tensor b",
        "{}| its header describes",
      })
  void refuses(String header, String why) throws IOException {
    Path file = write(header, 8);

    assertThatThrownBy(() -> SafetensorsFile.open(file))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(why);
  }

  @Test
  void refusesAHeaderThatIsNotUtf8() throws IOException {
    byte[] utf16 = "{}".getBytes(StandardCharsets.UTF_16LE);
    refusesBytes(file(utf16.length, utf16), "malformed JSON");
    byte[] invalid = {'{', '"', (byte) 0xc3, (byte) 0x28, '"', '}'};
    refusesBytes(file(invalid.length, invalid), "not UTF-8");
  }

  @Test
  void refusesDeepNesting() throws IOException {
    String deep = "{'a':{'x':" + "[".repeat(100_000);
    refusesBytes(write(deep, 0), "malformed JSON");
  }

  @Test
  void refusesAHeaderLongerThanTheFileBeforeReadingIt() throws IOException {
    refusesBytes(file(99_999_999, new byte[10]), "only 10 follow");
    refusesBytes(file(100_000_001, new byte[10]), "at most 100000000");
    refusesBytes(file(-1, new byte[10]), "states a header of 18446744073709551615 bytes");
    refusesBytes(Files.write(folder.resolve("short"), new byte[7]), "has 7 bytes");
    refusesBytes(Files.write(folder.resolve("none"), new byte[0]), "has 0 bytes");
    refusesBytes(file(0, new byte[0]), "begin with '{'");
    refusesBytes(file(3, " {}".getBytes(StandardCharsets.UTF_8)), "begin with '{'");
  }

  private static void refusesBytes(Path file, String why) {
    assertThatThrownBy(() -> SafetensorsFile.open(file))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(why);
  }

  private Path write(String header, int dataBytes) throws IOException {
    byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    ByteBuffer all = ByteBuffer.allocate(json.length + dataBytes).put(json);
    return file(json.length, all.array());
  }

  private Path file(long headerBytes, byte[] rest) throws IOException {
    ByteBuffer all = ByteBuffer.allocate(8 + rest.length).order(ByteOrder.LITTLE_ENDIAN);
    all.putLong(headerBytes).put(rest);
    return Files.write(folder.resolve("model.safetensors"), all.array());
  }

  @Test
  void aWriterThatFailsLeavesWhatWasThere() throws IOException {
    Path file = Files.writeString(folder.resolve("kept.safetensors"), "old");
    SafetensorsWriter full =
        new SafetensorsWriter()
            .add(
                "a", DType.U8, new long[] {1 << 20}, out -> out.write(ByteBuffer.allocate(1 << 20)))
            .add(
                "b",
                DType.U8,
                new long[] {64},
                out -> {
                  throw new IOException("No space left on device");
                });

    assertThatThrownBy(() -> full.write(file)).hasMessage("No space left on device");
    assertThat(file).hasContent("old");
    try (var left = Files.list(folder)) {
      assertThat(left.toList()).isEqualTo(List.of(file));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {63, 65})
  void aBodyOfAnotherLengthIsNotWritten(int bytes) {
    SafetensorsWriter writer =
        new SafetensorsWriter()
            .add("a", DType.U8, new long[] {64}, out -> out.write(ByteBuffer.allocate(bytes)));
    assertThatThrownBy(() -> writer.write(folder.resolve("x")))
        .isInstanceOf(IllegalStateException.class);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void theWriterRefusesNamesAndShapesThatCannotBe() {
    SafetensorsWriter writer = new SafetensorsWriter().add("a", DType.U8, new long[0], out -> {});
    for (long[] shape : new long[][] {{-1}, {1L << 62, 4}, {1L << 61}}) {
      assertThatThrownBy(() -> writer.add("b" + shape[0], DType.U8, shape, out -> {}))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> writer.add("a", DType.U8, new long[0], out -> {}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> writer.add("__metadata__", DType.U8, new long[0], out -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void readsWhatTheWriterWrites() throws IOException {
    Path file = folder.resolve("written.safetensors");
    float[] values = {1, -2, 3};
    new SafetensorsWriter()
        .add("odd", DType.F32, new long[] {3}, SafetensorsWriter.floats(values))
        .add("whole", DType.BF16, new long[] {8, 4}, out -> out.write(ByteBuffer.allocate(64)))
        .add("byte", DType.U8, new long[] {1}, out -> out.write(ByteBuffer.allocate(1)))
        .add("empty", DType.I64, new long[] {0}, out -> {})
        .metadata("made_by", "a test")
        .write(file);

    SafetensorsFile read = SafetensorsFile.open(file);

    assertThat(read.tensors()).extracting(TensorInfo::name).contains("odd", "whole", "byte");
    assertThat(read.metadata()).containsEntry("format", "pt").containsEntry("made_by", "a test");
    assertThat(read.tensors().get(0).offset() % 64).isZero();
    assertThat(Checkpoint.openFile(file).readFloats("odd")).containsExactly(values);
    assertThat(folder).isDirectoryContaining("glob:**written.safetensors");
    try (var left = Files.list(folder)) {
      assertThat(left.toList()).isEqualTo(List.of(file));
    }
  }
}
