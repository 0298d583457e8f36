package org.hmongtts;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hmongtts.adapter.PeftAdapter;
import org.hmongtts.checkpoint.ConfigFile;
import org.hmongtts.checkpoint.Excerpt;
import org.hmongtts.family.SpeechFamily;
import org.hmongtts.runtime.Sampling;
import org.hmongtts.text.Dialect;
import org.hmongtts.text.TextForm;

/**
 * What the text must be for a model to speak it as it learnt to.
 *
 * @param textForm the form that it was trained on
 * @param dialect the one that it was trained on, if that is known
 * @param voices those that it was trained on besides the family's own, the one to speak with first
 * @param temperature of sampling that suits it, if that is not its family's
 */
record SpokenForm(
    TextForm textForm,
    Optional<Dialect> dialect,
    List<String> voices,
    Optional<Double> temperature) {

  /** What a model says that does not say anything. */
  private static final SpokenForm UNRECORDED =
      new SpokenForm(TextForm.RPA, Optional.empty(), List.of(), Optional.empty());

  /**
   * What a model's own configuration records, as a merged adapter leaves it.
   *
   * @throws ModelFormatException if it names a form or dialect that is not known
   */
  static SpokenForm of(ConfigFile config) {
    return UNRECORDED.with(
        config.file(),
        config.optionalText(PeftAdapter.TEXT_FORM),
        config.optionalText(PeftAdapter.DIALECT),
        config.has(PeftAdapter.VOICES) ? config.texts(PeftAdapter.VOICES) : List.of(),
        Optional.empty());
  }

  /**
   * This, but for what an adapter records.
   *
   * @throws ModelFormatException if it names a form or dialect that is not known
   */
  SpokenForm with(PeftAdapter adapter) {
    Path file = adapter.folder().resolve("adapter_config.json");
    return with(
        file, adapter.textForm(), adapter.dialect(), adapter.voices(), adapter.temperature());
  }

  private SpokenForm with(
      Path file,
      Optional<String> form,
      Optional<String> spoken,
      List<String> trained,
      Optional<Double> advised) {
    return new SpokenForm(
        form.map(id -> known(file, PeftAdapter.TEXT_FORM, id, TextForm::ofId)).orElse(textForm),
        spoken.map(id -> known(file, PeftAdapter.DIALECT, id, Dialect::ofId)).or(() -> dialect),
        trained.isEmpty() ? voices : trained,
        advised.or(() -> temperature));
  }

  /** How tokens are drawn unless a request says otherwise. */
  Sampling sampling(SpeechFamily family) {
    Sampling usual = family.sampling();
    return temperature.map(usual::withTemperature).orElse(usual);
  }

  /** All voices of a model: those that it was trained on before the family's. */
  List<String> voices(SpeechFamily family) {
    return Stream.concat(voices.stream(), family.voices().stream())
        .distinct()
        .collect(Collectors.toList());
  }

  private static <T> T known(Path file, String field, String id, Function<String, T> find) {
    try {
      return find.apply(id);
    } catch (IllegalArgumentException e) {
      throw new ModelFormatException(
          file
              + ": field "
              + field
              + " is "
              + Excerpt.text(id)
              + ": "
              + e.getMessage()
              + "; was it made by a later version?",
          e);
    }
  }
}
