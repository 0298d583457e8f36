package org.hmongtts.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.hmongtts.ModelFormatException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PyTorchFileTest {

  @TempDir Path folder;

  private Checkpoint open(byte[] file) throws IOException {
    return Checkpoint.openFile(Files.write(path(), file));
  }

  private Path path() {
    return folder.resolve("pytorch_model.bin");
  }

  private void refuses(byte[] file, String why) {
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageStartingWith(path() + ": ")
        .hasMessageContaining(why);
  }

  private static long[] of(long... sizes) {
    return sizes;
  }

  private static TorchSave one(long elements, long offset, long[] shape, long[] strides) {
    return new TorchSave()
        .tensor("t", "FloatStorage", "0", elements, offset, shape, strides)
        .storage("0", 0, 1, 2, 3, 4, 5);
  }

  @Nested
  class Reading {

    @Test
    void usesATensorWhereItLies() throws IOException {
      Checkpoint checkpoint = open(one(6, 1, of(2, 2), of(2, 1)).bytes());

      assertThat(checkpoint.readFloats("t")).containsExactly(1, 2, 3, 4);
      assertThat(checkpoint.tensor("t").offset()).isPositive();
      assertThat(checkpoint.tensor("t", 2, 2).dtype()).isEqualTo(DType.F32);
    }

    @Test
    void putsATransposedTensorInOrder() throws IOException {
      Checkpoint checkpoint = open(one(6, 0, of(3, 2), of(1, 3)).bytes());

      assertThat(checkpoint.readFloats("t")).containsExactly(0, 3, 1, 4, 2, 5);
      assertThat(checkpoint.tensor("t").offset()).isEqualTo(TensorInfo.REARRANGED);
      assertThat(checkpoint.map("t").isDirect()).isTrue();
      assertThat(checkpoint.map("t").isReadOnly()).isTrue();
      assertThat(checkpoint.map("t").order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void readsColumnsAndRepeatedElements() throws IOException {
      assertThat(open(one(6, 2, of(2), of(3)).bytes()).readFloats("t")).containsExactly(2, 5);
      assertThat(open(one(6, 2, of(2, 2), of(0, 1)).bytes()).readFloats("t"))
          .containsExactly(2, 3, 2, 3);
      assertThat(open(one(6, 0, of(2, 1, 3), of(1, 77, 2)).bytes()).readFloats("t"))
          .containsExactly(0, 2, 4, 1, 3, 5);
    }

    @Test
    void takesDimensionsOfOneWithAnyStride() throws IOException {
      Checkpoint checkpoint = open(one(6, 0, of(1, 6, 1), of(999, 1, 7)).bytes());
      assertThat(checkpoint.tensor("t").offset()).isNotEqualTo(TensorInfo.REARRANGED);
    }

    @Test
    void sharesAStorage() throws IOException {
      Checkpoint checkpoint =
          open(
              one(6, 0, of(6), of(1)).tensor("u", "FloatStorage", "0", 6, 4, of(2), of(1)).bytes());
      assertThat(checkpoint.readFloats("u")).containsExactly(4, 5);
      assertThat(checkpoint.tensor("u").offset())
          .isEqualTo(checkpoint.tensor("t").offset() + 4 * Float.BYTES);
    }

    @Test
    void readsScalarsAndEmptyTensors() throws IOException {
      Checkpoint checkpoint =
          open(
              one(6, 5, of(), of())
                  .tensor("none", "FloatStorage", "0", 6, 0, of(0, 3), of(3, 1))
                  .bytes());
      assertThat(checkpoint.readFloats("t")).containsExactly(5);
      assertThat(checkpoint.readFloats("none")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
      "FloatStorage, F32", "DoubleStorage, F64", "HalfStorage, F16", "BFloat16Storage, BF16",
      "LongStorage, I64", "IntStorage, I32", "ShortStorage, I16", "CharStorage, I8",
      "ByteStorage, U8", "BoolStorage, BOOL"
    })
    void knowsTheStorage(String storage, DType dtype) throws IOException {
      TorchSave save =
          new TorchSave()
              .tensor("t", storage, "0", 3, 0, of(3), of(1))
              .entry("model/data/0", new byte[3 * dtype.bytes()]);
      assertThat(open(save.bytes()).tensor("t", 3).dtype()).isEqualTo(dtype);
    }

    @Test
    void takesTheAttributesOfAnOrderedDict() throws IOException {
      byte[] file =
          TorchSave.empty()
              .raw(0x80, 2)
              .global("collections", "OrderedDict")
              .raw(')', 'R', 'q', 0, '(')
              .tensor("t", "FloatStorage", "0", 6, 0, of(6), of(1))
              .raw('u', '}')
              .text("_metadata")
              .raw('h', 0, 's', 'b')
              .storage("0", 0, 1, 2, 3, 4, 5)
              .end();
      assertThat(open(file).tensors()).containsOnlyKeys("t");
    }
  }

  @Nested
  class Refusing {

    @ParameterizedTest
    @CsvSource({
      "os, system",
      "builtins, eval",
      "posix, system",
      "torch, load",
      "torch._utils, _rebuild_tensor",
      "torch, FloatStorage.__init__",
      "collections, OrderedDict.fromkeys",
      "numpy.core.multiarray, scalar"
    })
    void everyOtherGlobalByName(String module, String name) {
      byte[] file =
          TorchSave.empty()
              .raw(0x80, 2)
              .global(module, name)
              .text("touch /tmp/x")
              .raw(0x85, 'R')
              .end();
      refuses(file, "names \"" + module + "." + name + "\", which would run code");
    }

    @Test
    void formatsBefore16() {
      byte[] legacy = new byte[64];
      byte[] start = {(byte) 0x80, 2, (byte) 0x8a, 10, 0x6c, (byte) 0xfc, (byte) 0x9c, 0x46};
      System.arraycopy(start, 0, legacy, 0, start.length);
      refuses(legacy, "PyTorch's format before 1.6");
    }

    @Test
    void whatIsNoZip() {
      refuses(
          "version https://git-lfs.github.com/spec/v1\n".getBytes(StandardCharsets.UTF_8),
          "no zip file");
      refuses(new byte[0], "no zip directory");
    }

    @Test
    void compressedEntries() {
      refuses(one(6, 0, of(6), of(1)).deflated().bytes(), "is compressed or encrypted");
    }

    @Test
    void truncatedFiles() {
      byte[] file = one(6, 0, of(6), of(1)).bytes();
      for (int length = 6; length < file.length; length += 7) {
        refuses(Arrays.copyOf(file, length), "");
      }
    }

    @ParameterizedTest(name = "offset {0} shape {1} stride {2}")
    @CsvSource({
      "0, 7, 1",
      "1, 6, 1",
      "-1, 2, 1",
      "0, 2, 6",
      "7, 0, 1",
      "0, -1, 1",
      "0, 2, -1",
      "9223372036854775807, 1, 1",
      "0, 9223372036854775807, 9223372036854775807",
      "0, 4611686018427387904, 0"
    })
    void viewsOutsideTheStorage(long offset, long size, long stride) {
      refuses(one(6, offset, of(size), of(stride)).bytes(), ": expected ");
    }

    @Test
    void viewsThatRepeatWithoutEnd() {
      refuses(one(6, 0, of(1 << 20, 1 << 20), of(0, 0)).bytes(), "stored out of order");
      refuses(one(6, 0, of(1L << 40, 1L << 40), of(0, 0)).bytes(), "a view inside");
    }

    @Test
    void storagesOfAnotherSize() {
      refuses(one(7, 0, of(6), of(1)).bytes(), "7 elements of F32 in its storage, not 24 bytes");
      refuses(one(-1, 0, of(6), of(1)).bytes(), "in its storage");
    }

    @Test
    void missingStorages() {
      byte[] file = new TorchSave().tensor("t", "FloatStorage", "../9", 1, 0, of(1), of(1)).bytes();
      refuses(file, "expected its storage \"../9\" in the file");
    }

    @Test
    void otherByteOrder() {
      byte[] big = "big".getBytes(StandardCharsets.US_ASCII);
      refuses(one(6, 0, of(6), of(1)).entry("model/byteorder", big).bytes(), "byte order \"big\"");
    }

    @Test
    void whatIsNoDictionaryOfTensors() {
      refuses(TorchSave.empty().raw(0x80, 2, ']').end(), "holds a list");
      refuses(new TorchSave().text("epoch").integer(3).bytes(), "entry epoch is a plain value");
      refuses(new TorchSave().text("model").raw('}').bytes(), "entry model is a dictionary");
    }

    @Test
    void picklesThatBreakTheMachine() {
      refuses(TorchSave.empty().raw(0x80, 4, '}').end(), "protocol 2");
      refuses(TorchSave.empty().end(), "a value on the stack");
      refuses(TorchSave.empty().raw('(').end(), "a value on the stack");
      refuses(TorchSave.empty().raw('}', 'u').end(), "a mark on the stack");
      refuses(TorchSave.empty().raw('}', '(', 'N', 'u').end(), "a dictionary to fill");
      refuses(TorchSave.empty().raw('}', '}', '}', 's').end(), "a string or number as a key");
      refuses(TorchSave.empty().raw('h', 5).end(), "a value remembered before");
      refuses(TorchSave.empty().raw('X', 255, 255, 255, 255).end(), "a string inside the pickle");
      refuses(TorchSave.empty().raw('X', 1, 0, 0, 0, 0xff).end(), "a string in UTF-8");
      refuses(TorchSave.empty().raw(0x8a, 9).end(), "an integer of at most 8 bytes");
      refuses(TorchSave.empty().raw('N', ')', 'R').end(), "OrderedDict() or a tensor");
      refuses(TorchSave.empty().raw('N', 'Q').end(), "the persistent id");
      refuses(TorchSave.empty().raw('N', 'N', 'b').end(), "the attributes of a dictionary");
      refuses(TorchSave.empty().raw('N', 'N', 'a').end(), "a list to append to");
      refuses(TorchSave.empty().raw('i').end(), "an instruction that a state dict needs");
    }

    @Test
    void picklesThatGrowWithoutEnd() {
      int[] deep = new int[1 << 20];
      Arrays.fill(deep, ']');
      refuses(TorchSave.empty().raw(deep).end(), "ordinary size");
      int[] wide = new int[3 << 20];
      for (int i = 0; i < wide.length; i++) {
        wide[i] = i == 0 ? ']' : i % 2 == 0 ? 'a' : '}';
      }
      refuses(TorchSave.empty().raw(wide).end(), "ordinary size");
    }

    @Test
    void listsThatHoldThemselves() {
      refuses(TorchSave.empty().raw(']', 'q', 0, 'h', 0, 'a').end(), "holds a list");
    }
  }
}
