package org.hmongtts.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.hmongtts.ModelFormatException;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.ConfigFile;
import org.hmongtts.checkpoint.DType;
import org.hmongtts.checkpoint.Floats;
import org.hmongtts.checkpoint.ProgressListener;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdapterMergeTest {

  private static final String EMBEDDING = "model.embed_tokens.weight";

  @TempDir Path temporary;
  private Path target;

  @BeforeEach
  void nameTarget() {
    target = temporary.resolve("merged");
  }

  private static SmallAdapter base() {
    return new SmallAdapter()
        .set("model_type", "\"llama\"")
        .set("tie_word_embeddings", "true")
        .set("torch_dtype", "\"bfloat16\"")
        .set("transformers_weights", "\"model.safetensors\"")
        .set("limits", "[0.0, Infinity]")
        .tensor("l.q.weight", 3, 4)
        .tensor("l.q.bias", 3)
        .tensor("l.norm.weight", 4)
        .tensor(EMBEDDING, 9, 4);
  }

  private BoundAdapter bind(SmallAdapter adapter, DType dtype) throws IOException {
    Checkpoint base = Checkpoint.open(base().writeBase(temporary.resolve("base"), dtype));
    return PeftAdapter.read(adapter.write(temporary.resolve("adapter"))).bind(base);
  }

  private static SmallAdapter lora() {
    return new SmallAdapter().lora("l.q", 3, 4, 2);
  }

  private Checkpoint merge(AdapterMerge merge) throws IOException {
    merge.write(target, ProgressListener.NONE);
    return Checkpoint.open(target);
  }

  /** W + strength · scale · B·A, one by one. */
  private static float[] merged(BoundAdapter adapter, float strength) {
    LoraModule lora = adapter.modules().get("l.q");
    float[] w = adapter.base().readFloats("l.q.weight");
    for (int o = 0; o < 3; o++) {
      for (int i = 0; i < 4; i++) {
        for (int r = 0; r < 2; r++) {
          w[o * 4 + i] += strength * lora.scale() * lora.b()[o * 2 + r] * lora.a()[r * 4 + i];
        }
      }
    }
    return w;
  }

  @ParameterizedTest
  @ValueSource(floats = {0, 0.5f, 1, 1.5f})
  void movesWeightsAsFarAsTheStrengthSays(float strength) throws IOException {
    BoundAdapter adapter = bind(lora(), DType.F32);

    Checkpoint merged = merge(AdapterMerge.of(adapter).strength(strength));

    assertThat(merged.readFloats("l.q.weight"))
        .containsExactly(merged(adapter, strength), within(1e-6f));
    assertThat(merged.readFloats("l.norm.weight"))
        .containsExactly(adapter.base().readFloats("l.norm.weight"));
    assertThat(merged.tensors().keySet()).isEqualTo(adapter.base().tensors().keySet());
  }

  @Test
  void roundsOnceToTheTypeOfTheBase() throws IOException {
    BoundAdapter adapter = bind(lora(), DType.BF16);

    Checkpoint merged = merge(AdapterMerge.of(adapter));

    float[] exact = merged(adapter, 1);
    for (int i = 0; i < exact.length; i++) {
      exact[i] = Floats.fromBfloat16(Floats.toBfloat16(exact[i]));
    }
    assertThat(merged.tensor("l.q.weight").dtype()).isEqualTo(DType.BF16);
    assertThat(merged.readFloats("l.q.weight")).containsExactly(exact, within(1e-6f));
  }

  @Test
  void writesFloat32OnRequest() throws IOException {
    BoundAdapter adapter = bind(lora(), DType.BF16);

    Checkpoint merged = merge(AdapterMerge.of(adapter).inFloat32());

    assertThat(merged.tensors().values()).extracting(t -> t.dtype()).containsOnly(DType.F32);
    assertThat(merged.readFloats("l.q.weight")).containsExactly(merged(adapter, 1), within(1e-6f));
    assertThat(merged.readFloats(EMBEDDING)).containsExactly(adapter.base().readFloats(EMBEDDING));
    assertThat(ConfigFile.read(target.resolve("config.json")).text("torch_dtype"))
        .isEqualTo("float32");
  }

  @Test
  void scalesRowsByDora() throws IOException {
    BoundAdapter adapter =
        bind(
            lora()
                .set("use_dora", "true")
                .tensor("base_model.model.l.q.lora_magnitude_vector", new float[] {1, 2, 3}, 3),
            DType.F32);

    float[] merged = merge(AdapterMerge.of(adapter)).readFloats("l.q.weight");

    for (int o = 0; o < 3; o++) {
      double sum = 0;
      for (int i = 0; i < 4; i++) {
        sum += merged[o * 4 + i] * merged[o * 4 + i];
      }
      assertThat(Math.sqrt(sum)).isCloseTo(o + 1, within(1e-5));
    }
  }

  @Test
  void writesBothMatricesWhereTheHeadIsUntied() throws IOException {
    SmallAdapter saving =
        lora()
            .set("modules_to_save", "[\"lm_head\", \"embed_tokens\"]")
            .tensor("base_model.model.lm_head.weight", 9, 4)
            .tensor("base_model.model." + EMBEDDING, 9, 4);

    Checkpoint merged = merge(AdapterMerge.of(bind(saving, DType.F32)));

    assertThat(merged.readFloats("lm_head.weight"))
        .containsExactly(saving.values("base_model.model.lm_head.weight"));
    assertThat(merged.readFloats(EMBEDDING))
        .containsExactly(saving.values("base_model.model." + EMBEDDING));
    assertThat(ConfigFile.read(target.resolve("config.json")).bool("tie_word_embeddings"))
        .isFalse();
  }

  @Test
  void movesSavedModulesInPart() throws IOException {
    SmallAdapter saving =
        lora()
            .set("modules_to_save", "[\"lm_head\"]")
            .tensor("base_model.model.lm_head.weight", 9, 4);
    BoundAdapter adapter = bind(saving, DType.F32);

    Checkpoint merged = merge(AdapterMerge.of(adapter).strength(0.25f));

    float[] head = merged.readFloats("lm_head.weight");
    float[] from = adapter.base().readFloats(EMBEDDING);
    float[] to = saving.values("base_model.model.lm_head.weight");
    for (int i = 0; i < head.length; i++) {
      assertThat(head[i]).isCloseTo(0.75f * from[i] + 0.25f * to[i], within(1e-6f));
    }
    assertThat(merged.readFloats(EMBEDDING)).containsExactly(from);
  }

  @Test
  void addsTheBiasOfB() throws IOException {
    float[] bias = {1, 2, 3};
    BoundAdapter adapter =
        bind(
            lora().set("lora_bias", "true").tensor("base_model.model.l.q.lora_B.bias", bias, 3),
            DType.F32);

    float[] merged = merge(AdapterMerge.of(adapter)).readFloats("l.q.bias");

    float[] base = adapter.base().readFloats("l.q.bias");
    for (int i = 0; i < 3; i++) {
      assertThat(merged[i]).isCloseTo(base[i] + 2 * bias[i], within(1e-6f));
    }
  }

  @Test
  void keepsTheRestOfTheFolder() throws IOException {
    BoundAdapter adapter = bind(lora(), DType.F32);
    Path base = adapter.base().folder();
    Files.writeString(base.resolve("tokenizer.json"), "{}");
    Files.writeString(base.resolve("model-00001-of-00002.safetensors"), "old");
    Files.writeString(base.resolve("model.safetensors.index.json"), "{}");
    Files.createDirectories(base.resolve("codec"));
    Files.writeString(base.resolve("codec/model.safetensors"), "codec");
    Files.createDirectories(base.resolve("reference"));
    AtomicLong last = new AtomicLong();

    AdapterMerge.of(adapter).write(target, (done, total) -> last.set(total - done));

    assertThat(last).hasValue(0);
    try (Stream<Path> files = Files.list(target)) {
      assertThat(files.map(file -> file.getFileName().toString()).toList())
          .containsExactlyInAnyOrder("config.json", "model.safetensors", "tokenizer.json", "codec");
    }
    assertThat(target.resolve("codec/model.safetensors")).hasContent("codec");
    ConfigFile config = ConfigFile.read(target.resolve("config.json"));
    assertThat(config.text("model_type")).isEqualTo("llama");
    assertThat(config.bool("tie_word_embeddings")).isTrue();
    assertThat(config.has("transformers_weights")).isFalse();
    assertThat(target.resolve("config.json"))
        .content()
        .contains("Infinity")
        .doesNotContain("\"Inf");
  }

  @Test
  void leavesNothingWhenItFails() throws IOException {
    BoundAdapter adapter = bind(lora(), DType.F32);
    ProgressListener failing =
        (done, total) -> {
          throw new IllegalStateException("stop");
        };

    assertThatThrownBy(() -> AdapterMerge.of(adapter).write(target, failing))
        .isInstanceOf(IllegalStateException.class);
    assertThat(names()).containsExactlyInAnyOrder("adapter", "base");
  }

  @Test
  void refusesAFolderThatExists() throws IOException {
    BoundAdapter adapter = bind(lora(), DType.F32);
    Files.createDirectory(target);
    assertThatThrownBy(() -> AdapterMerge.of(adapter).write(target, ProgressListener.NONE))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void refusesFilesThatAreLinksOutOfTheFolder() throws IOException {
    BoundAdapter adapter = bind(lora(), DType.F32);
    Path secret = Files.writeString(temporary.resolve("secret"), "x");
    Files.createSymbolicLink(adapter.base().folder().resolve("notes.txt"), secret);

    assertThatThrownBy(() -> AdapterMerge.of(adapter).write(target, ProgressListener.NONE))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("leads out of the model folder");
    assertThat(names()).doesNotContain("merged");
  }

  @ParameterizedTest
  @ValueSource(floats = {-1, Float.NaN, Float.POSITIVE_INFINITY})
  void refusesAStrengthThatIsNone(float strength) throws IOException {
    AdapterMerge merge = AdapterMerge.of(bind(lora(), DType.F32));
    assertThatThrownBy(() -> merge.strength(strength)).isInstanceOf(IllegalArgumentException.class);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(temporary)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
