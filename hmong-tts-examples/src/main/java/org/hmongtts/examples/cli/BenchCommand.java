package org.hmongtts.examples.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.hmongtts.BaseModel;
import org.hmongtts.HmongTts;
import org.hmongtts.ModelInfo;
import org.hmongtts.Speech;
import org.hmongtts.SpeechRequest;
import org.hmongtts.SpeechTimings;
import org.hmongtts.train.ProcessMemory;
import org.hmongtts.train.eval.Medians;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code bench}: measures a model on this machine. The first utterance, which meets cold code and
 * cold files, is told apart; the other figures are medians over those after it.
 */
@Command(
    name = "bench",
    description = "Measures loading, speaking and memory; prints JSON.",
    mixinStandardHelpOptions = true,
    subcommands = {
      BenchPrecisionCommand.class,
      BenchTrainCommand.class,
      BenchGenerateCommand.class,
      BenchCodecCommand.class,
      MakeDecoderCommand.class
    })
final class BenchCommand implements Callable<Integer> {

  @Mixin private ModelOptions model;

  @Option(
      names = "--text",
      defaultValue = "Nyob zoo os, koj nyob li cas?",
      paramLabel = "TEXT",
      description = "What is said; default '${DEFAULT-VALUE}'.")
  private String text;

  @Option(
      names = "--utterances",
      defaultValue = "10",
      paramLabel = "N",
      description = "Utterances after the first; default ${DEFAULT-VALUE}.")
  private int utterances;

  @Option(
      names = "--max-seconds",
      defaultValue = "30",
      paramLabel = "N",
      description = "Longest audio of an utterance; default ${DEFAULT-VALUE}.")
  private long maxSeconds;

  @Spec private CommandSpec spec;

  /**
   * What is kept of an utterance; all times in seconds.
   *
   * @param firstAudio time to the first samples
   * @param realTimeFactor time for a second of audio
   * @param stepping time in steps of the language model
   * @param tokens those steps
   * @param audio length of the audio
   */
  private record Utterance(
      double firstAudio, double realTimeFactor, double stepping, double tokens, double audio) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (utterances < 1) {
      throw new IllegalArgumentException("--utterances must be 1 or more, got " + utterances);
    }
    ObjectNode report = new ObjectMapper().createObjectNode();
    machine(report.putObject("machine"));
    ModelInfo info;
    double secondsPerToken;
    long start = System.nanoTime();
    try (LoadedVoice loaded = model.load(Progress.none())) {
      double loadSeconds = (System.nanoTime() - start) / 1e9;
      info = loaded.base().info();
      model(report.putObject("model"), info);
      report.put("load_seconds", loadSeconds);
      secondsPerToken = speech(report, loaded.tts());
    }
    ProcessMemory.peakResidentBytes().ifPresent(bytes -> report.put("peak_resident_bytes", bytes));
    floor(report.putObject("bandwidth_floor"), info, secondsPerToken);
    if (model.base() instanceof BaseModel.Folder) {
      files(report, ((BaseModel.Folder) model.base()).path());
    }
    spec.commandLine().getOut().println(report.toPrettyString());
    return 0;
  }

  static void machine(ObjectNode node) {
    node.put("processors", Runtime.getRuntime().availableProcessors());
    node.put("java", System.getProperty("java.version"));
    node.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
  }

  private void model(ObjectNode node, ModelInfo info) {
    node.put("base", model.base().toString());
    model.lora().ifPresent(folder -> node.put("lora", folder.toString()));
    node.put("family", info.family());
    node.put("parameters", info.parameters());
    node.put("precision", info.precision().name());
    node.put("provider", model.provider().name());
    node.put("threads", info.threads());
  }

  /** Speaks; returns the mean time of a step, in seconds. */
  private double speech(ObjectNode report, HmongTts tts) {
    Utterance first = speak(tts, 0);
    ObjectNode cold = report.putObject("first_utterance");
    cold.put("first_audio_seconds", first.firstAudio());
    cold.put("real_time_factor", first.realTimeFactor());
    ObjectNode resident = report.putObject("resident_bytes");
    putResident(resident, "after_first");
    List<Utterance> warm = new ArrayList<>();
    for (int i = 1; i <= utterances; i++) {
      warm.add(speak(tts, i));
      if (i == (utterances + 9) / 10) {
        // By now Java's heap has touched what it will use; growth from here on would be a leak.
        putResident(resident, "after_a_tenth");
      }
    }
    putResident(resident, "at_end");
    double stepping = warm.stream().mapToDouble(Utterance::stepping).sum();
    double tokens = warm.stream().mapToDouble(Utterance::tokens).sum();
    report.put("utterances", utterances);
    report.put("audio_seconds", warm.stream().mapToDouble(Utterance::audio).sum());
    report.put("first_audio_seconds", median(warm, Utterance::firstAudio));
    report.put("real_time_factor", median(warm, Utterance::realTimeFactor));
    report.put("tokens_per_second", tokens / stepping);
    return stepping / tokens;
  }

  private static void putResident(ObjectNode node, String moment) {
    ProcessMemory.residentBytes().ifPresent(bytes -> node.put(moment, bytes));
  }

  private Utterance speak(HmongTts tts, long seed) {
    Speech speech =
        tts.speak(
            SpeechRequest.builder(text)
                .seed(seed)
                .maxDuration(Duration.ofSeconds(maxSeconds))
                .retries(0)
                .build());
    SpeechTimings timings = speech.timings();
    return new Utterance(
        seconds(timings.firstAudio()),
        timings.realTimeFactor(),
        seconds(timings.generation()),
        timings.tokens(),
        seconds(speech.duration()));
  }

  /** Compares loading with reading the weights' files once, both from the system's cache. */
  private static void files(ObjectNode report, Path folder) throws IOException {
    WeightFiles weights = WeightFiles.of(folder);
    double seconds = weights.secondsToRead();
    ObjectNode node = report.putObject("weight_files");
    node.put("bytes", weights.bytes());
    node.put("seconds_to_read_once", seconds);
    node.put("load_seconds_per_reading", report.get("load_seconds").asDouble() / seconds);
    if (report.has("resident_bytes_after_first")) {
      node.put(
          "resident_bytes_per_byte",
          report.get("resident_bytes_after_first").asDouble() / weights.bytes());
    }
  }

  /** Compares the time of a step with that of reading its weights once. */
  private static void floor(ObjectNode node, ModelInfo info, double secondsPerToken)
      throws InterruptedException {
    double speed = MemoryBandwidth.measure(info.bytesPerToken(), info.threads());
    double secondsToRead = info.bytesPerToken() / speed;
    node.put("weight_bytes_per_token", info.bytesPerToken());
    node.put("read_bytes_per_second", Math.round(speed));
    node.put("seconds_to_read", secondsToRead);
    node.put("seconds_per_token", secondsPerToken);
    node.put("share", secondsToRead / secondsPerToken);
  }

  private static double median(List<Utterance> utterances, ToDoubleFunction<Utterance> figure) {
    return Medians.of(utterances.stream().mapToDouble(figure).toArray());
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
