package org.hmongtts.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import org.hmongtts.ModelFormatException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeftAdapterTest {

  @TempDir Path folder;

  private PeftAdapter read(SmallAdapter adapter) throws IOException {
    return PeftAdapter.read(adapter.write(folder));
  }

  private void refuses(SmallAdapter adapter, String why) {
    assertThatThrownBy(() -> read(adapter))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageStartingWith(folder.toString())
        .hasMessageContaining(why);
  }

  private static SmallAdapter two() {
    return new SmallAdapter().lora("layers.0.q", 3, 4, 2).lora("layers.1.v", 5, 4, 2);
  }

  @Nested
  class Reading {

    @Test
    void givesEveryModule() throws IOException {
      PeftAdapter adapter = read(two());

      assertThat(adapter.modules()).containsOnlyKeys("layers.0.q", "layers.1.v");
      LoraModule v = adapter.modules().get("layers.1.v");
      assertThat(v.rank()).isEqualTo(2);
      assertThat(v.in()).isEqualTo(4);
      assertThat(v.out()).isEqualTo(5);
      assertThat(v.scale()).isEqualTo(2);
      assertThat(v.a()).hasSize(8);
      assertThat(v.b()).hasSize(10);
      assertThat(v.magnitude()).isEmpty();
    }

    @Test
    void dividesByTheRootOfAStabilisedRank() throws IOException {
      PeftAdapter adapter = read(two().set("use_rslora", "true"));
      assertThat(adapter.modules().get("layers.0.q").scale())
          .isCloseTo((float) (4 / Math.sqrt(2)), within(1e-6f));
    }

    @Test
    void takesRankAndAlphaOfTheFirstPatternThatMatches() throws IOException {
      PeftAdapter adapter =
          read(
              new SmallAdapter()
                  .set("rank_pattern", "{\"layers.1.q\": 3, \"[qv]\": 1, \"v\": 7}")
                  .set("alpha_pattern", "{\"0.v\": 10}")
                  .lora("x.layers.1.q", 3, 4, 3)
                  .lora("x.layers.0.q", 3, 4, 1)
                  .lora("x.layers.0.v", 3, 4, 1));
      assertThat(adapter.modules().get("x.layers.1.q").scale()).isEqualTo(4f / 3);
      assertThat(adapter.modules().get("x.layers.0.q").scale()).isEqualTo(4);
      assertThat(adapter.modules().get("x.layers.0.v").scale()).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "\"all-linear\"",
          "[\"layers.0.q\", \"v\"]",
          "\".*\\\\.(q|v)\"",
          "\"layers\\\\.\\\\d+\\\\.[qv]\"",
          "\"(?:.*?(?:layers).*?(?:q|v).*?)|(?:\\\\bmodel\\\\.layers\\\\.[\\\\d]{1,}\\\\.q)\"",
        })
    void findsTargetsAsPeftDoes(String targets) throws IOException {
      assertThat(read(two().set("target_modules", targets)).modules()).hasSize(2);
    }

    @Test
    void readsMagnitudesInBothSpellings() throws IOException {
      PeftAdapter adapter =
          read(
              two()
                  .set("use_dora", "true")
                  .tensor("base_model.model.layers.0.q.lora_magnitude_vector", 3)
                  .tensor("base_model.model.layers.1.v.lora_magnitude_vector.weight", 5));
      assertThat(adapter.modules().get("layers.0.q").magnitude().orElseThrow()).hasSize(3);
      assertThat(adapter.modules().get("layers.1.v").magnitude().orElseThrow()).hasSize(5);
    }

    @Test
    void readsSavedModulesAndBiases() throws IOException {
      PeftAdapter adapter =
          read(
              two()
                  .set("modules_to_save", "[\"lm_head\", \"embed_tokens\"]")
                  .set("bias", "\"all\"")
                  .tensor("base_model.model.lm_head.weight", 9, 4)
                  .tensor("base_model.model.x.embed_tokens.inner.weight", 9, 4)
                  .tensor("base_model.model.layers.0.q.base_layer.bias", 3)
                  .tensor("base_model.model.layers.0.norm.bias", 3));
      assertThat(adapter.savedTensors())
          .containsExactlyInAnyOrder(
              "lm_head.weight",
              "x.embed_tokens.inner.weight",
              "layers.0.q.bias",
              "layers.0.norm.bias");
    }

    @Test
    void readsTheBiasOfB() throws IOException {
      PeftAdapter adapter =
          read(
              two()
                  .set("lora_bias", "true")
                  .tensor("base_model.model.layers.0.q.lora_B.bias", 3)
                  .tensor("base_model.model.layers.1.v.lora_B.bias", 5));
      assertThat(adapter.modules().get("layers.0.q").bias().orElseThrow()).hasSize(3);
    }

    @Test
    void ignoresFieldsThatItDoesNotKnow() throws IOException {
      assertThat(read(two().set("from_the_future", "{\"x\": [1]}")).modules()).hasSize(2);
    }
  }

  @Nested
  class Refusing {

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "peft_type|\"IA3\"|peft_type: expected \"LORA\"",
          "alora_invocation_tokens|[1]|alora_invocation_tokens: expected nothing",
          "layer_replication|[[0,1]]|layer_replication: expected nothing",
          "use_qalora|true|use_qalora: expected nothing",
          "use_bdlora|true|use_bdlora: expected nothing",
          "target_parameters|[\"x\"]|target_parameters: expected nothing",
          "trainable_token_indices|[1]|trainable_token_indices: expected nothing",
          "fan_in_fan_out|true|fan_in_fan_out: expected nothing",
          "bias|\"some\"|bias: expected",
          "r|0|r: expected a rank",
          "r|-3|r: expected a rank",
          "r|\"8\"|r: expected a whole number",
          "r|3|expected rank 3",
          "lora_alpha|1e300|lora_alpha: expected a number near the rank",
          "rank_pattern|{\"q\": 99}|expected rank 99",
          "rank_pattern|[]|rank_pattern: expected an object",
          "rank_pattern|{\"(\": 2}|the pattern",
          "rank_pattern|{\"q\": 1000000}|expected a rank",
          "target_modules|[\"q\"]|only modules that target_modules matches",
          "target_modules|null|only modules that target_modules matches",
          "target_modules|\"(\"|the pattern",
          "target_modules|[1]|expected a string",
          "target_modules|7|expected a list of strings",
          "exclude_modules|[\"v\"]|only modules that target_modules matches",
          "layers_to_transform|[0]|only modules that target_modules matches",
          "layers_to_transform|0|only modules that target_modules matches",
          "use_dora|true|lora_magnitude_vector",
          "use_dora|\"yes\"|use_dora: expected true or false",
        })
    void config(String field, String value, String why) {
      refuses(two().set(field, value), why);
    }

    @Test
    void patternsThatNeverEnd() {
      refuses(two().set("target_modules", "\"" + "(a".repeat(100_000) + "\""), "pattern");
      refuses(two().set("target_modules", "\"(((a{999}){999}){999}){999}\""), "pattern");
      refuses(two().set("target_modules", "\"(?:.*.*.*.*.*.*.*.*.*.*)*x\""), "only modules that");
    }

    @Test
    void tensorsThatNothingAsksFor() {
      refuses(
          two().tensor("base_model.model.layers.9.q.lora_B.weight", 3, 2), "only tensors of LoRA");
      refuses(two().tensor("base_model.model.e.lora_embedding_A", 3, 2), "only tensors of LoRA");
      refuses(
          two().tensor("base_model.model.layers.0.q.lora_magnitude_vector", 3), "only tensors of");
      refuses(two().tensor("base_model.model.layers.0.q.weight", 3), "modules_to_save");
      refuses(two().tensor("other.layers.0.q.weight", 3), "begins with base_model.model.");
      refuses(two().tensor("weight", 3), "begins with base_model.model.");
    }

    @Test
    void shapesThatDoNotGoTogether() {
      refuses(
          new SmallAdapter()
              .tensor("base_model.model.q.lora_A.weight", 2, 4)
              .tensor("base_model.model.q.lora_B.weight", 4, 3),
          "expected rank 2");
      refuses(
          new SmallAdapter()
              .tensor("base_model.model.q.lora_A.weight", 2, 4, 3)
              .tensor("base_model.model.q.lora_B.weight", 4, 2, 1),
          "expected a matrix");
      refuses(new SmallAdapter().tensor("base_model.model.q.lora_A.weight", 2, 4), "lora_B");
      refuses(
          two()
              .set("use_dora", "true")
              .tensor("base_model.model.layers.0.q.lora_magnitude_vector", 4)
              .tensor("base_model.model.layers.1.v.lora_magnitude_vector", 5),
          "has shape [4], expected [3]");
    }

    @Test
    void nothing() {
      refuses(new SmallAdapter(), "at least one adapted module");
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void valuesThatAreNotFinite(float value) {
      refuses(
          two()
              .tensor(
                  "base_model.model.layers.0.q.lora_A.weight",
                  new float[] {0, 0, 0, 0, value, 0, 0, 0},
                  2,
                  4),
          "layers.0.q.lora_A.weight has a NaN or infinite value");
    }
  }
}
