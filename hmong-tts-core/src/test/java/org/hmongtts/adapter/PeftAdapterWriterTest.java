package org.hmongtts.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hmongtts.AdapterMismatchException;
import org.hmongtts.ModelFormatException;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.DType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeftAdapterWriterTest {

  private static final String A = "base_model.model.q.lora_A.weight";
  private static final String B = "base_model.model.q.lora_B.weight";

  @TempDir Path parent;
  private Path folder;

  @BeforeEach
  void chooseFolder() {
    folder = parent.resolve("adapter");
  }

  private static LoraConfig config() {
    return new LoraConfig(
        1, 2, 0, TargetModules.names("q"), List.of(), Map.of(), Map.of(), List.of(), false, false);
  }

  private static PeftAdapterWriter writer() {
    return new PeftAdapterWriter(config(), "a base");
  }

  private static List<AdapterTensor> tensors(float value) {
    return List.of(
        new AdapterTensor(A, new long[] {1, 2}, new float[] {value, 1}),
        new AdapterTensor(B, new long[] {2, 1}, new float[] {0, 0}));
  }

  private float firstValue() throws IOException {
    return PeftAdapter.read(folder).modules().get("q").a()[0];
  }

  private List<String> siblings() throws IOException {
    try (Stream<Path> files = Files.list(parent)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Nested
  class AFolder {

    @Test
    void isMadeWithItsParents() throws IOException {
      folder = parent.resolve("a/b/adapter");
      writer().write(folder, tensors(3));
      assertThat(firstValue()).isEqualTo(3);
    }

    @Test
    void isFilledIfItIsEmpty() throws IOException {
      Files.createDirectory(folder);
      writer().write(folder, tensors(3));
      assertThat(firstValue()).isEqualTo(3);
    }

    @Test
    void replacesAnAdapterWrittenHereAndItsCard() throws IOException {
      writer().card("old").write(folder, tensors(3));
      writer().write(folder, tensors(4));
      assertThat(firstValue()).isEqualTo(4);
      assertThat(folder.resolve("README.md")).doesNotExist();
      assertThat(siblings()).containsExactly("adapter");
    }

    @Test
    void doesNotReplaceAnAdapterOfAnotherMaker() throws IOException {
      new SmallAdapter().lora("q", 2, 2, 2).write(folder);
      assertThatThrownBy(() -> writer().write(folder, tensors(4)))
          .isInstanceOf(FileAlreadyExistsException.class)
          .hasMessageContainingAll(folder.toString(), "did not write", "another folder");
      assertThat(PeftAdapter.read(folder).modules().get("q").rank()).isEqualTo(2);
    }

    @Test
    void doesNotReplaceOtherFiles() throws IOException {
      writer().write(folder, tensors(3));
      Files.writeString(folder.resolve("notes.txt"), "mine");
      assertThatThrownBy(() -> writer().write(folder, tensors(4)))
          .isInstanceOf(FileAlreadyExistsException.class)
          .hasMessageContaining("notes.txt");
      assertThat(firstValue()).isEqualTo(3);
      assertThat(folder.resolve("notes.txt")).hasContent("mine");
    }

    @Test
    void doesNotReplaceADamagedConfiguration() throws IOException {
      Files.createDirectory(folder);
      Files.writeString(folder.resolve("adapter_config.json"), "{");
      assertThatThrownBy(() -> writer().write(folder, tensors(4)))
          .isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void isNoFile() throws IOException {
      Files.writeString(folder, "mine");
      assertThatThrownBy(() -> writer().write(folder, tensors(4)))
          .isInstanceOf(FileAlreadyExistsException.class)
          .hasMessageContaining("is a file");
    }

    @Test
    void staysAsItWasIfTheNewAdapterIsNotWritable() throws IOException {
      writer().write(folder, tensors(3));
      AdapterTensor a = tensors(4).get(0);
      assertThatThrownBy(() -> writer().write(folder, List.of(a, a)))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(firstValue()).isEqualTo(3);
      assertThat(siblings()).containsExactly("adapter");
    }
  }

  @Nested
  class ANewAdapter {

    private Checkpoint base() throws IOException {
      return Checkpoint.open(
          new SmallAdapter()
              .tensor("q.weight", 4, 3)
              .tensor("v.weight", 4, 3)
              .writeBase(parent.resolve("base"), DType.F32));
    }

    @Test
    void changesNothingYet() throws IOException {
      writer().writeNew(folder, base(), 7);
      PeftAdapter adapter = PeftAdapter.read(folder);
      assertThat(adapter.modules()).containsOnlyKeys("q");
      assertThat(adapter.modules().get("q").b()).containsOnly(0f);
      assertThat(adapter.modules().get("q").a()).doesNotContain(0f);
    }

    @Test
    void leavesNothingIfTheBaseHasNoTarget() throws IOException {
      Checkpoint base = base();
      LoraConfig other = LoraConfig.of(1, 2);
      assertThatThrownBy(() -> new PeftAdapterWriter(other, "a base").writeNew(folder, base, 7))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("match no linear module");
      assertThat(siblings()).containsExactly("base");
    }

    @Test
    void isRefusedOnAnotherBaseThanRecorded() throws IOException {
      writer().baseFingerprint("0123456789abcdef").writeNew(folder, base(), 7);
      PeftAdapter adapter = PeftAdapter.read(folder);
      assertThatThrownBy(() -> adapter.bind(base())).isInstanceOf(AdapterMismatchException.class);
    }
  }

  @Test
  void aTensorHasAsManyValuesAsItsShape() {
    assertThatThrownBy(() -> new AdapterTensor(A, new long[] {2, 2}, new float[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(A, "3 values", "expected 4");
  }

  @Test
  void theTextFormIsAName() throws IOException {
    new SmallAdapter().lora("q", 2, 2, 2).set("hmongtts_text_form", "3").write(folder);
    assertThatThrownBy(() -> PeftAdapter.read(folder))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContainingAll("adapter_config.json", "hmongtts_text_form");
  }
}
