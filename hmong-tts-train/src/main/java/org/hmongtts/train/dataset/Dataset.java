package org.hmongtts.train.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.hmongtts.DatasetException;
import org.hmongtts.audio.Audio;
import org.hmongtts.text.HmongText;
import org.hmongtts.text.NormalizedText;

/**
 * Recordings of speech and what is said in them, every one checked before any is used.
 *
 * <p>A data set is a folder with a list in it, {@code metadata.csv} or {@code metadata.json}, and
 * WAV files in the folder {@code wavs} or beside the list; {@code docs/datasets.md} has the
 * details. Immutable and thread-safe; sound is read when asked for, nothing is kept in memory but
 * the rows.
 */
public final class Dataset {

  /** Of bad rows, those that the message of an exception lists. */
  private static final int MOST_LISTED = 20;

  private final Path list;
  private final Path folder;
  private final DatasetOptions options;
  private final List<Clip> clips;
  private final List<RowProblem> problems;

  Dataset(
      Path list, Path folder, DatasetOptions options, List<Clip> clips, List<RowProblem> problems) {
    this.list = list;
    this.folder = folder;
    this.options = options;
    this.clips = List.copyOf(clips);
    this.problems = List.copyOf(problems);
  }

  /**
   * Reads and checks a data set: every row, every recording to its last sample.
   *
   * @param folderOrFile the folder, or the list in it
   * @throws DatasetException if a row is bad, unless {@link DatasetOptions#skipBadRows}; the
   *     message has the first 20 with their lines, causes and remedies. Also if there is no list
   * @throws IOException if the list or the folder cannot be read
   */
  public static Dataset open(Path folderOrFile, DatasetOptions options) throws IOException {
    Dataset dataset = DatasetReader.read(folderOrFile, options);
    List<RowProblem> errors = dataset.problems.stream().filter(RowProblem::isError).toList();
    if (!errors.isEmpty() && !options.skipBadRows()) {
      throw refusal(dataset.list, errors);
    }
    return dataset;
  }

  private static DatasetException refusal(Path list, List<RowProblem> errors) {
    String listed =
        errors.stream()
            .limit(MOST_LISTED)
            .map(RowProblem::toString)
            .collect(Collectors.joining("\n"));
    int more = errors.size() - MOST_LISTED;
    return new DatasetException(
        list
            + ": "
            + errors.size()
            + (errors.size() == 1 ? " problem:\n" : " problems:\n")
            + listed
            + (more > 0 ? "\nand " + more + " more" : ""));
  }

  /** The usable rows, in their order; may be empty if bad rows are skipped. */
  public List<Clip> clips() {
    return clips;
  }

  /** What was found wrong: warnings, and the errors of skipped rows, by line. */
  public List<RowProblem> problems() {
    return problems;
  }

  /** The folder that holds the list. */
  public Path folder() {
    return folder;
  }

  public DatasetOptions options() {
    return options;
  }

  /**
   * SHA-256 over all usable rows and their recordings, in hexadecimal: another row, word or sample
   * makes another hash; where the folder lies, and how it is read, does not.
   */
  public String contentHash() {
    Sha256 hash = new Sha256();
    for (Clip clip : clips) {
      hash.text(clip.contentHash()).text(clip.text()).text(clip.speaker().orElse(""));
    }
    return hash.hex();
  }

  /**
   * The sound of a clip: mono, at 16,000 or 22,050 Hz or, if it was converted, at {@link
   * DatasetOptions#CONVERTED_RATE_HZ}; trimmed and levelled as the options say.
   *
   * @throws DatasetException if the file was changed since the data set was opened
   * @throws IOException if it cannot be read
   */
  public Audio read(Clip clip) throws IOException {
    return ClipAudio.of(recorded(clip), options);
  }

  /** The sound before trimming and levelling. */
  Audio recorded(Clip clip) throws IOException {
    String name = clip.audioFile().toString();
    Recording recording = Recording.read(clip.audioFile(), name, options);
    if (!recording.contentHash().equals(clip.contentHash())) {
      throw new DatasetException(
          name + ": was changed since the data set was opened.\n  Open the data set again.");
    }
    return recording.audio();
  }

  /** The text of a clip as it will be spoken, in the dialect of the options. */
  public NormalizedText text(Clip clip) {
    return HmongText.of(clip.text()).dialect(options.dialect()).normalize();
  }

  /**
   * Divides the clips. Those of the same normalised text stay together, so that nothing is
   * validated that was trained on. What is drawn depends on the seed and the clips alone, not on
   * their order, and changes little when clips are added.
   *
   * @param validationShare of the clips, at least 0 and less than 1; with more than 0, each side
   *     gets one clip at least
   * @throws DatasetException if there is no clip, or not two that could be on different sides; with
   *     the share 0 one is enough
   * @throws IllegalArgumentException if the share is out of its range
   */
  public DatasetSplit split(double validationShare, long seed) {
    if (clips.isEmpty()) {
      throw new DatasetException(
          list + ": has no usable row.\n  Correct its rows, or add some: 001.wav|Nyob zoo os.");
    }
    return new LeakFreeSplit(list, clips, clip -> text(clip).text()).split(validationShare, seed);
  }

  /** How long all clips last together. */
  public Duration totalDuration() {
    return clips.stream().map(Clip::duration).reduce(Duration.ZERO, Duration::plus);
  }

  /** The speakers that rows name, in alphabetical order; empty if none does. */
  public Set<String> speakers() {
    return clips.stream()
        .flatMap(clip -> clip.speaker().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
