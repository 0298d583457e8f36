package org.hmongtts.examples.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.hmongtts.BaseModel;
import org.hmongtts.LoadOptions;
import org.hmongtts.network.SnacConfig;
import org.hmongtts.runtime.CodecNoise;
import org.hmongtts.runtime.SnacCodec;
import org.hmongtts.train.eval.Medians;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench codec}: how quickly sound becomes codes, as in preparing a data set, and back. */
@Command(
    name = "codec",
    description = "Measures the codec: audio to codes and back.",
    mixinStandardHelpOptions = true)
final class BenchCodecCommand implements Callable<Integer> {

  @Mixin private BenchOptions bench;

  @Option(
      names = "--base",
      defaultValue = "embedded",
      paramLabel = "BASE",
      description = "Whose codec; default ${DEFAULT-VALUE}.")
  private BaseModel base;

  @Option(
      names = "--seconds",
      defaultValue = "60",
      paramLabel = "N",
      description = "Length of the audio; default ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--passes",
      defaultValue = "3",
      paramLabel = "N",
      description = "Measured after one to warm up; default ${DEFAULT-VALUE}.")
  private int passes;

  @Option(
      names = "--threads",
      defaultValue = "0",
      paramLabel = "N",
      description = "Threads that share a run on the processor; default all.")
  private int threads;

  @Override
  public Integer call() throws IOException {
    BenchOptions.require(seconds, 1, "--seconds");
    BenchOptions.require(passes, 1, "--passes");
    BenchOptions.require(threads, 0, "--threads");
    LoadOptions options = LoadOptions.builder().cacheFolder(bench.cacheFolder()).build();
    Path folder = base.codecFolder(options);
    int shared = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
    try (SnacCodec codec =
        bench.open(() -> SnacCodec.open(folder, bench.cacheFolder(), bench.provider(), shared))) {
      SnacConfig config = codec.config();
      float[] audio = noise(seconds * config.sampleRateHz());
      ObjectNode report = bench.report();
      long begin = System.nanoTime();
      int[][] levels = bench.open(() -> codec.encode(audio));
      report.put("first_encode_seconds", (System.nanoTime() - begin) / 1e9);
      begin = System.nanoTime();
      bench.open(() -> codec.decode(levels, CodecNoise.seeded(1)));
      report.put("first_decode_seconds", (System.nanoTime() - begin) / 1e9);
      report.put("codec", folder.getFileName().toString());
      report.put("audio_seconds", seconds);
      report.put("threads", shared);
      put(report, "encode", () -> codec.encode(audio));
      put(report, "decode", () -> codec.decode(levels, CodecNoise.seeded(1)));
      bench.print(
          report,
          "audio_seconds",
          "first_encode_seconds",
          "first_decode_seconds",
          "encode_real_time_factor",
          "encode_audio_hours_per_minute",
          "decode_real_time_factor",
          "decode_audio_hours_per_minute");
      bench.save(report);
    }
    return 0;
  }

  private void put(ObjectNode report, String what, Runnable run) {
    double[] taken = new double[passes];
    for (int pass = 0; pass < passes; pass++) {
      long start = System.nanoTime();
      run.run();
      taken[pass] = (System.nanoTime() - start) / 1e9;
    }
    double factor = Medians.of(taken) / seconds;
    report.put(what + "_real_time_factor", factor);
    report.put(what + "_audio_hours_per_minute", 1 / factor / 60);
  }

  /** Neither silence nor speech: what the codec computes does not depend on it. */
  private static float[] noise(int samples) {
    SplittableRandom random = new SplittableRandom(1);
    float[] audio = new float[samples];
    for (int i = 0; i < samples; i++) {
      audio[i] = (float) (0.2 * (random.nextDouble() - 0.5));
    }
    return audio;
  }
}
