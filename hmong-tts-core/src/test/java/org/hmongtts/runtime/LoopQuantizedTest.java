package org.hmongtts.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hmongtts.adapter.AdapterMerge;
import org.hmongtts.adapter.BoundAdapter;
import org.hmongtts.adapter.PeftAdapter;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.ConfigFile;
import org.hmongtts.checkpoint.DType;
import org.hmongtts.checkpoint.ProgressListener;
import org.hmongtts.checkpoint.SafetensorsWriter;
import org.hmongtts.checkpoint.TensorInfo;
import org.hmongtts.network.LlamaConfig;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Generation in the graph from eight-bit weights, with and without adapters. The processor computes
 * there as a GPU does, with weights as their codes say and activations as they are; in steps it
 * quantises activations too.
 */
class LoopQuantizedTest {

  private static final Sampling SAMPLED = new Sampling(0.8, 50, 0.95, 0, 1.1);

  /** What eight bits may cost in a fixture's output head and in activations, in nats. */
  private static final double HEAD = 0.2;

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("org.hmongtts.runtime.GenerationParityTest#decoders")
  void tokensAreThoseOf32BitsWithTheSameWeights(Path fixture) throws IOException {
    Checkpoint base = rounded(fixture);
    try (LanguageModel loop = model(base, new LoopOnCpu(), Precision.INT8);
        LanguageModel exact = model(base, ExecutionProvider.cpu(), Precision.F32)) {
      for (Sampling sampling : List.of(Sampling.GREEDY, SAMPLED)) {
        List<GenerationJob> jobs = jobs(fixture, sampling);
        assertThat(Heard.of(loop, jobs, 3).events).isEqualTo(Heard.of(exact, jobs, 3).events);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("org.hmongtts.runtime.GenerationParityTest#decoders")
  void rowsSideBySideGiveWhatTheyGiveAlone(Path fixture) throws IOException {
    Checkpoint base = Checkpoint.open(fixture.resolve("checkpoint"));
    try (LanguageModel loop = model(base, new LoopOnCpu(), Precision.INT8)) {
      List<GenerationJob> jobs = jobs(fixture, SAMPLED);
      assertThat(Heard.of(loop, jobs, 3).events).isEqualTo(Heard.of(loop, jobs, 1).events);
    }
  }

  @ParameterizedTest
  @MethodSource("org.hmongtts.runtime.GenerationParityTest#decoders")
  void anAdapterGivesWhatItsMergedWeightsGive(Path fixture) throws IOException {
    // What codes stand for, so that both sides add the same change to the same weights.
    Checkpoint base = rounded(fixture);
    List<GenerationJob> jobs = jobs(fixture, Sampling.GREEDY);
    try (Stream<Path> adapters = Files.list(fixture.resolve("adapters"));
        LanguageModel loop = model(base, new LoopOnCpu(), Precision.INT8)) {
      Heard unadapted = Heard.of(loop, jobs, jobs.size());
      for (Path path : adapters.sorted().toList()) {
        BoundAdapter adapter = PeftAdapter.read(path).bind(base);
        Path merged = folder.resolve("merged-" + path.getFileName());
        AdapterMerge.of(adapter).inFloat32().write(merged, ProgressListener.NONE);
        try (LoadedAdapter loaded = loop.bind(adapter, 1);
            LanguageModel expected =
                model(Checkpoint.open(merged), new LoopOnCpu(), Precision.INT8)) {
          Heard found = Heard.of(loop, jobs, jobs.size(), Optional.of(loaded));
          assertThat(found.events).as(path.toString()).isNotEqualTo(unadapted.events);
          if (adapter.saved().isEmpty()) {
            assertThat(found.events).isEqualTo(Heard.of(expected, jobs, jobs.size()).events);
          } else { // what an adapter brings whole is used as it is, and quantised when merged
            assertThat(CudaParityTest.mostLost(expected, jobs, found))
                .as(path.toString())
                .isLessThan(HEAD);
          }
        }
        // With inputs for adapters now, but of rank 0.
        assertThat(Heard.of(loop, jobs, jobs.size()).events).isEqualTo(unadapted.events);
      }
    }
  }

  /** The fixture's checkpoint with its weights as eight bits hold them. */
  private Checkpoint rounded(Path fixture) throws IOException {
    Checkpoint base = Checkpoint.open(fixture.resolve("checkpoint"));
    BlockQuantization quantization = Precision.INT8.quantization().orElseThrow();
    Checkpoint codes =
        PreparedLanguageModel.open(
                base, config(base), settings(ExecutionProvider.cpu(), Precision.INT8))
            .orElseThrow();
    SafetensorsWriter out = new SafetensorsWriter();
    for (TensorInfo tensor : base.tensors().values()) {
      String module = tensor.name().replaceAll("\\.weight$", "");
      float[] values = base.readFloats(tensor.name());
      if (codes.contains(quantization.packedName(module))) {
        byte[] packed = new byte[codes.map(quantization.packedName(module)).remaining()];
        codes.map(quantization.packedName(module)).get(packed);
        float[] scales = codes.readFloats(quantization.scalesName(module));
        int in = (int) tensor.dimensions()[1];
        int rowBytes = quantization.rowBytes(in);
        for (int i = 0; i < values.length; i++) {
          int at = i / in * rowBytes + i % in;
          values[i] = ((packed[at] & 0xff) - 128) * scales[at / quantization.blockSize()];
        }
      }
      out.add(tensor.name(), DType.F32, tensor.dimensions(), SafetensorsWriter.floats(values));
    }
    Path target = Files.createDirectories(folder.resolve("rounded"));
    out.write(target.resolve("model.safetensors"));
    try (Stream<Path> files = Files.list(fixture.resolve("checkpoint"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
    return Checkpoint.open(target);
  }

  private static List<GenerationJob> jobs(Path fixture, Sampling sampling) {
    int[] prompt =
        Arrays.stream(
                Reference.longs(new Reference(fixture).open("inputs.safetensors"), "prompt_ids"))
            .mapToInt(Math::toIntExact)
            .toArray();
    return List.of(
        new GenerationJob(prompt, sampling, 1, 12, 0),
        new GenerationJob(Arrays.copyOf(prompt, 5), sampling, 2, 12, 0),
        new GenerationJob(Arrays.copyOf(prompt, 7), sampling, 3, 9, 0));
  }

  private LanguageModel model(Checkpoint base, ExecutionProvider provider, Precision precision)
      throws IOException {
    int codes = (config(base).vocabularySize() - 1) / 2;
    int stop = config(base).vocabularySize() - 1;
    return LanguageModel.load(
        base,
        config(base),
        new FrameGrammar(List.of(0, 0, codes), codes, stop),
        settings(provider, precision));
  }

  private LanguageModel.Settings settings(ExecutionProvider provider, Precision precision) {
    return new LanguageModel.Settings(
        provider, precision, 1, folder.resolve("cache"), ProgressListener.NONE);
  }

  private static LlamaConfig config(Checkpoint base) throws IOException {
    return LlamaConfig.read(ConfigFile.read(base.folder().resolve("config.json")));
  }
}
