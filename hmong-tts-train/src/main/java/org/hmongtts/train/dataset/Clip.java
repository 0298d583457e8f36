package org.hmongtts.train.dataset;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * One usable recording of a data set.
 *
 * @param audioFile the WAV file
 * @param text what is said in it, as the row has it
 * @param speaker who says it; empty if the data set does not tell
 * @param line where the row stands in the data set's file, from 1
 * @param duration of what {@link Dataset#read} returns: after trimming, if that was asked for
 * @param contentHash SHA-256 of the file's bytes, in hexadecimal
 */
public record Clip(
    Path audioFile,
    String text,
    Optional<String> speaker,
    int line,
    Duration duration,
    String contentHash) {}
