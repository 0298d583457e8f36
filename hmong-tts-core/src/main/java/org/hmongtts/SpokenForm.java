package org.hmongtts;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.hmongtts.adapter.PeftAdapter;
import org.hmongtts.checkpoint.ConfigFile;
import org.hmongtts.checkpoint.Excerpt;
import org.hmongtts.text.Dialect;
import org.hmongtts.text.TextForm;

/**
 * What the text must be for a model to speak it as it learnt to.
 *
 * @param textForm the form that it was trained on
 * @param dialect the one that it was trained on, if that is known
 */
record SpokenForm(TextForm textForm, Optional<Dialect> dialect) {

  /** What a model says that does not say anything. */
  private static final SpokenForm UNRECORDED = new SpokenForm(TextForm.RPA, Optional.empty());

  /**
   * What a model's own configuration records, as a merged adapter leaves it.
   *
   * @throws ModelFormatException if it names a form or dialect that is not known
   */
  static SpokenForm of(ConfigFile config) {
    return UNRECORDED.with(
        config.file(),
        config.optionalText(PeftAdapter.TEXT_FORM),
        config.optionalText(PeftAdapter.DIALECT));
  }

  /**
   * This, but for what an adapter records.
   *
   * @throws ModelFormatException if it names a form or dialect that is not known
   */
  SpokenForm with(PeftAdapter adapter) {
    Path file = adapter.folder().resolve("adapter_config.json");
    return with(file, adapter.textForm(), adapter.dialect());
  }

  private SpokenForm with(Path file, Optional<String> form, Optional<String> spoken) {
    return new SpokenForm(
        form.map(id -> known(file, PeftAdapter.TEXT_FORM, id, TextForm::ofId)).orElse(textForm),
        spoken.map(id -> known(file, PeftAdapter.DIALECT, id, Dialect::ofId)).or(() -> dialect));
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
