package org.hmongtts.train.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hmongtts.train.TrainingEvent;
import org.hmongtts.train.TrainingPlan;
import org.hmongtts.train.TrainingReport;
import org.hmongtts.train.eval.EvaluationReport;

/** Events of training as JSON; the names are those of the records. */
final class TrainingJson {

  static final ObjectMapper MAPPER = new ObjectMapper();

  private TrainingJson() {}

  static ObjectNode of(TrainingEvent event, Instant time) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("event", event.getClass().getSimpleName().toLowerCase(Locale.ROOT));
    node.put("step", event.step());
    node.put("time", time.toString());
    if (event instanceof TrainingEvent.Started started) {
      plan(node, started.plan());
    } else if (event instanceof TrainingEvent.Step step) {
      step(node, step);
    } else if (event instanceof TrainingEvent.Validated validated) {
      node.put("loss", validated.loss());
      node.put("best", validated.best());
    } else if (event instanceof TrainingEvent.Evaluated evaluated) {
      node.set("report", figures(evaluated.report()));
    } else if (event instanceof TrainingEvent.Saved saved) {
      node.put("folder", saved.folder().toString());
    } else if (event instanceof TrainingEvent.Finished finished) {
      report(node, finished.report());
    }
    return node;
  }

  private static void plan(ObjectNode node, TrainingPlan plan) {
    node.put("base", plan.base());
    node.put("dataset", plan.dataset());
    node.put("clips", plan.clips());
    node.put("validation_clips", plan.validationClips());
    node.put("tokens_per_epoch", plan.tokensPerEpoch());
    node.put("steps", plan.steps());
    node.put("trainable_parameters", plan.trainableParameters());
    node.put("recomputed_layers", plan.recomputedLayers());
    node.put("predicted_bytes", plan.predictedBytes());
    node.put("budget_bytes", plan.budgetBytes());
    node.put("attention_kernel", plan.attentionKernel());
    node.put("device", plan.device());
    strings(node.putObject("settings"), plan.settings());
    strings(node.putObject("versions"), Versions.ofThisProcess());
  }

  private static void strings(ObjectNode node, Map<String, String> values) {
    values.forEach(node::put);
  }

  private static void step(ObjectNode node, TrainingEvent.Step step) {
    node.put("steps", step.steps());
    node.put("epoch", step.epoch());
    node.put("loss", step.loss());
    node.put("gradient_norm", step.gradientNorm());
    node.put("learning_rate", step.learningRate());
    node.put("tokens", step.tokens());
    node.put("tokens_per_second", step.tokensPerSecond());
    node.put("resident_bytes", step.residentBytes());
    node.put("remaining_seconds", step.remaining().toMillis() / 1000.0);
  }

  /** As the evaluation writes itself. */
  private static JsonNode figures(EvaluationReport report) {
    try {
      return MAPPER.readTree(report.toJson());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // it is what Jackson itself has written
    }
  }

  private static void report(ObjectNode node, TrainingReport report) {
    node.put("adapter", report.adapter().toString());
    node.put("ending", report.ending().name());
    List<Double> losses = report.epochLosses();
    node.set("epoch_losses", MAPPER.valueToTree(losses));
    report.bestValidationLoss().ifPresent(loss -> node.put("best_validation_loss", loss));
    node.put("best_step", report.bestStep());
    node.put("seconds", report.duration().toMillis() / 1000.0);
    node.put("tokens_per_second", report.tokensPerSecond());
    node.put("peak_resident_bytes", report.peakResidentBytes());
  }
}
