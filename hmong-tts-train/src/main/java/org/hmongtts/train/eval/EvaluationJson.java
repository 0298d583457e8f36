package org.hmongtts.train.eval;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.OptionalDouble;
import org.hmongtts.text.Tone;

/** The figures of an evaluation as JSON; the names are those of the records. */
final class EvaluationJson {

  private EvaluationJson() {}

  static ObjectNode of(EvaluationReport report) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("name", report.name());
    put(node, "stop_rate", report.stopRate());
    put(node, "loop_rate", report.loopRate());
    put(node, "runaway_rate", report.runawayRate());
    if (report.stopRate().isPresent()) {
      node.put("illegal_tokens", EvaluationReport.ILLEGAL_TOKENS);
    }
    profile(node.putObject("speech"), report.speech());
    report.comparison().ifPresent(c -> comparison(node.putObject("comparison"), c));
    ArrayNode sentences = node.putArray("sentences");
    report.sentences().forEach(sentence -> sentence(sentences.addObject(), sentence));
    return node;
  }

  private static void profile(ObjectNode node, SpeechProfile profile) {
    node.put("utterances", profile.utterances());
    node.put("syllables", profile.syllables());
    node.put("unjudged_utterances", profile.unjudged().size());
    node.put("seconds", profile.duration().toNanos() / 1e9);
    node.put("tone_error_rate", profile.toneErrorRate());
    profile.tones().ifPresent(tones -> tones(node, tones));
    SpeechLevel level = profile.level();
    node.putObject("level")
        .put("rms_dbfs", level.rmsDbfs())
        .put("peak_dbfs", level.peakDbfs())
        .put("clipped_share", level.clippedShare());
    ObjectNode spectrum = node.putObject("spectrum");
    array(spectrum.putArray("centres_hz"), LongTermSpectrum.centresHz());
    array(spectrum.putArray("decibels"), profile.spectrum().decibels());
    put(spectrum, "between_halves_db", profile.spectrumBetweenHalves());
  }

  private static void tones(ObjectNode node, ToneReport report) {
    node.put("median_f0_hz", report.medianF0Hz());
    node.put("tone_range", report.pitch().range());
    node.put("declination_semitones_per_second", report.pitch().declination());
    node.put("syllables_per_second", report.syllablesPerSecond());
    node.put("median_contour_error_semitones", report.medianContourError());
    ObjectNode tones = node.putObject("tones");
    Map<Tone, Map<Tone, Integer>> confusion = report.confusion();
    for (Tone tone : Tone.values()) {
      ObjectNode one = tones.putObject(tone.name());
      one.put("letter", tone.rpa());
      one.put("count", report.count(tone));
      one.put("identified", report.identified(tone));
      report.contourError(tone).ifPresent(e -> one.put("contour_error_semitones", e));
      report.contour(tone).ifPresent(contour -> array(one.putArray("contour"), contour));
      array(one.putArray("expected_contour"), RimeContour.expected(tone));
      ObjectNode heard = one.putObject("heard_as");
      confusion.getOrDefault(tone, Map.of()).forEach((as, count) -> heard.put(as.name(), count));
    }
  }

  private static void comparison(ObjectNode node, SpeakerComparison comparison) {
    put(node, "median_f0_semitones", comparison.medianF0Semitones());
    put(node, "rate_ratio", comparison.rateRatio());
    node.put("level_db", comparison.levelDecibels());
    node.put("spectrum_distance_db", comparison.spectrumDistance());
    put(node, "cepstral_distortion_db", comparison.cepstralDistortion());
    put(node, "f0_error_semitones", comparison.f0Error());
    ArrayNode repeats = node.putArray("repeats");
    for (RepeatedRecording repeat : comparison.repeats()) {
      ObjectNode one = repeats.addObject();
      one.put("text", repeat.text());
      one.put("cepstral_distortion_db", repeat.cepstralDistortion());
      put(one, "f0_error_semitones", repeat.f0Error());
      ArrayNode errors = one.putArray("f0_errors_semitones");
      repeat.f0Errors().forEach(errors::add);
    }
    profile(node.putObject("speaker"), comparison.speaker());
  }

  private static void sentence(ObjectNode node, EvaluatedSentence sentence) {
    node.put("text", sentence.text());
    node.put("seconds", sentence.audio().duration().toNanos() / 1e9);
    sentence.stop().ifPresent(stop -> node.put("stop", stop.getClass().getSimpleName()));
    ArrayNode syllables = node.putArray("syllables");
    for (JudgedSyllable syllable : sentence.syllables()) {
      ObjectNode one = syllables.addObject();
      one.put("text", syllable.text());
      one.put("expected", syllable.expected().name());
      syllable.identified().ifPresent(tone -> one.put("heard", tone.name()));
      one.put("start_seconds", syllable.startSeconds());
      one.put("end_seconds", syllable.endSeconds());
    }
  }

  private static void put(ObjectNode node, String name, OptionalDouble value) {
    value.ifPresent(v -> node.put(name, v));
  }

  private static void array(ArrayNode node, double[] values) {
    for (double value : values) {
      node.add(value);
    }
  }
}
