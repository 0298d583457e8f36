package org.hmongtts.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.hmongtts.TrainingException;
import org.hmongtts.adapter.ModelCard;
import org.hmongtts.train.TrainingReport.Ending;
import org.hmongtts.train.eval.EvaluationReport;
import org.hmongtts.train.torch.AdapterParameters.Group;
import org.hmongtts.train.torch.LoraEngine;
import org.hmongtts.train.torch.PackedBatch.Sequence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop: epochs, steps, validation, checkpoints. What is drawn at random follows from the seed
 * and the step alone, so that a run that was broken off goes on to the same bits on the processor,
 * and to the same draws on a GPU.
 */
final class TrainingRun {

  private static final Logger LOG = LoggerFactory.getLogger(TrainingRun.class);

  /** Share of the newest step in the smoothed speed. */
  private static final double SPEED_SMOOTHING = 0.2;

  /** LoRA+'s rate for embeddings (Hayou et al. 2024, as PEFT has it). */
  private static final double EMBEDDING_RATE = 1e-6;

  private final TrainingSettings settings;
  private final TrainingData data;
  private final LoraEngine engine;
  private final Path checkpointFile;
  private final Map<String, String> identity;
  private final TrainingListener listener;
  private final BooleanSupplier stopAsked;

  private int step;
  private Optional<TrainingCheckpoint.Best> best = Optional.empty();
  private int validationsWithoutGain;
  private final List<Double> epochLosses = new ArrayList<>();
  private double epochLossSum;
  private final List<ModelCard.Loss> losses = new ArrayList<>();
  private double lossSinceMark;
  private int stepsSinceMark;
  private long tokensDone;
  private double tokensPerSecond;

  /** Says a word about the unfinished adapter; may take its time. */
  interface Evaluator {
    EvaluationReport evaluate(LoraEngine engine) throws IOException;
  }

  /**
   * @param identity what a resumed run must have the same
   */
  TrainingRun(
      TrainingSettings settings,
      TrainingData data,
      LoraEngine engine,
      Path checkpointFile,
      Map<String, String> identity,
      TrainingListener listener,
      BooleanSupplier stopAsked) {
    this.settings = settings;
    this.data = data;
    this.engine = engine;
    this.checkpointFile = checkpointFile;
    this.identity = identity;
    this.listener = listener;
    this.stopAsked = stopAsked;
  }

  /** Goes back to where the checkpoint was made. */
  void restore(TrainingCheckpoint checkpoint) {
    checkpoint.requireSame(identity, checkpointFile);
    engine.restore(checkpoint.optimizer());
    step = checkpoint.step();
    best = checkpoint.best();
    validationsWithoutGain = checkpoint.validationsWithoutGain();
    epochLosses.addAll(checkpoint.epochLosses());
    epochLossSum = checkpoint.epochLossSum();
  }

  int step() {
    return step;
  }

  List<Double> epochLosses() {
    return epochLosses;
  }

  /** The loss curve of this run, a point for each epoch and validation. */
  List<ModelCard.Loss> losses() {
    return losses;
  }

  private void mark(Optional<Double> validation) {
    boolean sameStep = !losses.isEmpty() && losses.get(losses.size() - 1).step() == step;
    double training =
        sameStep ? losses.remove(losses.size() - 1).training() : lossSinceMark / stepsSinceMark;
    losses.add(new ModelCard.Loss(step, training, validation));
    lossSinceMark = 0;
    stepsSinceMark = 0;
  }

  double tokensPerSecond() {
    return tokensPerSecond;
  }

  Optional<TrainingCheckpoint.Best> best() {
    return best;
  }

  /**
   * Goes back to the best adapter that was seen.
   *
   * @return the step that it is from
   */
  int keepBest() {
    if (best.isEmpty()) {
      return step;
    }
    engine.parameters().restore(best.get().values());
    return best.get().step();
  }

