package org.hmongtts.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.ConfigFile;
import org.hmongtts.checkpoint.ProgressListener;
import org.hmongtts.family.SpeechFamily;
import org.hmongtts.network.LlamaConfig;
import org.hmongtts.network.SnacConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The embedded voice generated in the graph, against the reference and against stepping. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoopParityTest {

  private final Path folder = resource("/org/hmongtts/voices/embedded/config.json").getParent();
  private FrameGrammar grammar;
  private Checkpoint reference;
  private List<int[]> prompts;
  private LanguageModel loop;
  private LanguageModel stepping;

  @BeforeAll
  void load(@TempDir Path cache) throws Exception {
    ConfigFile file = ConfigFile.read(folder.resolve("config.json"));
    SnacConfig codec =
        SnacConfig.read(ConfigFile.read(folder.resolve("codec").resolve("config.json")));
    grammar = SpeechFamily.recognise(folder, file, codec).grammar();
    reference = Checkpoint.openFile(resource("/embedded-voice/greedy.safetensors"));
    JsonNode sentences =
        new ObjectMapper().readTree(resource("/embedded-voice/greedy.json").toFile());
    prompts = new ArrayList<>();
    for (int i = 0; i < sentences.size(); i++) {
      prompts.add(ints(i + ".prompt"));
    }
    LlamaConfig config = LlamaConfig.read(file);
    loop = model(config, new LoopOnCpu(), cache);
    stepping = model(config, ExecutionProvider.cpu(), cache);
  }

  private LanguageModel model(LlamaConfig config, ExecutionProvider provider, Path cache)
      throws Exception {
    return LanguageModel.load(
        Checkpoint.open(folder),
        config,
        grammar,
        new LanguageModel.Settings(provider, Precision.F32, 1, cache, ProgressListener.NONE));
  }

  @AfterAll
  void close() {
    loop.close();
    stepping.close();
  }

  @Test
  void greedyTokensEqualTheReference() {
    List<GenerationJob> jobs = new ArrayList<>();
    prompts.forEach(prompt -> jobs.add(new GenerationJob(prompt, Sampling.GREEDY, 0, 170, 0)));
    long t = System.nanoTime();
    Heard heard = Heard.of(loop, jobs, jobs.size());
    System.out.println("MS " + (System.nanoTime() - t) / 1e6);
    for (int i = 0; i < jobs.size(); i++) {
      assertThat(heard.tokens(i, grammar)).as("sentence %d", i).isEqualTo(ints(i + ".tokens"));
    }
  }

  private int[] ints(String tensor) {
    var buffer = reference.map(tensor).asIntBuffer();
    int[] values = new int[buffer.remaining()];
    buffer.get(values);
    return values;
  }

  private static Path resource(String name) {
    try {
      return Path.of(LoopParityTest.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
