package org.hmongtts.audio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.hmongtts.checkpoint.Checkpoint;

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
    return Checkpoint.openFile(folder.resolve(file)).tensors().containsKey(name);
  }

  float[] tensor(String file, String name) throws IOException {
    return Checkpoint.openFile(folder.resolve(file)).readFloats(name);
  }
}
