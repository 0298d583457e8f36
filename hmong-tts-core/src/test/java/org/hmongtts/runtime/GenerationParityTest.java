package org.hmongtts.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hmongtts.Fixtures;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.ConfigFile;
import org.hmongtts.network.Llama;
import org.hmongtts.network.LlamaConfig;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Generation with key/value caches, and sampling, against transformers. */
class GenerationParityTest {

  static Stream<Named<Path>> decoders() {
    return named(
        Fixtures.folders(
            "greedy generation",
            folder ->
                Files.exists(folder.resolve("checkpoint/model.safetensors"))
                    && has(folder, "inputs.safetensors", "prompt_ids")
                    && has(folder, "expected.safetensors", "greedy_ids")));
  }

  static Stream<Named<Path>> samplings() {
    return named(
        Fixtures.folders(
            "sampling", folder -> Files.exists(folder.resolve("sampling.safetensors"))));
  }

  private static boolean has(Path folder, String file, String tensor) {
    try {
      return Files.exists(folder.resolve(file))
          && Checkpoint.openFile(folder.resolve(file)).contains(tensor);
    } catch (IOException e) {
      return false;
    }
  }

  private static Stream<Named<Path>> named(List<Path> folders) {
    return folders.stream().map(folder -> Named.of(folder.getFileName().toString(), folder));
  }

  @ParameterizedTest
  @MethodSource("decoders")
  void greedyTokensEqualTheReference(Path folder) throws IOException {
    compareGreedy(folder, Sampling.GREEDY, "greedy_ids");
  }

  @ParameterizedTest
  @MethodSource("decoders")
  void greedyTokensWithAPenaltyEqualTheReference(Path folder) throws IOException {
    if (has(folder, "expected.safetensors", "greedy_penalty_ids")) {
      compareGreedy(folder, Sampling.GREEDY.withRepetitionPenalty(1.3), "greedy_penalty_ids");
    }
  }

  private void compareGreedy(Path folder, Sampling sampling, String tensor) throws IOException {
    Reference reference = new Reference(folder);
    int[] prompt = ints(reference.open("inputs.safetensors"), "prompt_ids");
    int[] expected = ints(reference.open("expected.safetensors"), tensor);
    Checkpoint base = Checkpoint.open(folder.resolve("checkpoint"));
    LlamaConfig config =
        LlamaConfig.read(ConfigFile.read(folder.resolve("checkpoint/config.json")));
    Llama network = new Llama(config, "model.");
    TensorSource tensors = new TensorSource(List.of(base));
    int vocabulary = config.vocabularySize();
    Decoder.Parts parts =
        new Decoder.Parts(
            network,
            tensors,
            tensors,
            config.tiedHead() ? network.embeddingModule() : "lm_head",
            List.of(new Decoder.HeadPart(0, vocabulary)),
            expected.length,
            Arithmetic.FLOAT32);
    int[] found = Arrays.copyOf(prompt, expected.length);
    BitSet seen = new BitSet();
    Arrays.stream(prompt).forEach(seen::set);
    Sampler sampler = new Sampler(sampling, 0);
    try (Decoder decoder = Decoder.create(parts, AdapterInputs.NONE, ExecutionProvider.cpu(), 1);
        DecoderSession session = decoder.open(1, expected.length, Map.of())) {
      session.prefill(0, prompt);
      for (int i = prompt.length; i < found.length; i++) {
        FloatBuffer logits = session.logits(0, 1);
        float[] scores = new float[vocabulary];
        logits.duplicate().get(scores);
        found[i] = sampler.draw(scores, vocabulary, 0, -1, seen);
        seen.set(found[i]);
        session.step(new int[] {found[i]});
      }
    }
    assertThat(found).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("samplings")
  void probabilitiesEqualTheReference(Path folder) {
    Reference reference = new Reference(folder);
    Checkpoint file = reference.open("sampling.safetensors");
    float[] logits = file.readFloats("logits");
    long[] previous = Reference.longs(file, "previous_ids");
    int rows = (int) file.tensor("logits").dimensions()[0];
    int vocabulary = logits.length / rows;
    int seenCount = previous.length / rows;
    for (String name : file.tensors().keySet()) {
      if (name.equals("logits") || name.equals("previous_ids")) {
        continue;
      }
      float[] expected = file.readFloats(name);
      for (int row = 0; row < rows; row++) {
        BitSet seen = new BitSet();
        Arrays.stream(previous, row * seenCount, (row + 1) * seenCount)
            .forEach(id -> seen.set((int) id));
        double[] found =
            new Sampler(settings(name), 0)
                .probabilities(
                    Arrays.copyOfRange(logits, row * vocabulary, (row + 1) * vocabulary), seen);
        for (int i = 0; i < vocabulary; i++) {
          float wanted = expected[row * vocabulary + i];
          assertThat(found[i])
              .as("%s, row %d, token %d", name, row, i)
              .isCloseTo(wanted, org.assertj.core.data.Offset.offset(1e-6));
          assertThat(found[i] == 0).as("%s keeps token %d", name, i).isEqualTo(wanted == 0);
        }
      }
    }
  }

  /** Settings from a name such as {@code penalty_1.1_temperature_0.6_top_k_40}. */
  private static Sampling settings(String name) {
    Sampling sampling = new Sampling(1, 0, 1, 0, 1);
    for (String part : name.split("_(?=penalty|temperature|top_|min_)")) {
      double value = Double.parseDouble(part.substring(part.lastIndexOf('_') + 1));
      sampling =
          switch (part.substring(0, part.lastIndexOf('_'))) {
            case "penalty" -> sampling.withRepetitionPenalty(value);
            case "temperature" -> sampling.withTemperature(value);
            case "top_k" -> sampling.withTopK((int) value);
            case "top_p" -> sampling.withTopP(value);
            case "min_p" -> sampling.withMinP(value);
            default -> throw new IllegalArgumentException(name);
          };
    }
    return sampling;
  }

  private static int[] ints(Checkpoint file, String tensor) {
    return Arrays.stream(Reference.longs(file, tensor)).mapToInt(Math::toIntExact).toArray();
  }
}
