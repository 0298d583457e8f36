package org.hmongtts.train.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.hmongtts.BaseModel;
import org.hmongtts.LoadOptions;
import org.hmongtts.adapter.AdapterMerge;
import org.hmongtts.adapter.BoundAdapter;
import org.hmongtts.adapter.LoraConfig;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.ConfigFile;
import org.hmongtts.checkpoint.ProgressListener;
import org.hmongtts.family.SpeechFamily;
import org.hmongtts.network.LlamaConfig;
import org.hmongtts.network.SnacConfig;
import org.hmongtts.runtime.CodecNoise;
import org.hmongtts.runtime.ExecutionProvider;
import org.hmongtts.runtime.FrameGrammar;
import org.hmongtts.runtime.Generation;
import org.hmongtts.runtime.GenerationJob;
import org.hmongtts.runtime.GenerationListener;
import org.hmongtts.runtime.LanguageModel;
import org.hmongtts.runtime.LoadedAdapter;
import org.hmongtts.runtime.Precision;
import org.hmongtts.runtime.Sampling;
import org.hmongtts.runtime.SnacCodec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is trained is what is spoken: LibTorch and ONNX Runtime run the embedded voice alike, with
 * every kind of adapter.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EnginesAgreeTest {

  /** Float32 in another order of summation; logits reach about 20. */
  private static final double LOGITS = 1e-3;

  /** Float32 in another order of summation; full scale is 1. */
  private static final double SAMPLES = 5e-5;

  private static final int FRAMES = 8;

  private static final List<String> TEXTS =
      List.of("koj nyob li cas?", "peb mus tom khw yuav zaub");

  @TempDir static Path temporary;

  private Path folder;
  private SnacConfig codecConfig;
  private SpeechFamily family;
  private TorchFixture base;
  private LanguageModel model;
  private List<int[]> prompts;

  @BeforeAll
  void open() throws IOException {
    LoadOptions options = LoadOptions.defaults();
    folder = BaseModel.embedded().folder(options);
    codecConfig =
        SnacConfig.read(
            ConfigFile.read(BaseModel.embedded().codecFolder(options).resolve("config.json")));
    family =
        SpeechFamily.recognise(folder, ConfigFile.read(folder.resolve("config.json")), codecConfig);
    prompts = TEXTS.stream().map(text -> family.prompt(Optional.empty(), text)).toList();
    base = new TorchFixture(folder, BasePrecision.F32);
    model = model(folder);
  }

  @AfterAll
  void close() {
    model.close();
    base.close();
  }

  private LanguageModel model(Path checkpoint) throws IOException {
    ConfigFile config = ConfigFile.read(checkpoint.resolve("config.json"));
    LanguageModel.Settings settings =
        new LanguageModel.Settings(
            ExecutionProvider.cpu(),
            Precision.F32,
            1,
            temporary.resolve("cache"),
            ProgressListener.NONE);
    return LanguageModel.load(
        Checkpoint.open(checkpoint), LlamaConfig.read(config), family.grammar(), settings);
  }

  static Stream<Named<LoraConfig>> kinds() {
    return Examples.kinds().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(kind -> Named.of(kind.getKey(), kind.getValue()));
  }

  @Test
  void onTheBasesLogits() {
    try (FullDecoder decoder = new FullDecoder(base)) {
      for (int[] prompt : prompts) {
        assertSameLogits(decoder, model, prompt, frames(prompt, Optional.empty()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void onTheLogitsWithAnAdapterMerged(LoraConfig kind) throws Exception {
    Path own = temporary.resolve("merged" + kind.hashCode());
    BoundAdapter adapter = Examples.adapter(own.resolve("adapter"), base.checkpoint, kind);
    AdapterMerge.of(adapter).inFloat32().write(own.resolve("model"), ProgressListener.NONE);
    try (FullDecoder decoder = new FullDecoder(base, adapter, 0);
        LanguageModel merged = model(own.resolve("model"))) {
      for (int[] prompt : prompts) {
        assertSameLogits(decoder, merged, prompt, frames(prompt, Optional.empty()));
      }
    }
  }

  /** Each token that ONNX Runtime chose must be LibTorch's best too, or as good. */
  @ParameterizedTest
  @MethodSource("kinds")
  void onTheBestTokensWithAnAdapterApart(LoraConfig kind) throws Exception {
    Path own = temporary.resolve("apart" + kind.hashCode());
    BoundAdapter adapter = Examples.adapter(own, base.checkpoint, kind);
    try (FullDecoder decoder = new FullDecoder(base, adapter, 0);
        LoadedAdapter loaded = model.bind(adapter, 1)) {
      for (int[] prompt : prompts) {
        List<int[]> frames = frames(prompt, Optional.of(loaded));
        assertThat(frames).isNotEmpty();
        List<float[]> logits = logits(decoder, prompt, frames);
        for (int i = 0; i < logits.size(); i++) {
          float[] slot = logits.get(i);
          double best = slot[0];
          for (float logit : slot) {
            best = Math.max(best, logit);
          }
          int slots = family.grammar().slots();
          assertThat((double) slot[frames.get(i / slots)[i % slots]])
              .isCloseTo(best, within(LOGITS));
        }
      }
    }
  }

  @Test
  void onTheCodecsSamplesAndCodes() throws Exception {
    Path codecFolder = BaseModel.embedded().codecFolder(LoadOptions.defaults());
    int[][] codes = family.levels(frames(prompts.get(0), Optional.empty()));
    try (SnacCodec codec =
            SnacCodec.open(codecFolder, temporary.resolve("cache"), ExecutionProvider.cpu(), 1);
        TorchSnac torch = new TorchSnac(codecConfig, Checkpoint.open(codecFolder), temporary)) {
      float[] audio = codec.decode(codes, CodecNoise.none());
      Map<String, float[]> found =
          torch.run(
              (ops, network) -> {
                Tensor latent = network.encode(ops, torch.audio(padded(audio)));
                List<Tensor> levels = network.quantize(ops, latent).codes();
                Tensor decoded = network.decode(ops, network.fromCodes(ops, torch.codes(codes)));
                return Map.of(
                    "audio", decoded, "0", levels.get(0), "1", levels.get(1), "2", levels.get(2));
              });
      assertClose(audio, found.get("audio"), SAMPLES);
      int[][] encoded = codec.encode(audio);
      for (int level = 0; level < encoded.length; level++) {
        float[] torchs = found.get(String.valueOf(level));
        for (int i = 0; i < encoded[level].length; i++) {
          assertThat((int) torchs[i])
              .as("level %d, code %d", level, i)
              .isEqualTo(encoded[level][i]);
        }
      }
    }
  }

  private float[] padded(float[] audio) {
    int multiple = codecConfig.paddingMultiple();
    return Arrays.copyOf(audio, (audio.length + multiple - 1) / multiple * multiple);
  }

  private void assertSameLogits(
      FullDecoder decoder, LanguageModel other, int[] prompt, List<int[]> frames) {
    assertThat(frames).isNotEmpty();
    List<float[]> expected = other.logits(prompt, frames);
    List<float[]> found = logits(decoder, prompt, frames);
    for (int i = 0; i < expected.size(); i++) {
      assertClose(expected.get(i), found.get(i), LOGITS);
    }
  }

  /** LibTorch's logits of each code's slot, as {@link LanguageModel#logits} gives them. */
  private List<float[]> logits(FullDecoder decoder, int[] prompt, List<int[]> frames) {
    FrameGrammar grammar = family.grammar();
    long[] ids = new long[prompt.length + frames.size() * grammar.slots()];
    for (int i = 0; i < ids.length; i++) {
      int code = i - prompt.length;
      int slot = Math.floorMod(code, grammar.slots());
      ids[i] =
          code < 0
              ? prompt[i]
              : grammar.firstTokens().get(slot) + frames.get(code / grammar.slots())[slot];
    }
    float[] all = decoder.logits(ids);
    int vocabulary = base.config.vocabularySize();
    List<float[]> logits = new ArrayList<>();
    for (int code = 0; code < ids.length - prompt.length; code++) {
      int first = grammar.firstTokens().get(code % grammar.slots());
      int row = (prompt.length - 1 + code) * vocabulary;
      logits.add(Arrays.copyOfRange(all, row + first, row + first + grammar.codes()));
    }
    return logits;
  }

  private List<int[]> frames(int[] prompt, Optional<LoadedAdapter> adapter) {
    List<int[]> frames = new ArrayList<>();
    GenerationListener listener =
        new GenerationListener() {
          @Override
          public void frame(int job, int[] codes) {
            frames.add(codes.clone());
          }

          @Override
          public void restarted(int job) {
            frames.clear();
          }

          @Override
          public void ended(int job, End end, int attempts) {}
        };
    GenerationJob job = new GenerationJob(prompt, Sampling.GREEDY, 0, FRAMES, 0);
    try (Generation generation = model.generate(List.of(job), 1, adapter, listener)) {
      generation.run();
    }
    return frames;
  }

  private static void assertClose(float[] expected, float[] found, double accept) {
    assertThat(found).hasSameSizeAs(expected);
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      double difference = Math.abs((double) expected[i] - found[i]);
      worst = difference <= worst ? worst : difference;
    }
    assertThat(worst).isLessThanOrEqualTo(accept);
  }
}
