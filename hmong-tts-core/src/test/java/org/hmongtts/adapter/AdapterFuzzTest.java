package org.hmongtts.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hmongtts.ModelFormatException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Fuzz target; in the normal build it runs on the kept inputs only. */
class AdapterFuzzTest {

  private static Path folder;

  @BeforeAll
  static void writeWeights() throws IOException {
    folder = Files.createTempDirectory("fuzzed");
    new SmallAdapter().lora("l.q", 3, 4, 2).lora("layers.1.v", 3, 4, 2).write(folder);
  }

  @AfterAll
  static void delete() throws IOException {
    ModelFiles.deleteAll(folder);
  }

  @FuzzTest
  void readsAnyConfigurationOrRefusesIt(byte[] content) throws IOException {
    Files.write(folder.resolve("adapter_config.json"), content);
    try {
      PeftAdapter adapter = PeftAdapter.read(folder);
      assertThat(adapter.modules().values()).allMatch(module -> Float.isFinite(module.scale()));
    } catch (ModelFormatException expected) {
      assertThat(expected).hasMessageStartingWith(folder.toString());
    }
  }
}
