package org.hmongtts.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtSession.SessionOptions;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.hmongtts.BaseModel;
import org.hmongtts.DeviceException;
import org.hmongtts.LoadOptions;
import org.hmongtts.runtime.ExecutionProvider;
import org.hmongtts.runtime.SnacCodec;
import org.junit.jupiter.api.Test;

/** What recordings are encoded on. */
class PreparationTest {

  private static final float[] AUDIO = new float[30_000];

  static {
    for (int i = 0; i < AUDIO.length; i++) {
      AUDIO[i] = (float) (0.3 * Math.sin(i * 0.02) * Math.sin(i * 0.0007));
    }
  }

  @Test
  void theDeviceThatTheBaseIsLoadedOn() throws IOException {
    Counting device = new Counting(new AtomicInteger());
    assertThat(encoded(LoadOptions.builder().provider(device).build()))
        .isDeepEqualTo(encoded(LoadOptions.builder().build()));
    assertThat(device.sessions()).hasValue(1);
  }

  @Test
  void aDeviceThatIsNotThereUnlessTheProcessorMayStepIn() throws IOException {
    LoadOptions.Builder options = LoadOptions.builder().provider(ExecutionProvider.cuda(7));
    LoadOptions strict = options.build();
    assertThatThrownBy(() -> encoded(strict))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("cuda:7");
    assertThat(encoded(options.fallBackToCpu(true).build()))
        .isDeepEqualTo(encoded(LoadOptions.builder().build()));
  }

  private static int[][] encoded(LoadOptions options) throws IOException {
    try (SnacCodec codec = Preparation.codec(BaseModel.embedded().codecFolder(options), options)) {
      return codec.encode(AUDIO);
    }
  }

  /** The processor, taken for another device. */
  private record Counting(AtomicInteger sessions) implements ExecutionProvider {

    @Override
    public String name() {
      return "counting";
    }

    @Override
    public boolean needsFloat32() {
      return true;
    }

    @Override
    public void configure(SessionOptions options) {
      sessions.incrementAndGet();
    }
  }
}
