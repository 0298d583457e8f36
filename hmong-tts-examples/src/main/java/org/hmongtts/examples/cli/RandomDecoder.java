package org.hmongtts.examples.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.hmongtts.BaseModel;
import org.hmongtts.checkpoint.DType;
import org.hmongtts.checkpoint.SafetensorsWriter;

/**
 * Writes a base in the Orpheus layout whose decoder has a given shape and random weights: it says
 * nothing, and costs what a trained one of that shape costs. Tokenizer and codec are the embedded
 * voice's. Tensors are parts of one random sequence, each from a place of its own, so that the disk
 * and not the random numbers decides how long it takes.
 *
 * @param shape sizes of the decoder
 * @param type F32 or BF16
 */
record RandomDecoder(DecoderShape shape, DType type) {

  private static final String EMBEDDED = "voices/embedded/";
  private static final long SEED = 1;

  // A prime number of values: rows of a matrix, whatever their length, don't repeat one another.
  private static final int SEQUENCE = 4_194_301;

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
    writeConfig(folder);
    Map<Float, ByteBuffer> sequences = Map.of(0f, sequence(0), 1f, sequence(1));
    weights((name, mean, count) -> part(sequences.get(mean), name, count))
        .write(folder.resolve("model.safetensors"));
  }

  /**
   * Writes a folder that has names and shapes of the weights but no values, and takes hardly any
   * disk.
   *
   * @throws IOException if the disk fails
   */
  void writeShapes(Path folder) throws IOException {
    Files.createDirectories(folder);
    writeConfig(folder);
    weights((name, mean, count) -> SafetensorsWriter.zeros())
        .write(folder.resolve("model.safetensors"));
  }

  private void writeConfig(Path folder) throws IOException {
    new ObjectMapper()
        .writerWithDefaultPrettyPrinter()
        .writeValue(
            folder.resolve("config.json").toFile(),
            shape.config(type == DType.F32 ? "float32" : "bfloat16"));
  }

  /** Where the values of a tensor come from. */
  private interface Values {
    SafetensorsWriter.Body of(String name, float mean, long count);
  }

  private SafetensorsWriter weights(Values values) {
    SafetensorsWriter writer = new SafetensorsWriter();
    long hidden = shape.hidden;
    long query = (long) shape.heads * shape.headSize;
    long keyValue = (long) shape.keyValueHeads * shape.headSize;
    add(writer, values, "model.embed_tokens.weight", 0, shape.vocabulary, hidden);
    for (int layer = 0; layer < shape.layers; layer++) {
      String prefix = "model.layers." + layer + ".";
      for (String name : List.of("q_proj", "k_proj", "v_proj")) {
        String module = prefix + "self_attn." + name;
        long rows = name.equals("q_proj") ? query : keyValue;
        add(writer, values, module + ".weight", 0, rows, hidden);
        if (shape.hasBiases()) {
          add(writer, values, module + ".bias", 0, rows);
        }
      }
      add(writer, values, prefix + "self_attn.o_proj.weight", 0, hidden, query);
      add(writer, values, prefix + "mlp.gate_proj.weight", 0, shape.intermediate, hidden);
      add(writer, values, prefix + "mlp.up_proj.weight", 0, shape.intermediate, hidden);
      add(writer, values, prefix + "mlp.down_proj.weight", 0, hidden, shape.intermediate);
      add(writer, values, prefix + "input_layernorm.weight", 1, hidden);
      add(writer, values, prefix + "post_attention_layernorm.weight", 1, hidden);
    }
    add(writer, values, "model.norm.weight", 1, hidden);
    return writer;
  }

  private void add(
      SafetensorsWriter writer, Values values, String name, float mean, long... dimensions) {
    long count = 1;
    for (long dimension : dimensions) {
      count *= dimension;
    }
    writer.add(name, type, dimensions, values.of(name, mean, count));
  }

  /** So many values of a sequence from a place that depends on the name, round and round. */
  private SafetensorsWriter.Body part(ByteBuffer sequence, String name, long count) {
    int bytes = type.bits() / 8;
    int start = Math.floorMod(name.hashCode(), SEQUENCE) * bytes;
    return out -> {
      ByteBuffer turn = sequence.duplicate().position(start);
      for (long left = count * bytes; left > 0; turn = sequence.duplicate()) {
        turn.limit((int) Math.min(turn.limit(), turn.position() + left));
        left -= turn.remaining();
        out.write(turn);
      }
    };
  }

  /** Random values around a mean. */
  private ByteBuffer sequence(float mean) {
    SplittableRandom random = new SplittableRandom(SEED);
    ByteBuffer sequence =
        ByteBuffer.allocateDirect(SEQUENCE * type.bits() / 8).order(ByteOrder.LITTLE_ENDIAN);
    while (sequence.hasRemaining()) {
      float value = mean + SPREAD * ((random.nextInt() >>> 8) * 0x1p-24f - 0.5f);
      if (type == DType.F32) {
        sequence.putFloat(value);
      } else {
        sequence.putShort((short) (Float.floatToRawIntBits(value) >>> 16));
      }
    }
    return sequence.flip();
  }

  /** Copies all files of the embedded voice but its decoder. */
  static void copyEmbedded(Path folder) throws IOException {
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
