package org.hmongtts.examples.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.hmongtts.BaseModel;
import org.hmongtts.checkpoint.DType;
import org.hmongtts.checkpoint.SafetensorsWriter;

/**
 * Writes a base in the Orpheus layout whose decoder has a Qwen2 shape and random weights: it says
 * nothing, and costs what a trained one of that shape costs. Tokenizer and codec are the embedded
 * voice's.
 *
 * @param shape sizes of the decoder
 * @param type F32 or BF16
 */
record RandomDecoder(Shape shape, DType type) {

  /** Sizes, named by the model that has them. */
  enum Shape {
    /** Spark-TTS 0.5B: 507 M parameters, 2 GB in 32 bits. */
    SPARK(24, 896, 4864, 14, 2, 64, 166_000),
    /** For tests. */
    TINY(2, 64, 128, 2, 1, 32, 7_436);

    private final int layers;
    private final int hidden;
    private final int intermediate;
    private final int heads;
    private final int keyValueHeads;
    private final int headSize;
    private final int vocabulary;

    Shape(
        int layers,
        int hidden,
        int intermediate,
        int heads,
        int keyValueHeads,
        int headSize,
        int vocabulary) {
      this.layers = layers;
      this.hidden = hidden;
      this.intermediate = intermediate;
      this.heads = heads;
      this.keyValueHeads = keyValueHeads;
      this.headSize = headSize;
      this.vocabulary = vocabulary;
    }
  }

  private static final String EMBEDDED = "voices/embedded/";
  private static final long SEED = 1;
  private static final int CHUNK_BYTES = 1 << 20;

  // A standard deviation of 0.02, as such networks are initialised with, from a uniform draw.
  private static final float SPREAD = (float) (0.02 * Math.sqrt(12));

  /**
   * Writes the folder.
   *
   * @throws IOException if it is not empty, or the disk fails
   */
  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    copyEmbedded(folder);
    new ObjectMapper()
        .writerWithDefaultPrettyPrinter()
        .writeValue(folder.resolve("config.json").toFile(), config());
    weights().write(folder.resolve("model.safetensors"));
  }

  private ObjectNode config() {
    ObjectNode config = new ObjectMapper().createObjectNode();
    // Qwen2's biases are seen in the weights; the kind is the one that the Orpheus layout has.
    config.putArray("architectures").add("LlamaForCausalLM");
    config.put("model_type", "llama");
    config.put("hidden_size", shape.hidden);
    config.put("intermediate_size", shape.intermediate);
    config.put("num_hidden_layers", shape.layers);
    config.put("num_attention_heads", shape.heads);
    config.put("num_key_value_heads", shape.keyValueHeads);
    config.put("head_dim", shape.headSize);
    config.put("hidden_act", "silu");
    config.put("max_position_embeddings", 32_768);
    config.put("rms_norm_eps", 1e-6);
    config.put("rope_theta", 1_000_000.0);
    config.put("tie_word_embeddings", true);
    config.put("vocab_size", shape.vocabulary);
    config.put("torch_dtype", type == DType.F32 ? "float32" : "bfloat16");
    return config;
  }

  private SafetensorsWriter weights() {
    SafetensorsWriter writer = new SafetensorsWriter();
    int query = shape.heads * shape.headSize;
    int keyValue = shape.keyValueHeads * shape.headSize;
    add(writer, "model.embed_tokens.weight", 0, shape.vocabulary, shape.hidden);
    for (int layer = 0; layer < shape.layers; layer++) {
      String prefix = "model.layers." + layer + ".";
      for (String name : List.of("q_proj", "k_proj", "v_proj")) {
        int rows = name.equals("q_proj") ? query : keyValue;
        add(writer, prefix + "self_attn." + name + ".weight", 0, rows, shape.hidden);
        add(writer, prefix + "self_attn." + name + ".bias", 0, rows);
      }
      add(writer, prefix + "self_attn.o_proj.weight", 0, shape.hidden, query);
      add(writer, prefix + "mlp.gate_proj.weight", 0, shape.intermediate, shape.hidden);
      add(writer, prefix + "mlp.up_proj.weight", 0, shape.intermediate, shape.hidden);
      add(writer, prefix + "mlp.down_proj.weight", 0, shape.hidden, shape.intermediate);
      add(writer, prefix + "input_layernorm.weight", 1, shape.hidden);
      add(writer, prefix + "post_attention_layernorm.weight", 1, shape.hidden);
    }
    add(writer, "model.norm.weight", 1, shape.hidden);
    return writer;
  }

  /** Adds a tensor of random values around a mean; each has a sequence of its own. */
  private void add(SafetensorsWriter writer, String name, float mean, long... dimensions) {
    long count = 1;
    for (long dimension : dimensions) {
      count *= dimension;
    }
    long values = count;
    SplittableRandom random = new SplittableRandom(SEED * 31 + name.hashCode());
    writer.add(
        name,
        type,
        dimensions,
        out -> {
          ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
          for (long left = values; left > 0; ) {
            chunk.clear();
            for (; left > 0 && chunk.hasRemaining(); left--) {
              put(chunk, mean + SPREAD * ((random.nextInt() >>> 8) * 0x1p-24f - 0.5f));
            }
            out.write(chunk.flip());
          }
        });
  }

  private void put(ByteBuffer chunk, float value) {
    if (type == DType.F32) {
      chunk.putFloat(value);
    } else {
      chunk.putShort((short) (Float.floatToRawIntBits(value) >>> 16));
    }
  }

  /** Copies all files of the embedded voice but its decoder. */
  private static void copyEmbedded(Path folder) throws IOException {
    String[] manifest;
    try (InputStream in = embedded("manifest.sha256")) {
      manifest = new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n");
    }
    for (String line : manifest) {
      String path = line.split(" ", 3)[2];
      if (!path.equals("config.json") && !path.equals("model.safetensors")) {
        Path target = folder.resolve(path);
        Files.createDirectories(target.getParent());
        try (InputStream in = embedded(path)) {
          Files.copy(in, target);
        }
      }
    }
  }

  private static InputStream embedded(String path) {
    return BaseModel.class.getResourceAsStream(EMBEDDED + path);
  }
}
