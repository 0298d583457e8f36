package org.hmongtts.train.dataset;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.hmongtts.checkpoint.ProgressListener;
import org.hmongtts.text.Dialect;

/**
 * How a data set is read. Immutable; made by {@link #defaults} or {@link #builder}.
 *
 * @param convert whether other WAV files than 16-bit mono at 16 or 22.05 kHz are taken too: their
 *     channels are mixed, and they are resampled to {@link #CONVERTED_RATE_HZ}
 * @param trimSilence whether the silence before and after the speech is cut off, all but 100 ms
 * @param level how loud every clip is made; empty leaves them as they are
 * @param skipBadRows whether rows that cannot be used are left out; otherwise they are refused, all
 *     together
 * @param dialect how the texts are read
 * @param shortest of clips, after trimming
 * @param longest of clips, after trimming
 * @param progress hears how far the recordings were checked, in bytes, and later measured for a
 *     report, in milliseconds of sound; called from several threads
 */
public record DatasetOptions(
    boolean convert,
    boolean trimSilence,
    Optional<Level> level,
    boolean skipBadRows,
    Dialect dialect,
    Duration shortest,
    Duration longest,
    ProgressListener progress) {

  /** The rate that converted recordings get: that of the codecs, so that they change only once. */
  public static final int CONVERTED_RATE_HZ = 24_000;

  private static final Duration LONGEST_POSSIBLE = Duration.ofMinutes(10);

  /**
   * @throws IllegalArgumentException if the limits are not in order, or beyond 10 minutes
   */
  public DatasetOptions {
    Objects.requireNonNull(level, "level");
    Objects.requireNonNull(dialect, "dialect");
    Objects.requireNonNull(progress, "progress");
    if (shortest.isNegative()
        || shortest.compareTo(longest) >= 0
        || longest.compareTo(LONGEST_POSSIBLE) > 0) {
      throw new IllegalArgumentException(
          "clips must be limited to a range within 0..600 s, got "
              + shortest.toMillis() / 1000.0
              + ".."
              + longest.toMillis() / 1000.0
              + " s; 0.3 to 30 s suits sentences");
    }
  }

  /** Nothing is changed, nothing skipped; White Hmong in clips of 0.3 to 30 s. */
  public static DatasetOptions defaults() {
    return builder().build();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** These options, to change some of them. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.convert = convert;
    builder.trimSilence = trimSilence;
    builder.level = level;
    builder.skipBadRows = skipBadRows;
    builder.dialect = dialect;
    builder.shortest = shortest;
    builder.longest = longest;
    builder.progress = progress;
    return builder;
  }

  /** Collects options. */
  public static final class Builder {
    private boolean convert;
    private boolean trimSilence;
    private Optional<Level> level = Optional.empty();
    private boolean skipBadRows;
    private Dialect dialect = Dialect.WHITE;
    private Duration shortest = Duration.ofMillis(300);
    private Duration longest = Duration.ofSeconds(30);
    private ProgressListener progress = ProgressListener.NONE;

    private Builder() {}

    public Builder convert(boolean value) {
      convert = value;
      return this;
    }

    public Builder trimSilence(boolean value) {
      trimSilence = value;
      return this;
    }

    public Builder normaliseLevel(Level value) {
      level = Optional.of(value);
      return this;
    }

    public Builder skipBadRows(boolean value) {
      skipBadRows = value;
      return this;
    }

    public Builder dialect(Dialect value) {
      dialect = value;
      return this;
    }

    public Builder limits(Duration shortestClip, Duration longestClip) {
      shortest = shortestClip;
      longest = longestClip;
      return this;
    }

    public Builder progress(ProgressListener value) {
      progress = value;
      return this;
    }

    /**
     * @throws IllegalArgumentException if a value is out of its range
     */
    public DatasetOptions build() {
      return new DatasetOptions(
          convert, trimSilence, level, skipBadRows, dialect, shortest, longest, progress);
    }
  }
}