  /** Trains to the end, or until it is asked to stop. */
  Ending run(Evaluator evaluator) throws IOException {
    int stepsPerEpoch = data.stepsPerEpoch(settings);
    int steps = stepsPerEpoch * settings.epochs();
    long started = System.nanoTime();
    long outside = 0; // time spent on other things than steps
    int first = step;
    while (step < steps) {
      int epoch = step / stepsPerEpoch;
      List<Sequence> sequences = data.step(settings, epoch, step % stepsPerEpoch);
      double rate =
          settings.learningRate() * settings.schedule().factor(step, settings.warmupSteps(), steps);
      long before = System.nanoTime();
      LoraEngine.StepResult result =
          engine.step(sequences, rates(rate), settings.maxGradientNorm(), settings.seed() + step);
      double seconds = (System.nanoTime() - before) / 1e9;
      requireFinite(result, step, checkpointFile);
      step++;
      epochLossSum += result.loss();
      lossSinceMark += result.loss();
      stepsSinceMark++;
      if (step % stepsPerEpoch == 0) {
        epochLosses.add(epochLossSum / stepsPerEpoch);
        epochLossSum = 0;
        mark(Optional.empty());
      }
      long tokens = sequences.stream().mapToLong(s -> s.ids().length).sum();
      tokensDone += tokens;
      double speed = tokens / seconds;
      double smoothing = step == first + 1 ? 1 : SPEED_SMOOTHING;
      tokensPerSecond += smoothing * (speed - tokensPerSecond);
      double perStep = (System.nanoTime() - started - outside) / 1e9 / (step - first);
      listener.event(
          new TrainingEvent.Step(
              step,
              steps,
              (double) step / stepsPerEpoch,
              result.loss(),
              result.gradientNorm(),
              rate,
              tokens,
              tokensPerSecond,
              ProcessMemory.residentBytes().orElse(0),
              Duration.ofMillis((long) (1000 * perStep * (steps - step)))));
      long aside = System.nanoTime();
      boolean last = step == steps;
      if (isDue(settings.validateEverySteps(), last)) {
        validate();
      }
      if (isDue(settings.evaluateEverySteps(), last)) {
        listener.event(new TrainingEvent.Evaluated(step, evaluator.evaluate(engine)));
      }
      boolean early =
          settings.earlyStoppingPatience() > 0
              && validationsWithoutGain >= settings.earlyStoppingPatience();
      boolean asked = stopAsked.getAsBoolean();
      if (asked || early || isDue(settings.checkpointEverySteps(), false)) {
        save(asked);
      }
      outside += System.nanoTime() - aside;
      if (early) {
        break;
      }
      if (asked && !last) {
        finishSpeed(started, outside);
        return Ending.INTERRUPTED;
      }
    }
    finishSpeed(started, outside);
    return step < steps ? Ending.STOPPED_EARLY : Ending.COMPLETED;
  }

  private void finishSpeed(long started, long outside) {
    double seconds = (System.nanoTime() - started - outside) / 1e9;
    tokensPerSecond = tokensDone == 0 ? 0 : tokensDone / seconds;
  }

  private boolean isDue(int every, boolean last) {
    return every > 0 && (last || step % every == 0);
  }

  private Map<Group, Double> rates(double rate) {
    Map<Group, Double> rates = new EnumMap<>(Group.class);
    rates.put(Group.A, rate);
    rates.put(Group.B, rate * settings.loraPlusRatio());
    boolean plus = settings.loraPlusRatio() != 1;
    rates.put(Group.EMBEDDING, plus ? EMBEDDING_RATE * rate / settings.learningRate() : rate);
    return rates;
  }

  static void requireFinite(LoraEngine.StepResult result, int step, Path checkpointFile) {
    if (!Double.isFinite(result.loss()) || !Double.isFinite(result.gradientNorm())) {
      throw new TrainingException(
          "the loss is no longer a number after "
              + step
              + " steps (loss "
              + result.loss()
              + ", gradient norm "
              + result.gradientNorm()
              + "); lower the learning rate, or lengthen the warm-up"
              + (Files.exists(checkpointFile) ? "; " + checkpointFile + " is from before" : ""));
    }
  }

  private void validate() {
    if (data.validation().isEmpty()) {
      return;
    }
    double loss = engine.loss(data.validation());
    boolean better = best.isEmpty() || loss < best.get().loss();
    if (better) {
      best = Optional.of(new TrainingCheckpoint.Best(engine.parameters().snapshot(), loss, step));
      validationsWithoutGain = 0;
    } else {
      validationsWithoutGain++;
    }
    mark(Optional.of(loss));
    listener.event(new TrainingEvent.Validated(step, loss, better));
  }

  /** A disk that is full costs an interval, not the run; when stopping, it must be known. */
  private void save(boolean stopping) throws IOException {
    TrainingCheckpoint checkpoint =
        new TrainingCheckpoint(
            step,
            engine.state(),
            best,
            validationsWithoutGain,
            Collections.unmodifiableList(epochLosses),
            epochLossSum,
            identity);
    try {
      checkpoint.write(checkpointFile);
      listener.event(new TrainingEvent.Saved(step, checkpointFile));
    } catch (IOException e) {
      if (stopping) {
        throw e;
      }
      LOG.warn(
          "{}: the checkpoint of step {} could not be written ({}); training goes on with the one"
              + " before",
          checkpointFile,
          step,
          e.getMessage());
    }
  }
}
