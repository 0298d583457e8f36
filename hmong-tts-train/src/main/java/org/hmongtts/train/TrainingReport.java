package org.hmongtts.train;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How training went.
 *
 * @param adapter the adapter's folder
 * @param ending why it ended
 * @param plan what was planned
 * @param steps optimiser steps done, those before a resumption among them
 * @param epochLosses mean training loss of each whole epoch, in nats
 * @param bestValidationLoss the lowest loss on what was kept out; empty without validation
 * @param bestStep the step that the adapter written is from
 * @param duration of this run
 * @param tokensPerSecond over this run, preparations left out
 * @param peakResidentBytes the most resident memory of this process; 0 where the system does not
 *     tell
 */
public record TrainingReport(
    Path adapter,
    Ending ending,
    TrainingPlan plan,
    int steps,
    List<Double> epochLosses,
    Optional<Double> bestValidationLoss,
    int bestStep,
    Duration duration,
    double tokensPerSecond,
    long peakResidentBytes) {

  public TrainingReport {
    epochLosses = List.copyOf(epochLosses);
  }

  /** Why training ended. */
  public enum Ending {
    /** All steps are done. */
    COMPLETED,
    /** The validation loss had stopped falling. */
    STOPPED_EARLY,
    /** Somebody asked it to stop; it can be resumed. */
    INTERRUPTED
  }
}
