package org.hmongtts.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.network.Llama;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded voice against the reference implementation: text to tokens to samples. */
class EmbeddedVoiceParityTest {

  /** Float32 in another order of summation; logits reach about 20. */
  private static final float LOGITS_TOLERANCE = 1e-3f;

  private static final float AUDIO_TOLERANCE = 2e-5f;

  @TempDir Path cache;

  private final EmbeddedReference reference = new EmbeddedReference();

  EmbeddedVoiceParityTest() throws IOException {}

  @Test
  void promptsEqualTheReference() {
    for (int i = 0; i < reference.sentences.size(); i++) {
      JsonNode sentence = reference.sentences.get(i);
      assertThat(
              reference.family.prompt(
                  Optional.of(sentence.get("voice").asText()), sentence.get("text").asText()))
          .isEqualTo(reference.prompt(i));
    }
  }

  @Test
  void greedyTokensAndSamplesEqualTheReference() throws Exception {
    List<GenerationJob> jobs = reference.jobs(Sampling.GREEDY, 170);
    try (LanguageModel model = reference.model(ExecutionProvider.cpu(), cache);
        SnacCodec codec =
            SnacCodec.open(reference.folder.resolve("codec"), cache, ExecutionProvider.cpu(), 1)) {
      for (int rows : new int[] {1, 2, jobs.size()}) {
        Heard heard = Heard.of(model, jobs, rows);
        for (int i = 0; i < jobs.size(); i++) {
          assertThat(heard.tokens(i, reference.grammar))
              .as("sentence %d, %d side by side", i, rows)
              .isEqualTo(reference.tokens(i));
          float[] audio =
              codec.decode(reference.family.levels(heard.frames.get(i)), CodecNoise.none());
          assertClose(audio, reference.file.readFloats(i + ".audio"), AUDIO_TOLERANCE);
        }
      }
    }
  }

  @Test
  void fullLogitsEqualTheReference() throws Exception {
    Llama network = new Llama(reference.config, "model.");
    TensorSource tensors = new TensorSource(List.of(Checkpoint.open(reference.folder)));
    int vocabulary = reference.config.vocabularySize();
    Decoder.Parts parts =
        new Decoder.Parts(
            network,
            tensors,
            tensors,
            network.embeddingModule(),
            List.of(new Decoder.HeadPart(0, vocabulary)),
            256,
            Arithmetic.FLOAT32);
    try (Decoder decoder = Decoder.create(parts, AdapterInputs.NONE, ExecutionProvider.cpu(), 1)) {
      for (int i = 0; i < reference.sentences.size(); i++) {
        float[] expected = reference.file.readFloats(i + ".logits");
        int[] tokens = reference.tokens(i);
        try (DecoderSession session = decoder.open(1, 256, Map.of())) {
          session.prefill(0, reference.prompt(i));
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
}
