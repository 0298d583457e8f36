package org.hmongtts.train;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hmongtts.BaseModel;
import org.hmongtts.LoadOptions;
import org.hmongtts.adapter.LoraConfig;
import org.hmongtts.runtime.ExecutionProvider;
import org.hmongtts.text.Dialect;
import org.hmongtts.text.TextForm;
import org.hmongtts.train.torch.BasePrecision;

/** Every setting of a run, with its value: what the builder was given, and the preset's rest. */
record TrainingSettings(
    BaseModel base,
    Path out,
    String voice,
    Dialect dialect,
    TextForm textForm,
    boolean trainOnText,
    boolean dropRepeatedFrames,
    LoraConfig lora,
    boolean flashAttention,
    BasePrecision basePrecision,
    ExecutionProvider provider,
    int threads,
    long memoryBudgetBytes,
    int epochs,
    int batchSize,
    int accumulation,
    double learningRate,
    double loraPlusRatio,
    double weightDecay,
    double maxGradientNorm,
    LearningRateSchedule schedule,
    int warmupSteps,
    int versions,
    double rehearsalShare,
    double temperature,
    double validationShare,
    int validateEverySteps,
    int earlyStoppingPatience,
    int evaluateEverySteps,
    int evaluationSentences,
    int checkpointEverySteps,
    boolean resume,
    long seed,
    ModelRights rights,
    LoadOptions loading) {

  /** By the names of the builder and the command line. */
  Map<String, String> byName() {
    Map<String, String> names = new LinkedHashMap<>(forSameResult());
    names.put("out", out.toString());
    names.put("provider", provider.name());
    names.put("threads", String.valueOf(threads));
    names.put("flash-attention", String.valueOf(flashAttention));
    names.put("validate-every", String.valueOf(validateEverySteps));
    names.put("evaluate-every", String.valueOf(evaluateEverySteps));
    names.put("evaluation-sentences", String.valueOf(evaluationSentences));
    names.put("checkpoint-every", String.valueOf(checkpointEverySteps));
    return names;
  }

  /** Those that a resumed run must share with the one before: they decide what comes out. */
  Map<String, String> forSameResult() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("base", base.toString());
    names.put("voice", voice);
    names.put("dialect", dialect.toString());
    names.put("text-form", textForm.id());
    names.put("train-on-text", String.valueOf(trainOnText));
    names.put("drop-repeated-frames", String.valueOf(dropRepeatedFrames));
    names.put("rank", String.valueOf(lora.rank()));
    names.put("alpha", String.valueOf(lora.alpha()));
    names.put("dropout", String.valueOf(lora.dropout()));
    names.put("target-modules", lora.targets().toString());
    names.put("modules-to-save", String.join(",", lora.modulesToSave()));
    names.put("rank-stabilised", String.valueOf(lora.rankStabilised()));
    names.put("dora", String.valueOf(lora.dora()));
    names.put("base-precision", basePrecision.toString());
    names.put("epochs", String.valueOf(epochs));
    names.put("batch-size", String.valueOf(batchSize));
    names.put("accumulation", String.valueOf(accumulation));
    names.put("learning-rate", String.valueOf(learningRate));
    names.put("lora-plus-ratio", String.valueOf(loraPlusRatio));
    names.put("weight-decay", String.valueOf(weightDecay));
    names.put("max-gradient-norm", String.valueOf(maxGradientNorm));
    names.put("schedule", schedule.toString());
    names.put("warmup-steps", String.valueOf(warmupSteps));
    names.put("versions", String.valueOf(versions));
    names.put("rehearsal-share", String.valueOf(rehearsalShare));
    names.put("validation-share", String.valueOf(validationShare));
    names.put("early-stopping", String.valueOf(earlyStoppingPatience));
    names.put("seed", String.valueOf(seed));
    return names;
  }
}
