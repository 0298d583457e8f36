package org.hmongtts.examples.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.hmongtts.HmongTts;
import org.hmongtts.LoadOptions;
import org.hmongtts.ModelComparison;
import org.hmongtts.Speech;
import org.hmongtts.SpeechRequest;
import org.hmongtts.runtime.Precision;
import org.hmongtts.train.eval.JudgedSyllable;
import org.hmongtts.train.eval.ToneIdentification;
import org.hmongtts.train.eval.ToneReport;
import org.hmongtts.train.eval.Utterance;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code bench precision}: what fewer bits cost. Each precision scores the same speech as 32-bit
 * floats do, and speaks the sentences itself, whose tones are then listened for.
 */
@Command(
    name = "precision",
    description = "Compares precisions by what the model predicts and by the tones it speaks.",
    mixinStandardHelpOptions = true)
final class BenchPrecisionCommand implements Callable<Integer> {

  private static final List<Precision> ON_CPU =
      List.of(Precision.F32, Precision.INT8, Precision.INT4);

  @Mixin private ModelOptions model;

  @Mixin private SentenceSource source;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    List<String> lines = source.read();
    ObjectNode report = new ObjectMapper().createObjectNode();
    report.put("base", model.base().toString());
    report.put("sentences", lines.size());
    try (HmongTts exact = load(Precision.F32)) {
      for (Precision precision : ON_CPU) {
        try (HmongTts other = load(precision)) {
          measure(report.putObject(precision.name()), exact, other, lines);
        }
      }
    }
    spec.commandLine().getOut().println(report.toPrettyString());
    return 0;
  }

  private HmongTts load(Precision precision) throws IOException {
    LoadOptions options = model.loadOptions(Progress.none(), Optional.of(precision));
    return HmongTts.load(model.base(), options);
  }

  private static void measure(ObjectNode node, HmongTts exact, HmongTts other, List<String> lines) {
    long codes = 0;
    double divergence = 0;
    double agreement = 0;
    int natural = 0;
    int spoken = 0;
    List<JudgedSyllable> judged = new ArrayList<>();
    for (String voice : exact.voices()) {
      List<Utterance> utterances = new ArrayList<>();
      for (int i = 0; i < lines.size(); i++) {
        SpeechRequest request =
            SpeechRequest.builder(lines.get(i)).voice(voice).seed(i).retries(0).build();
        ModelComparison comparison = exact.compare(other, request);
        codes += comparison.codes();
        divergence += comparison.divergence() * comparison.codes();
        agreement += comparison.agreement() * comparison.codes();
        Speech speech = other.speak(request);
        natural += speech.stop().isNatural() ? 1 : 0;
        spoken++;
        utterances.add(new Utterance(speech.audio(), speech.spokenText()));
      }
      ToneReport tones = ToneIdentification.identify(utterances);
      judged.addAll(tones.syllables());
    }
    long right = judged.stream().filter(JudgedSyllable::correct).count();
    node.put("weight_bytes_per_token", other.info().bytesPerToken());
    node.put("codes_compared", codes);
    node.put("divergence_nats", divergence / codes);
    node.put("same_most_likely_code", agreement / codes);
    node.put("stopped_by_itself", (double) natural / spoken);
    node.put("syllables", judged.size());
    node.put("tones_identified", (double) right / judged.size());
  }
}
