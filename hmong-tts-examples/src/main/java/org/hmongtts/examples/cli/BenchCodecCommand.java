package org.hmongtts.examples.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.hmongtts.BaseModel;
import org.hmongtts.LoadOptions;
import org.hmongtts.network.SnacConfig;
import org.hmongtts.runtime.CodecNoise;
import org.hmongtts.runtime.SnacCodec;
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

  @Mixin private PassOptions passes;

  @Option(
      names = "--threads",
      defaultValue = "0",
      paramLabel = "N",
      description = "Threads that share a run on the processor; default all.")
  private int threads;

  @Override
  public Integer call() throws IOException {
    BenchOptions.require(seconds, 1, "--seconds");
    passes.check();
    BenchOptions.require(threads, 0, "--threads");
    LoadOptions options = LoadOptions.builder().cacheFolder(bench.cacheFolder()).build();
    Path folder = base.codecFolder(options);
    int shared = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
    try (SnacCodec codec =
        bench.open(() -> SnacCodec.open(folder, bench.cacheFolder(), bench.provider(), shared))) {
      SnacConfig config = codec.config();
      float[] audio = noise(samples(config));
      ObjectNode report = bench.report();
      report.put("codec", folder.getFileName().toString());
      report.put("audio_seconds", seconds);
      report.put("threads", shared);
      int[][] levels = measure(report, "encode", () -> codec.encode(audio));
      measure(report, "decode", () -> codec.decode(levels, CodecNoise.seeded(1)));
      measureClips(report, folder, audio, config.sampleRateHz());
      bench.save(report);
    }
    return 0;
  }

  /** The same audio as a data set of utterances, encoded as the trainer does: side by side. */
  private void measureClips(ObjectNode report, Path folder, float[] audio, int sampleRateHz)
      throws IOException {
    List<float[]> clips = clips(audio, sampleRateHz);
    report.put("clips", clips.size());
    try (SnacCodec codec =
        bench.open(() -> SnacCodec.open(folder, bench.cacheFolder(), bench.provider(), 1))) {
      measure(report, "encode_clips", () -> clips.parallelStream().map(codec::encode).toList());
    }
  }

  private static List<float[]> clips(float[] audio, int sampleRateHz) throws IOException {
    List<float[]> clips = new ArrayList<>();
    List<UtteranceLengths.Utterance> lengths = UtteranceLengths.read().utterances();
    for (int from = 0; from < audio.length; ) {
      double length = lengths.get(clips.size() % lengths.size()).audioSeconds();
      int to = Math.min(audio.length, from + (int) (length * sampleRateHz));
      clips.add(Arrays.copyOfRange(audio, from, to));
      from = to;
    }
    return clips;
  }

  private int samples(SnacConfig config) {
    int most = Integer.MAX_VALUE / config.sampleRateHz();
    if (seconds > most) {
      throw new IllegalArgumentException(
          "--seconds must be at most " + most + " for this codec, got " + seconds);
    }
    return seconds * config.sampleRateHz();
  }

  /** Prints each figure as soon as it is known. */
  private <T> T measure(ObjectNode report, String what, BenchOptions.OnDevice<T> run)
      throws IOException {
    long start = System.nanoTime();
    T result = bench.open(run); // loads the network, and on a GPU plans its shapes
    report.put("first_" + what + "_seconds", secondsSince(start));
    bench.print(report, "first_" + what + "_seconds");
    List<Double> taken =
        passes.run(
            () -> {
              long begin = System.nanoTime();
              run.get();
              return secondsSince(begin);
            });
    double factor = PassOptions.median(taken, Double::doubleValue) / seconds;
    report.put(what + "_passes", taken.size());
    report.put(what + "_real_time_factor", factor);
    report.put(what + "_audio_hours_per_minute", 1 / factor / 60);
    bench.print(report, what + "_real_time_factor", what + "_audio_hours_per_minute");
    return result;
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) / 1e9;
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
