package org.hmongtts.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtSession.SessionOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExecutionProviderTest {

  /** A provider that this library knows nothing of, found by the service loader. */
  public static final class OtherFactory implements ExecutionProvider.Factory {
    @Override
    public String kind() {
      return "other";
    }

    @Override
    public ExecutionProvider create(int device) {
      return new Other(device);
    }
  }

  private record Other(int device) implements ExecutionProvider {
    @Override
    public String name() {
      return "other:" + device;
    }

    @Override
    public boolean needsFloat32() {
      return true;
    }

    @Override
    public void configure(SessionOptions options) {}
  }

  @Test
  void areKnownByName() {
    assertThat(ExecutionProvider.named("cpu")).isSameAs(ExecutionProvider.cpu());
    assertThat(ExecutionProvider.named("CUDA")).isEqualTo(ExecutionProvider.cuda(0));
    assertThat(ExecutionProvider.named("cuda:3").name()).isEqualTo("cuda:3");
  }

  @Test
  void othersAreFoundOnTheClassPath() {
    assertThat(ExecutionProvider.named("other:2").name()).isEqualTo("other:2");
  }

  @Test
  void anUnknownNameListsThoseKnown() {
    assertThatThrownBy(() -> ExecutionProvider.named("tpu"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("tpu", "cpu, cuda, other");
  }

  @ParameterizedTest
  @CsvSource({
    "cpu, F32, FLOAT, false", "cpu, INT8, FLOAT, false", "cpu, INT4, FLOAT, false",
    "cuda, F32, FLOAT, false", "cuda, INT8, BFLOAT16, true", "cuda, INT4, FLOAT, false",
    "cuda, BF16, BFLOAT16, true", "cuda, F16, FLOAT16, true", "other, INT8, FLOAT, false"
  })
  void whatIsComputedInAndWhereDependOnTheDevice(
      String name, Precision precision, ElementType compute, boolean inGraph) {
    ExecutionProvider provider = ExecutionProvider.named(name);
    assertThat(precision.on(provider).compute()).isEqualTo(compute);
    assertThat(provider.generatesInGraph(precision)).isEqualTo(inGraph);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cuda:", "cuda:x", "cuda:-1", "cuda:99999", ""})
  void aMalformedNameIsRefused(String name) {
    assertThatThrownBy(() -> ExecutionProvider.named(name))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
