package org.hmongtts.text;

import java.time.Duration;

/**
 * A stretch of normalised text to be spoken in one go.
 *
 * @param text normalised text in the form asked for, its pause marks included
 * @param syllables how many syllables it has
 * @param pauseAfter the silence that follows, zero where the text was cut between words
 * @param range where it came from in the original text
 */
public record Phrase(String text, int syllables, Duration pauseAfter, TextRange range) {}
