package org.hmongtts;

import java.time.Duration;
import java.util.Optional;
import org.hmongtts.runtime.Sampling;
import org.hmongtts.text.Dialect;

/**
 * What to say and how. Immutable; made by {@link #of} or {@link #builder}.
 *
 * @param text what to say, in any script the text frontend reads
 * @param voice one of {@link HmongTts#voices()}, or empty for the first
 * @param dialect of the text, or empty for the one that the adapter was trained on, White if that
 *     is not known
 * @param sampling how tokens are drawn, or empty for what the model recommends
 * @param seed of all that is random: equal requests with equal seeds give equal audio
 * @param maxDuration hard limit on the audio of one phrase
 * @param retries how often a phrase that loops or runs away is tried again with another seed;
 *     streams never retry, because what was heard can't be taken back
 * @param codecNoise whether the codec adds the noise it was trained with, drawn from the seed: a
 *     little more breath, a little more time
 */
public record SpeechRequest(
    String text,
    Optional<String> voice,
    Optional<Dialect> dialect,
    Optional<Sampling> sampling,
    long seed,
    Duration maxDuration,
    int retries,
    boolean codecNoise) {

  /** Longest text of one request. */
  public static final int MAX_CHARACTERS = 100_000;

  private static final Duration LONGEST = Duration.ofMinutes(10);

  public SpeechRequest {
    if (text.isBlank()) {
      throw new IllegalArgumentException("the text is empty; give at least one syllable");
    }
    if (text.length() > MAX_CHARACTERS) {
      throw new IllegalArgumentException(
          "the text has "
              + text.length()
              + " characters, at most "
              + MAX_CHARACTERS
              + " can be spoken at once; split it");
    }
    if (maxDuration.isNegative() || maxDuration.isZero() || maxDuration.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "maxDuration must be above 0 and up to " + LONGEST + ", got " + maxDuration);
    }
    if (retries < 0 || retries > 10) {
      throw new IllegalArgumentException("retries must be in 0..10, got " + retries);
    }
  }

  /** The text with everything else as usual. */
  public static SpeechRequest of(String text) {
    return builder(text).build();
  }

  public static Builder builder(String text) {
    return new Builder(text);
  }

  /** A builder that starts from this request. */
  public Builder toBuilder() {
    Builder builder = new Builder(text);
    builder.voice = voice;
    builder.dialect = dialect;
    builder.sampling = sampling;
    builder.seed = seed;
    builder.maxDuration = maxDuration;
    builder.retries = retries;
    builder.codecNoise = codecNoise;
    return builder;
  }

  /** Collects the parts of a request. */
  public static final class Builder {
    private final String text;
    private Optional<String> voice = Optional.empty();
    private Optional<Dialect> dialect = Optional.empty();
    private Optional<Sampling> sampling = Optional.empty();
    private long seed;
    private Duration maxDuration = Duration.ofSeconds(30);
    private int retries = 2;
    private boolean codecNoise;

    private Builder(String text) {
      this.text = text;
    }

    public Builder voice(String name) {
      voice = Optional.of(name);
      return this;
    }

    public Builder dialect(Dialect value) {
      dialect = Optional.of(value);
      return this;
    }

    public Builder sampling(Sampling value) {
      sampling = Optional.of(value);
      return this;
    }

    public Builder seed(long value) {
      seed = value;
      return this;
    }

    public Builder maxDuration(Duration value) {
      maxDuration = value;
      return this;
    }

    public Builder retries(int value) {
      retries = value;
      return this;
    }

    public Builder codecNoise(boolean value) {
      codecNoise = value;
      return this;
    }

    /**
     * @throws IllegalArgumentException if a value is out of its range
     */
    public SpeechRequest build() {
      return new SpeechRequest(
          text, voice, dialect, sampling, seed, maxDuration, retries, codecNoise);
    }
  }
}
