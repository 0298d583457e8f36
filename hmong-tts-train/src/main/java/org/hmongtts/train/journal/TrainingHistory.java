package org.hmongtts.train.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;

/** What has happened in a run so far, with the runs that it goes on from, as the log tells it. */
final class TrainingHistory {

  /** The figures of one step; there may be many thousands. */
  record StepFigures(
      int step,
      double loss,
      double gradientNorm,
      double learningRate,
      double tokensPerSecond,
      double residentBytes) {}

  private final List<StepFigures> steps = new ArrayList<>();
  private final List<JsonNode> validations = new ArrayList<>();
  private final List<JsonNode> evaluations = new ArrayList<>();
  private JsonNode started = MissingNode.getInstance();
  private JsonNode lastStep = MissingNode.getInstance();
  private JsonNode finished = MissingNode.getInstance();

  void add(JsonNode event) {
    switch (event.path("event").asText()) {
      case "started" -> {
        started = event;
        finished = MissingNode.getInstance();
      }
      case "step" -> {
        lastStep = event;
        steps.add(
            new StepFigures(
                event.path("step").asInt(),
                event.path("loss").asDouble(),
                event.path("gradient_norm").asDouble(),
                event.path("learning_rate").asDouble(),
                event.path("tokens_per_second").asDouble(),
                event.path("resident_bytes").asDouble()));
      }
      case "validated" -> validations.add(event);
      case "evaluated" -> evaluations.add(event);
      case "finished" -> finished = event;
      default -> {} // a checkpoint, or what a later version writes
    }
  }

  List<StepFigures> steps() {
    return steps;
  }

  List<JsonNode> validations() {
    return validations;
  }

  List<JsonNode> evaluations() {
    return evaluations;
  }

  /** The latest beginning; a missing node before it. */
  JsonNode started() {
    return started;
  }

  /** The latest step; a missing node before the first. */
  JsonNode lastStep() {
    return lastStep;
  }

  /** The end of the latest run; a missing node while it goes on. */
  JsonNode finished() {
    return finished;
  }
}
