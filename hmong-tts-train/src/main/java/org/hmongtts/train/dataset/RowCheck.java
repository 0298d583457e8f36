package org.hmongtts.train.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hmongtts.DatasetException;
import org.hmongtts.audio.Audio;
import org.hmongtts.checkpoint.Excerpt;
import org.hmongtts.text.HmongText;
import org.hmongtts.text.NormalizedText;
import org.hmongtts.text.Token;

/** Looks at one row by itself: its text and its recording. Thread-safe. */
final class RowCheck {

  /** Nobody speaks so fast; the fastest readers come to 8. */
  private static final double MOST_SYLLABLES_PER_SECOND = 15;

  private static final double MOSTLY = 0.5;

  /** What became of a row: a clip, or an error among the problems. */
  record Result(Optional<Clip> clip, List<RowProblem> problems) {}

  private final Path list;
  private final AudioPath paths;
  private final DatasetOptions options;

  RowCheck(Path list, AudioPath paths, DatasetOptions options) {
    this.list = list;
    this.paths = paths;
    this.options = options;
  }

  Result check(Metadata.Row row) {
    List<RowProblem> problems = new ArrayList<>();
    // Both parts are looked at, so that a row with two mistakes need not be corrected twice.
    Optional<NormalizedText> text = Optional.empty();
    try {
      text = Optional.of(text(row, problems));
    } catch (DatasetException e) {
      problems.add(RowProblem.error(list, row.line(), e));
    }
    try {
      Clip clip = clip(row);
      if (text.isPresent()) {
        requireTime(clip, text.get());
        return new Result(Optional.of(clip), problems);
      }
    } catch (DatasetException e) {
      problems.add(RowProblem.error(list, row.line(), e));
    } catch (IOException e) {
      problems.add(
          RowProblem.error(
              list,
              row.line(),
              Excerpt.name(row.audio()) + " cannot be read: " + e,
              "Check the disk and the file's permissions."));
    }
    return new Result(Optional.empty(), problems);
  }

  private NormalizedText text(Metadata.Row row, List<RowProblem> problems) {
    NormalizedText text = HmongText.of(row.text()).dialect(options.dialect()).normalize();
    long unreadable = text.tokens().stream().filter(t -> t instanceof Token.Unreadable).count();
    String shown = Excerpt.text(row.text());
    if (text.syllables().isEmpty()) {
      throw new DatasetException(
          "nothing in the text "
              + shown
              + " can be read"
              + (unreadable > 0 ? ", it is in another script" : "")
              + ".\n  Write what is said in RPA, Pahawh or Nyiakeng Puachue Hmong.");
    }
    if (unreadable > 0) {
      problems.add(
          RowProblem.warning(
              list,
              row.line(),
              "a part of the text " + shown + " cannot be read, and is left out",
              "Write it as it is said."));
    }
    long foreign = text.syllables().stream().filter(Token.Spoken::foreign).count();
    if (foreign > MOSTLY * text.syllables().size()) {
      problems.add(
          RowProblem.warning(
              list,
              row.line(),
              "most of the text " + shown + " is not Hmong",
              "Check that it is the text of this recording."));
    }
    return text;
  }

  private Clip clip(Metadata.Row row) throws IOException {
    Path file = paths.find(row.audio());
    String name = Excerpt.name(paths.folder().relativize(file).toString());
    Recording recording = Recording.read(file, name, options);
    Audio audio = ClipAudio.of(recording.audio(), options);
    if (audio.duration().compareTo(options.longest()) > 0) {
      throw Recording.tooLong(name, audio.duration().toMillis() / 1000.0, options);
    }
    if (audio.duration().compareTo(options.shortest()) < 0) {
      throw new DatasetException(
          String.format(
              Locale.ROOT,
              "%s lasts %.3f s, expected at least %.3f s.\n  Record it again, or remove the row.",
              name,
              audio.duration().toMillis() / 1000.0,
              options.shortest().toMillis() / 1000.0));
    }
    return new Clip(
        file, row.text(), row.speaker(), row.line(), audio.duration(), recording.contentHash());
  }

  private static void requireTime(Clip clip, NormalizedText text) {
    int syllables = text.syllables().size();
    double seconds = clip.duration().toMillis() / 1000.0;
    if (syllables > MOST_SYLLABLES_PER_SECOND * seconds) {
      throw new DatasetException(
          String.format(
              Locale.ROOT,
              "%d syllables are too many for the %.1f s of %s.\n"
                  + "  The text belongs to another recording, or the recording is cut: listen to it.",
              syllables,
              seconds,
              Excerpt.name(clip.audioFile().getFileName().toString())));
    }
  }
}
