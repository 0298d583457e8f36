package org.hmongtts.adapter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.hmongtts.checkpoint.DType;
import org.hmongtts.checkpoint.Floats;
import org.hmongtts.checkpoint.SafetensorsWriter;

/** Writes small adapters and bases, well formed or not. */
public final class SmallAdapter {

  private final Map<String, String> config = new LinkedHashMap<>();
  private final Map<String, float[]> values = new TreeMap<>();
  private final Map<String, long[]> shapes = new TreeMap<>();
  private final Random random = new Random(5);

  /** An empty adapter of rank 2 for every module whose name ends with "q" or "v". */
  public SmallAdapter() {
    set("peft_type", "\"LORA\"").set("r", "2").set("lora_alpha", "4");
    set("target_modules", "[\"q\", \"v\"]");
  }

  public SmallAdapter set(String field, String json) {
    config.put(field, json);
    return this;
  }

  public SmallAdapter tensor(String name, long... shape) {
    long elements = 1;
    for (long dimension : shape) {
      elements *= dimension;
    }
    float[] random = new float[(int) elements];
    for (int i = 0; i < random.length; i++) {
      random[i] = this.random.nextFloat() - 0.5f;
    }
    return tensor(name, random, shape);
  }

  public SmallAdapter tensor(String name, float[] tensor, long... shape) {
    values.put(name, tensor);
    shapes.put(name, shape);
    return this;
  }

  public SmallAdapter lora(String module, int out, int in, int rank) {
    String path = "base_model.model." + module;
    return tensor(path + ".lora_A.weight", rank, in).tensor(path + ".lora_B.weight", out, rank);
  }

  float[] values(String name) {
    return values.get(name);
  }

  /** Writes the adapter's two files. */
  public Path write(Path folder) throws IOException {
    writeJson(folder, "adapter_config.json");
    return writeWeights(folder, "adapter_model.safetensors", DType.F32);
  }

  /** Writes a model instead: config.json and model.safetensors. */
  Path writeBase(Path folder, DType dtype) throws IOException {
    writeJson(folder, "config.json");
    return writeWeights(folder, "model.safetensors", dtype);
  }

  private void writeJson(Path folder, String name) throws IOException {
    StringBuilder json = new StringBuilder("{");
    config.forEach(
        (field, value) ->
            json.append(json.length() == 1 ? "" : ", ")
                .append('"')
                .append(field)
                .append("\": ")
                .append(value));
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(name), json.append("}"));
  }

  private Path writeWeights(Path folder, String name, DType dtype) throws IOException {
    SafetensorsWriter writer = new SafetensorsWriter();
    values.forEach(
        (tensor, floats) -> {
          ByteBuffer bytes =
              ByteBuffer.allocate(floats.length * dtype.bytes()).order(ByteOrder.LITTLE_ENDIAN);
          Floats.write(floats, floats.length, dtype, bytes);
          writer.add(tensor, dtype, shapes.get(tensor), SafetensorsWriter.bytes(bytes));
        });
    writer.write(folder.resolve(name));
    return folder;
  }
}
