package org.hmongtts.train.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.hmongtts.text.NormalizedText;
import org.hmongtts.train.eval.Medians;

/**
 * How good a data set is, and what would make it better.
 *
 * @param folder of the data set
 * @param contentHash see {@link Dataset#contentHash}
 * @param duration of all clips, as they are trained on
 * @param clips each usable recording, in the order of the rows
 * @param coverage which sounds the texts have
 * @param durationOutliers clips that are many times longer or shorter than the others
 * @param rateOutliers clips that are spoken much faster or slower than the others: often the text
 *     is another, or something is missing
 * @param repeatedTexts groups of clips with the same normalised text
 * @param problems what {@link Dataset#problems} found
 * @param suggestions what to do, in plain words, the most important first
 */
public record DatasetReport(
    Path folder,
    String contentHash,
    Duration duration,
    List<ClipQuality> clips,
    TextCoverage coverage,
    List<ClipQuality> durationOutliers,
    List<ClipQuality> rateOutliers,
    List<List<Clip>> repeatedTexts,
    List<RowProblem> problems,
    List<String> suggestions) {

  public DatasetReport {
    clips = List.copyOf(clips);
    durationOutliers = List.copyOf(durationOutliers);
    rateOutliers = List.copyOf(rateOutliers);
    repeatedTexts = List.copyOf(repeatedTexts);
    problems = List.copyOf(problems);
    suggestions = List.copyOf(suggestions);
  }

  /**
   * Measures every recording, on all processors; the listener of the data set's options hears how
   * far it is.
   *
   * @throws IOException if a recording cannot be read
   * @throws org.hmongtts.DatasetException if one was changed since the data set was opened
   */
  public static DatasetReport of(Dataset dataset) throws IOException {
    List<ClipQuality> clips = measured(dataset);
    Map<String, List<Clip>> byText = new LinkedHashMap<>();
    List<NormalizedText> texts = dataset.clips().stream().map(dataset::text).toList();
    for (int i = 0; i < texts.size(); i++) {
      byText
          .computeIfAbsent(texts.get(i).text(), text -> new ArrayList<>())
          .add(dataset.clips().get(i));
    }
    DatasetReport found =
        new DatasetReport(
            dataset.folder(),
            dataset.contentHash(),
            dataset.totalDuration(),
            clips,
            TextCoverage.of(texts, dataset.options().dialect()),
            Spread.outliers(clips, ClipQuality::speechSeconds),
            Spread.outliers(clips, ClipQuality::syllablesPerSecond),
            byText.values().stream().filter(group -> group.size() > 1).toList(),
            dataset.problems(),
            List.of());
    return found.with(Suggestions.of(found, dataset.options()));
  }

  private DatasetReport with(List<String> found) {
    return new DatasetReport(
        folder,
        contentHash,
        duration,
        clips,
        coverage,
        durationOutliers,
        rateOutliers,
        repeatedTexts,
        problems,
        found);
  }

  private static List<ClipQuality> measured(Dataset dataset) throws IOException {
    List<Clip> clips = dataset.clips();
    long total = dataset.totalDuration().toMillis();
    AtomicLong done = new AtomicLong();
    try {
      return IntStream.range(0, clips.size())
          .parallel()
          .mapToObj(
              i -> {
                ClipQuality quality = measured(dataset, clips.get(i));
                long soFar = done.addAndGet(clips.get(i).duration().toMillis());
                dataset.options().progress().progress(soFar, total);
                return quality;
              })
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static ClipQuality measured(Dataset dataset, Clip clip) {
    try {
      return ClipQuality.of(dataset, clip);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Clips with so many samples at full scale that it can be heard. */
  public List<ClipQuality> clipped() {
    return clips.stream().filter(ClipQuality::clipped).toList();
  }

  /** Clips that begin or end in the middle of speech. */
  public List<ClipQuality> cut() {
    return clips.stream().filter(clip -> clip.startCut() || clip.endCut()).toList();
  }

  /** Over the clips; not a number if there is none. */
  public double medianSignalToNoiseDecibels() {
    return median(ClipQuality::signalToNoiseDecibels);
  }

  /** Over the clips; not a number if there is none. */
  public double medianSyllablesPerSecond() {
    return median(ClipQuality::syllablesPerSecond);
  }

  private double median(ToDoubleFunction<ClipQuality> figure) {
    return clips.isEmpty() ? Double.NaN : Medians.of(clips.stream().mapToDouble(figure).toArray());
  }

  /** All of it but the single clips, for a terminal. */
  public String toText() {
    return DatasetReportText.of(this);
  }

  /**
   * Writes one page with charts that needs no other file.
   *
   * @throws IOException if it cannot be written; a file that was there stays then
   */
  public void writeHtml(Path file) throws IOException {
    DatasetPage.of(this).write(file);
  }
}
