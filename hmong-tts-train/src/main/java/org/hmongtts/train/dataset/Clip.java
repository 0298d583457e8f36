package org.hmongtts.train.dataset;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** One recording and what is said in it. */
public record Clip(
    Path audioFile,
    String text,
    Optional<String> speaker,
    int line,
    Duration duration,
    String contentHash) {}
