package org.hmongtts.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.DType;
import org.hmongtts.checkpoint.SafetensorsWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands with an adapter: of rank 2, on one projection of a tiny random base. */
class AdapterCommandsTest {

  private static final String MODULE = "model.layers.0.self_attn.q_proj";

  @TempDir private Path folder;
  private Path base;
  private Path adapter;

  @BeforeEach
  void writeBaseAndAdapter() throws IOException {
    base = folder.resolve("base");
    new RandomDecoder(DecoderShape.TINY, DType.F32).write(base);
    adapter = Files.createDirectory(folder.resolve("adapter"));
    Files.writeString(
        adapter.resolve("adapter_config.json"),
        """
        {"peft_type": "LORA", "r": 2, "lora_alpha": 4, "target_modules": ["q_proj"],
         "layers_to_transform": [0], "base_model_name_or_path": "tiny"}
        """);
    new SafetensorsWriter()
        .add("base_model.model." + MODULE + ".lora_A.weight", DType.F32, shape(2, 64), ones(128))
        .add("base_model.model." + MODULE + ".lora_B.weight", DType.F32, shape(64, 2), ones(128))
        .write(adapter.resolve("adapter_model.safetensors"));
  }

  @Test
  void speakUsesTheAdapter() throws IOException {
    byte[] alone = spoken();
    byte[] adapted = spoken("--lora", adapter.toString());

    assertThat(adapted).isNotEqualTo(alone);
  }

  @Test
  void inspectTellsWhatAnAdapterIs() {
    CommandRun run = CommandRun.of("inspect", adapter.toString());

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).containsPattern("adapter for +tiny").containsPattern("ranks +\\[2]");
  }

  @Test
  void mergeWritesABaseWithTheAdapterInIt() throws IOException {
    Path merged = folder.resolve("merged");

    CommandRun run =
        CommandRun.of(
            "merge",
            "--base",
            base.toString(),
            "--lora",
            adapter.toString(),
            "-o",
            merged.toString());

    assertThat(run.err()).isEmpty();
    float before = Checkpoint.open(base).readFloats(MODULE + ".weight")[5];
    float after = Checkpoint.open(merged).readFloats(MODULE + ".weight")[5];
    assertThat(after - before).isCloseTo(4f, within(1e-5f));
    assertThat(CommandRun.of("voices", "--base", merged.toString()).exitCode()).isZero();
  }

  @Test
  void anAdapterForAnotherBaseIsRefusedInOneLine() {
    CommandRun run =
        CommandRun.of("speak", "Nyob zoo", "--lora", adapter.toString(), "-o", "x.wav");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).hasLineCount(1).contains("q_proj");
    assertThat(Path.of("x.wav")).doesNotExist();
  }

  private byte[] spoken(String... more) throws IOException {
    Path wav = folder.resolve("spoken.wav");
    String[] args = {
      "speak", "Nyob", "--base", base.toString(), "--out", wav.toString(), "--seed", "1"
    };
    String[] all = Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    CommandRun run = CommandRun.of(all);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return Files.readAllBytes(wav);
  }

  private static long[] shape(long... sizes) {
    return sizes;
  }

  private static SafetensorsWriter.Body ones(int count) {
    float[] values = new float[count];
    Arrays.fill(values, 1);
    return SafetensorsWriter.floats(values);
  }
}
