package org.hmongtts.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.ConfigFile;
import org.hmongtts.checkpoint.ProgressListener;
import org.hmongtts.family.SpeechFamily;
import org.hmongtts.network.Llama;
import org.hmongtts.network.LlamaConfig;
import org.hmongtts.network.SnacConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded voice against the reference implementation: text to tokens to samples. */
class EmbeddedVoiceParityTest {

  /** Float32 in another order of summation; logits reach about 20. */
  private static final float LOGITS_TOLERANCE = 1e-3f;

  private static final float AUDIO_TOLERANCE = 2e-5f;

  @TempDir Path cache;

  private final Path folder = resource("/org/hmongtts/voices/embedded/config.json").getParent();
  private LlamaConfig config;
  private SpeechFamily family;
  private Checkpoint reference;
  private JsonNode sentences;

  @BeforeEach
  void open() throws Exception {
    ConfigFile file = ConfigFile.read(folder.resolve("config.json"));
    config = LlamaConfig.read(file);
    SnacConfig codec =
        SnacConfig.read(ConfigFile.read(folder.resolve("codec").resolve("config.json")));
    family = SpeechFamily.recognise(folder, file, codec);
    reference = Checkpoint.openFile(resource("/embedded-voice/greedy.safetensors"));
    sentences = new ObjectMapper().readTree(resource("/embedded-voice/greedy.json").toFile());
  }

  @Test
  void promptsEqualTheReference() {
    for (int i = 0; i < sentences.size(); i++) {
      JsonNode sentence = sentences.get(i);
      assertThat(
              family.prompt(
                  Optional.of(sentence.get("voice").asText()), sentence.get("text").asText()))
          .isEqualTo(ints(i + ".prompt"));
    }
  }

  @Test
  void greedyTokensAndSamplesEqualTheReference() throws Exception {
    LanguageModel.Settings settings =
        new LanguageModel.Settings(
            ExecutionProvider.cpu(), Precision.F32, 1, cache, ProgressListener.NONE);
    List<GenerationJob> jobs = new ArrayList<>();
    for (int i = 0; i < sentences.size(); i++) {
      jobs.add(new GenerationJob(ints(i + ".prompt"), Sampling.GREEDY, 0, 170, 0));
    }
    try (LanguageModel model =
            LanguageModel.load(Checkpoint.open(folder), config, family.grammar(), settings);
        SnacCodec codec =
            SnacCodec.open(folder.resolve("codec"), cache, ExecutionProvider.cpu(), 1)) {
      for (int rows : new int[] {1, 2, sentences.size()}) {
        Collected collected = new Collected(jobs.size());
        try (Generation generation = model.generate(jobs, rows, Optional.empty(), collected)) {
          generation.run();
        }
        for (int i = 0; i < jobs.size(); i++) {
          assertThat(tokens(collected.frames.get(i)))
              .as("sentence %d, %d side by side", i, rows)
              .isEqualTo(ints(i + ".tokens"));
          float[] audio = codec.decode(family.levels(collected.frames.get(i)), CodecNoise.none());
          assertClose(audio, reference.readFloats(i + ".audio"), AUDIO_TOLERANCE);
        }
      }
    }
  }

  @Test
  void fullLogitsEqualTheReference() throws Exception {
    Llama network = new Llama(config, "model.");
    TensorSource tensors = new TensorSource(List.of(Checkpoint.open(folder)));
    int vocabulary = config.vocabularySize();
    Decoder.Parts parts =
        new Decoder.Parts(
            network,
            tensors,
            tensors,
            network.embeddingModule(),
            List.of(new Decoder.HeadPart(0, vocabulary)),
            256,
            Precision.F32);
    try (Decoder decoder = Decoder.create(parts, AdapterInputs.NONE, ExecutionProvider.cpu(), 1)) {
      for (int i = 0; i < sentences.size(); i++) {
        float[] expected = reference.readFloats(i + ".logits");
        int[] tokens = ints(i + ".tokens");
        try (DecoderSession session = decoder.open(1, 256, Map.of())) {
          session.prefill(0, ints(i + ".prompt"));
          for (int step = 0; step < expected.length / vocabulary; step++) {
            float[] logits = new float[vocabulary];
            FloatBuffer found = session.logits(0, 1);
            found.duplicate().get(logits);
            assertClose(
                logits,
                Arrays.copyOfRange(expected, step * vocabulary, (step + 1) * vocabulary),
                LOGITS_TOLERANCE);
            session.step(new int[] {tokens[step]});
          }
        }
      }
    }
  }

  private int[] tokens(List<int[]> frames) {
    FrameGrammar grammar = family.grammar();
    int[] tokens = new int[frames.size() * grammar.slots() + 1];
    for (int i = 0; i < tokens.length - 1; i++) {
      int slot = i % grammar.slots();
      tokens[i] = grammar.firstTokens().get(slot) + frames.get(i / grammar.slots())[slot];
    }
    tokens[tokens.length - 1] = grammar.stopToken();
    return tokens;
  }

  private int[] ints(String tensor) {
    var buffer = reference.map(tensor).asIntBuffer();
    int[] values = new int[buffer.remaining()];
    buffer.get(values);
    return values;
  }

  private static void assertClose(float[] found, float[] expected, float tolerance) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.length; i++) {
      if (!(Math.abs(found[i] - expected[i]) <= tolerance)) {
        assertThat(found[i])
            .as("value %d of %d", i, found.length)
            .isCloseTo(expected[i], org.assertj.core.data.Offset.offset(tolerance));
      }
    }
  }

  private static Path resource(String name) {
    try {
      return Path.of(EmbeddedVoiceParityTest.class.getResource(name).toURI());
    } catch (java.net.URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Collected implements GenerationListener {
    final List<List<int[]>> frames = new ArrayList<>();

    Collected(int jobs) {
      for (int i = 0; i < jobs; i++) {
        frames.add(new ArrayList<>());
      }
    }

    @Override
    public void frame(int job, int[] codes) {
      frames.get(job).add(codes);
    }

    @Override
    public void restarted(int job) {
      frames.get(job).clear();
    }

    @Override
    public void ended(int job, End end, int attempts) {
      assertThat(end).isEqualTo(End.STOPPED);
    }
  }
}
