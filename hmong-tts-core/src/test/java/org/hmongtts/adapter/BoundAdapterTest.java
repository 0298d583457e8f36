package org.hmongtts.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import org.hmongtts.AdapterMismatchException;
import org.hmongtts.ModelFormatException;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.DType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BoundAdapterTest {

  private static final String EMBEDDING = "model.embed_tokens.weight";

  @TempDir Path temporary;
  private Path baseFolder;
  private Path adapterFolder;

  @BeforeEach
  void nameFolders() {
    baseFolder = temporary.resolve("spark");
    adapterFolder = temporary.resolve("paj");
  }

  private static SmallAdapter base() {
    return new SmallAdapter().tensor("l.q.weight", 3, 4).tensor(EMBEDDING, 9, 4);
  }

  private BoundAdapter bind(SmallAdapter adapter, SmallAdapter base) throws IOException {
    return PeftAdapter.read(adapter.write(adapterFolder))
        .bind(Checkpoint.open(base.writeBase(baseFolder, DType.F32)));
  }

  private void refuses(SmallAdapter adapter, String why) {
    assertThatThrownBy(() -> bind(adapter, base()))
        .isInstanceOf(AdapterMismatchException.class)
        .hasMessageStartingWith(adapterFolder + ": adapter was trained on ")
        .hasMessageContaining("loaded base is " + baseFolder)
        .hasMessageContaining(why);
  }

  private static SmallAdapter saving() {
    return new SmallAdapter()
        .set("modules_to_save", "[\"lm_head\", \"embed_tokens\"]")
        .lora("l.q", 3, 4, 2);
  }

  @Test
  void fitsTheBaseItWasMadeFor() throws IOException {
    BoundAdapter bound = bind(new SmallAdapter().lora("l.q", 3, 4, 2), base());
    assertThat(bound.modules()).containsOnlyKeys("l.q");
    assertThat(bound.saved()).isEmpty();
    assertThat(bound.untiesHead()).isFalse();
  }

  @Test
  void namesBothSidesWhenAShapeDiffers() {
    refuses(
        new SmallAdapter()
            .set("base_model_name_or_path", "\"canopylabs/orpheus-3b\"")
            .lora("l.q", 3, 5, 2),
        "trained on canopylabs/orpheus-3b (l.q.weight of shape [3, 5]), loaded base is "
            + baseFolder
            + " (l.q.weight of shape [3, 4]). Load canopylabs/orpheus-3b, or retrain this adapter");
    refuses(new SmallAdapter().lora("l.q", 4, 4, 2), "shape [4, 4]");
  }

  @Test
  void refusesModulesThatTheBaseLacks() {
    refuses(new SmallAdapter().lora("k.q", 3, 4, 2), "with k.q.weight");
    refuses(saving().tensor("base_model.model.x.lm_head.weight", 9, 4), "with x.lm_head.weight");
    refuses(saving().tensor("base_model.model.lm_head.weight", 8, 4), "shape [8, 4]");
  }

  @Test
  void comparesTheFingerprintThatTheAdapterRecords() throws IOException {
    String print = Checkpoint.open(base().writeBase(baseFolder, DType.F32)).fingerprint();
    SmallAdapter adapter =
        new SmallAdapter().set("hmongtts_base_fingerprint", '"' + print + '"').lora("l.q", 3, 4, 2);
    assertThat(bind(adapter, base()).modules()).hasSize(1);

    refuses(
        adapter.set("hmongtts_base_fingerprint", "\"0123456789abcdef\""),
        "(fingerprint " + print.substring(0, 12) + ")");
  }

  @Test
  void refusesABaseWithoutFloats() throws IOException {
    SmallAdapter adapter = new SmallAdapter().lora("l.q", 3, 4, 2);
    PeftAdapter read = PeftAdapter.read(adapter.write(adapterFolder));
    new org.hmongtts.checkpoint.SafetensorsWriter()
        .add(
            "l.q.weight",
            DType.I8,
            new long[] {3, 4},
            out -> out.write(java.nio.ByteBuffer.allocate(12)))
        .write(adapterFolder.resolve("model.safetensors"));

    assertThatThrownBy(() -> read.bind(Checkpoint.open(adapterFolder)))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("l.q.weight is I8");
  }

  @Test
  void unties() throws IOException {
    BoundAdapter both =
        bind(
            saving()
                .tensor("base_model.model.lm_head.weight", 9, 4)
                .tensor("base_model.model." + EMBEDDING, 9, 4),
            base());
    assertThat(both.untiesHead()).isTrue();
    assertThat(both.saved()).containsOnlyKeys("lm_head.weight", EMBEDDING);
    assertThat(both.map("lm_head.weight")).isNotEqualTo(both.map(EMBEDDING));
  }

  @Test
  void keepsTheHeadOfTheBaseWhereOnlyTheEmbeddingIsSaved() throws IOException {
    SmallAdapter base = base();
    BoundAdapter bound = bind(saving().tensor("base_model.model." + EMBEDDING, 9, 4), base);

    assertThat(bound.untiesHead()).isTrue();
    assertThat(bound.map("lm_head.weight").asFloatBuffer().get(7))
        .isEqualTo(base.values(EMBEDDING)[7]);
    assertThat(bound.map(EMBEDDING).asFloatBuffer().get(7)).isNotEqualTo(base.values(EMBEDDING)[7]);
  }

  @Test
  void changesATiedHeadByLora() throws IOException {
    BoundAdapter bound =
        bind(
            new SmallAdapter().set("target_modules", "[\"lm_head\"]").lora("lm_head", 9, 4, 2),
            base());
    assertThat(bound.untiesHead()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "BF16", "F16", "F64"})
  void scalesRowsToTheirMagnitude(DType dtype) throws IOException {
    int out = 70;
    int in = 1200; // several tasks
    SmallAdapter adapter =
        new SmallAdapter()
            .set("use_dora", "true")
            .lora("l.q", out, in, 2)
            .tensor("base_model.model.l.q.lora_magnitude_vector", out);
    SmallAdapter base = new SmallAdapter().tensor("l.q.weight", out, in);
    Checkpoint opened = Checkpoint.open(base.writeBase(baseFolder, dtype));
    BoundAdapter bound = PeftAdapter.read(adapter.write(adapterFolder)).bind(opened);

    float[] scale = bound.rowScale("l.q");

    LoraModule lora = bound.modules().get("l.q");
    float[] w = opened.readFloats("l.q.weight");
    for (int o = 0; o < out; o++) {
      double sum = 0;
      for (int i = 0; i < in; i++) {
        double v = w[o * in + i];
        for (int r = 0; r < 2; r++) {
          v += (double) lora.scale() * lora.b()[o * 2 + r] * lora.a()[r * in + i];
        }
        sum += v * v;
      }
      double expected = lora.magnitude().orElseThrow()[o] / Math.sqrt(sum);
      assertThat((double) scale[o]).isCloseTo(expected, within(1e-5 * Math.abs(expected)));
    }
  }
}
