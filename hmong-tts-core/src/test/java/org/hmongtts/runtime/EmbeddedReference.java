package org.hmongtts.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
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

/** The embedded voice and what the reference implementation says with it. */
final class EmbeddedReference {

  final Path folder = resource("/org/hmongtts/voices/embedded/config.json").getParent();
  final LlamaConfig config;
  final SpeechFamily family;
  final FrameGrammar grammar;
  final Checkpoint file = Checkpoint.openFile(resource("/embedded-voice/greedy.safetensors"));
  final JsonNode sentences =
      new ObjectMapper().readTree(resource("/embedded-voice/greedy.json").toFile());

  EmbeddedReference() throws IOException {
    ConfigFile main = ConfigFile.read(folder.resolve("config.json"));
    config = LlamaConfig.read(main);
    SnacConfig codec =
        SnacConfig.read(ConfigFile.read(folder.resolve("codec").resolve("config.json")));
    family = SpeechFamily.recognise(folder, main, codec);
    grammar = family.grammar();
  }

  int[] prompt(int sentence) {
    return ints(sentence + ".prompt");
  }

  /** The tokens that follow, the stop token too. */
  int[] tokens(int sentence) {
    return ints(sentence + ".tokens");
  }

  /** A job for each sentence. */
  List<GenerationJob> jobs(Sampling sampling, int maxFrames) {
    List<GenerationJob> jobs = new ArrayList<>();
    for (int i = 0; i < sentences.size(); i++) {
      jobs.add(new GenerationJob(prompt(i), sampling, 100 + i, maxFrames, 0));
    }
    return jobs;
  }

  LanguageModel model(ExecutionProvider provider, Path cache) throws IOException {
    return model(provider, Precision.F32, cache);
  }

  LanguageModel model(ExecutionProvider provider, Precision precision, Path cache)
      throws IOException {
    return LanguageModel.load(
        checkpoint(),
        config,
        grammar,
        new LanguageModel.Settings(provider, precision, 1, cache, ProgressListener.NONE));
  }

  Checkpoint checkpoint() throws IOException {
    return Checkpoint.open(folder);
  }

  private int[] ints(String tensor) {
    var buffer = file.map(tensor).asIntBuffer();
    int[] values = new int[buffer.remaining()];
    buffer.get(values);
    return values;
  }

  private static Path resource(String name) {
    try {
      return Path.of(EmbeddedReference.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
