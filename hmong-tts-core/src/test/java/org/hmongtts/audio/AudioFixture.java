package org.hmongtts.audio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** The JSON and float32 tensors of an audio fixture folder. */
final class AudioFixture {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;

  AudioFixture(Path folder) {
    this.folder = folder;
  }

  Path resolve(String file) {
    return folder.resolve(file);
  }

  JsonNode json(String file) throws IOException {
    return JSON.readTree(folder.resolve(file).toFile());
  }

  boolean hasTensor(String file, String name) throws IOException {
    return header(read(file)).has(name);
  }

  /** Values of one tensor of a safetensors file, last dimension fastest. */
  float[] tensor(String file, String name) throws IOException {
    ByteBuffer bytes = read(file);
    JsonNode tensor = header(bytes).required(name);
    if (!tensor.required("dtype").asText().equals("F32")) {
      throw new IOException(name + " is not float32");
    }
    int from = tensor.required("data_offsets").get(0).asInt();
    int to = tensor.required("data_offsets").get(1).asInt();
    float[] values = new float[(to - from) / Float.BYTES];
    bytes.position(Long.BYTES + headerBytes(bytes) + from);
    bytes.asFloatBuffer().get(values);
    return values;
  }

  private ByteBuffer read(String file) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(folder.resolve(file))).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static JsonNode header(ByteBuffer bytes) throws IOException {
    return JSON.readTree(bytes.array(), Long.BYTES, headerBytes(bytes));
  }

  private static int headerBytes(ByteBuffer bytes) {
    return Math.toIntExact(bytes.getLong(0));
  }
}
