package org.hmongtts.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hmongtts.ModelFormatException;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.DType;
import org.hmongtts.checkpoint.Floats;
import org.hmongtts.checkpoint.SafetensorsWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparedWeightsTest {

  @TempDir Path folder;
  private Path cache;
  private final AtomicInteger made = new AtomicInteger();

  @BeforeEach
  void writeSource() throws IOException {
    cache = folder.resolve("cache");
    ByteBuffer bf16 = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    Floats.write(new float[] {1.5f, -3}, 2, DType.BF16, bf16);
    new SafetensorsWriter()
        .add("half", DType.BF16, new long[] {2}, SafetensorsWriter.bytes(bf16))
        .add("full", DType.F32, new long[] {1}, SafetensorsWriter.floats(new float[] {7}))
        .write(folder.resolve("model.safetensors"));
  }

  @Test
  void makesAFileOnceAndOpensItFromThenOn() throws IOException {
    assertThat(prepare("double-1").readFloats("full")).containsExactly(14);
    assertThat(prepare("double-1").readFloats("full")).containsExactly(14);
    assertThat(made).hasValue(1);
  }

  @Test
  void anotherVersionOfTheRecipeMakesAnotherFile() throws IOException {
    prepare("double-1");
    prepare("double-2");
    assertThat(made).hasValue(2);
  }

  @Test
  void aChangedSourceMakesAnotherFile() throws IOException {
    prepare("double-1");
    Path source = folder.resolve("model.safetensors");
    Files.setLastModifiedTime(source, FileTime.fromMillis(1_000_000_000_000L));
    prepare("double-1");
    assertThat(made).hasValue(2);
  }

  @Test
  void makesADamagedFileAnew() throws IOException {
    prepare("double-1");
    Path file = onlyFile();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(20);
    }
    assertThat(prepare("double-1").readFloats("full")).containsExactly(14);
    Files.write(file, new byte[] {1, 2, 3});
    assertThat(prepare("double-1").readFloats("full")).containsExactly(14);
    assertThat(made).hasValue(3);
  }

  @Test
  void threadsThatWantTheSameFileMakeItOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Checkpoint>> tasks =
          IntStream.range(0, 8).<Callable<Checkpoint>>mapToObj(i -> () -> prepare("d")).toList();
      for (Future<Checkpoint> task : threads.invokeAll(tasks)) {
        assertThat(task.get().readFloats("full")).containsExactly(14);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(made).hasValue(1);
  }

  @Test
  void namesACacheFolderThatCannotBeWritten() throws IOException {
    Files.writeString(cache, "a file where the folder should be");
    assertThatThrownBy(() -> prepare("double-1"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(cache.toString())
        .hasMessageContaining("choose another cache folder");
  }

  @Test
  void leavesNothingBehindWhenTheSourceIsRefused() throws IOException {
    assertThatThrownBy(
            () ->
                PreparedWeights.open(
                    cache,
                    Checkpoint.open(folder),
                    "refused",
                    (source, out) ->
                        out.add(
                            "x",
                            DType.F32,
                            new long[] {1},
                            channel -> {
                              throw new ModelFormatException("not finite");
                            })))
        .isInstanceOf(ModelFormatException.class);
    try (Stream<Path> files = Files.walk(cache)) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @Test
  void widensSixteenBitTensorsAlone() throws IOException {
    Checkpoint wide = PreparedWeights.float32(cache, Checkpoint.open(folder));
    assertThat(wide.tensors()).containsOnlyKeys("half");
    assertThat(wide.tensor("half").dtype()).isEqualTo(DType.F32);
    assertThat(wide.readFloats("half")).containsExactly(1.5f, -3);
  }

  private Checkpoint prepare(String recipe) throws IOException {
    return PreparedWeights.open(
        cache,
        Checkpoint.open(folder),
        recipe,
        (source, out) -> {
          made.incrementAndGet();
          float[] twice = {2 * source.readFloats("full")[0]};
          out.add("full", DType.F32, new long[] {1}, SafetensorsWriter.floats(twice));
        });
  }

  private Path onlyFile() throws IOException {
    try (Stream<Path> files = Files.walk(cache)) {
      List<Path> found = files.filter(Files::isRegularFile).toList();
      assertThat(found).hasSize(1);
      return found.get(0);
    }
  }
}
