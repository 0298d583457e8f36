package org.hmongtts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.DType;
import org.hmongtts.checkpoint.SafetensorsWriter;
import org.hmongtts.checkpoint.TensorInfo;
import org.hmongtts.runtime.ExecutionProvider;
import org.hmongtts.runtime.Precision;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Models that cannot be loaded say why, and leave nothing half-written in the cache. */
class BadModelTest {

  @TempDir Path temporary;
  private Path model;
  private Path cache;

  @BeforeEach
  void copyAGoodModel() throws IOException {
    model = temporary.resolve("model");
    cache = temporary.resolve("cache");
    copy(fixture("orpheus-tiny").resolve("checkpoint"), model);
    copy(fixture("snac-tiny").resolve("checkpoint"), model.resolve("codec"));
    Files.delete(model.resolve("codec").resolve("pytorch_model.bin"));
  }

  @Test
  void theCopyItselfIsGood() throws IOException {
    try (HmongTts tts = load()) {
      assertThat(tts.info().family()).isEqualTo("Orpheus");
    }
  }

  @Test
  void noFolder() {
    assertThatThrownBy(() -> HmongTts.load(temporary.resolve("nowhere")))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("nowhere");
  }

  @Test
  void anUnknownFamily() throws IOException {
    config(c -> c.put("model_type", "bert"));
    refuses("model_type", "bert");
  }

  @Test
  void aLlamaThatIsNoSpeaker() throws IOException {
    Files.writeString(
        model.resolve("tokenizer.json"),
        Files.readString(model.resolve("tokenizer.json")).replace("custom_token", "other_token"));
    refuses("custom_token_0");
  }

  @Test
  void aMissingTensor() throws IOException {
    rewrite("model.layers.1.mlp.up_proj.weight", null);
    refuses("model.layers.1.mlp.up_proj.weight");
  }

  @Test
  void aTensorOfAnotherShape() throws IOException {
    rewrite("model.layers.1.self_attn.k_proj.weight", new long[] {3, 5});
    refuses("model.layers.1.self_attn.k_proj.weight", "[3, 5]");
  }

  @Test
  void layersOfAnotherWidthThanTheConfigurationSays() throws IOException {
    config(c -> c.put("num_attention_heads", 12).put("num_key_value_heads", 4));
    refuses("attention of layer 0");
  }

  @Test
  void moreLayersThanThereAre() throws IOException {
    config(c -> c.put("num_hidden_layers", 3));
    refuses("model.layers.2");
  }

  @Test
  void nanWeights() throws IOException {
    TensorInfo tensor = Checkpoint.open(model).tensor("model.layers.0.mlp.down_proj.weight");
    try (FileChannel file =
        FileChannel.open(model.resolve("model.safetensors"), StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(new byte[] {0, 0, (byte) 0xC0, 0x7F}), tensor.offset() + 40);
    }
    refuses("model.layers.0.mlp.down_proj.weight");
  }

  @Test
  void aTruncatedFile() throws IOException {
    Path file = model.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 100));
    refuses("model.safetensors");
  }

  @Test
  void aTokenizerLargerThanTheVocabulary() throws IOException {
    config(c -> c.put("vocab_size", 700));
    refuses("tokenizer");
  }

  @Test
  void aCodecOfAnotherSize() throws IOException {
    Path file = model.resolve("codec").resolve("config.json");
    Files.writeString(
        file, Files.readString(file).replace("\"codebook_size\": 64", "\"codebook_size\": 128"));
    refuses("tokenizer.json");
  }

  @Test
  void aCodecWithoutWeights() throws IOException {
    Files.delete(model.resolve("codec").resolve("model.safetensors"));
    refuses("codec");
  }

  @Test
  void aCodecWhoseLayersDontFit() throws IOException {
    Path file = model.resolve("codec").resolve("config.json");
    Files.writeString(
        file, Files.readString(file).replace("\"decoder_dim\": 64", "\"decoder_dim\": 128"));
    refuses("codec");
  }

  @Test
  void absurdSizesWithoutTryingToHoldThem() throws IOException {
    config(c -> c.put("intermediate_size", 1 << 20).put("vocab_size", 1 << 23));
    refuses("embed_tokens");
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"INT8", "INT4"})
  void aCacheThatCannotBeWritten(Precision precision) throws IOException {
    Files.writeString(cache, "a file where the folder should be");
    assertThatThrownBy(
            () ->
                HmongTts.load(
                    BaseModel.of(model),
                    LoadOptions.builder().cacheFolder(cache).precision(precision).build()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(cache.toString())
        .hasMessageContaining("cache folder");
    assertThat(cache).hasContent("a file where the folder should be");
  }

  @Test
  void aDeviceThatIsNotThereUnlessTheProcessorMayStepIn() throws IOException {
    LoadOptions options =
        LoadOptions.builder().cacheFolder(cache).provider(ExecutionProvider.cuda(7)).build();
    assertThatThrownBy(() -> HmongTts.load(BaseModel.of(model), options))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("cuda:7");
    LoadOptions lenient =
        LoadOptions.builder()
            .cacheFolder(cache)
            .provider(ExecutionProvider.cuda(7))
            .fallBackToCpu(true)
            .build();
    try (HmongTts tts = HmongTts.load(BaseModel.of(model), lenient)) {
      assertThat(tts.voices()).contains("tara");
    }
  }

  @Test
  void halfFloatsWhereThereAreNoKernels() {
    assertThatThrownBy(() -> LoadOptions.builder().precision(Precision.BF16).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("INT8");
  }

  private void refuses(String... parts) throws IOException {
    assertThatThrownBy(this::load)
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContainingAll(parts);
    if (Files.exists(cache)) {
      try (Stream<Path> files = Files.walk(cache)) {
        assertThat(files.filter(f -> f.toString().endsWith(".tmp"))).isEmpty();
      }
    }
  }

  private HmongTts load() throws IOException {
    return HmongTts.load(BaseModel.of(model), LoadOptions.builder().cacheFolder(cache).build());
  }

  private void config(Consumer<ObjectNode> change) throws IOException {
    ObjectMapper json = new ObjectMapper();
    Path file = model.resolve("config.json");
    ObjectNode config = (ObjectNode) json.readTree(file.toFile());
    change.accept(config);
    json.writeValue(file.toFile(), config);
  }

  /** Writes the weights anew with one tensor left out or of another shape. */
  private void rewrite(String name, long[] shape) throws IOException {
    Checkpoint old = Checkpoint.open(model);
    SafetensorsWriter writer = new SafetensorsWriter();
    for (TensorInfo tensor : old.tensors().values()) {
      if (!tensor.name().equals(name)) {
        writer.add(
            tensor.name(),
            tensor.dtype(),
            tensor.dimensions(),
            SafetensorsWriter.bytes(old.map(tensor.name())));
      } else if (shape != null) {
        int size = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        writer.add(name, DType.F32, shape, SafetensorsWriter.floats(new float[size]));
      }
    }
    writer.write(model.resolve("model.safetensors"));
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  private static Path fixture(String name) {
    try {
      return Path.of(BadModelTest.class.getResource("/fixtures/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
