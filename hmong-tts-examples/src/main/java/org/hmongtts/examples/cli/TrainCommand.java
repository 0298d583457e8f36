package org.hmongtts.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.hmongtts.train.LoraTrainer;
import org.hmongtts.train.TrainingPlan;
import org.hmongtts.train.TrainingReport;
import org.hmongtts.train.TrainingReport.Ending;
import org.hmongtts.train.journal.TrainingJournal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code train}: adapts a base to a voice. */
@Command(
    name = "train",
    description =
        "Adapts a base to the voice of a data set with LoRA. Ctrl-C saves a checkpoint, from which"
            + " the same command goes on with --resume.",
    mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {

  /** What shells give for a process that Ctrl-C has ended. */
  private static final int INTERRUPTED = 130;

  private static final double GIBIBYTE = 1L << 30;

  @Mixin private BaseOptions base;

  @Option(
      names = "--dataset",
      required = true,
      paramLabel = "DATA",
      description = "A folder with metadata.csv or metadata.json, or that file.")
  private Path dataset;

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "DIR",
      description = "The adapter's folder; DIR-training gets checkpoint, log and report.")
  private Path out;

  @Option(names = "--plan", description = "Check everything, print the plan, and train nothing.")
  private boolean planOnly;

  @Option(
      names = "--export",
      paramLabel = "DIR",
      description = "Write base, first adapter and the tokens of all steps, and train nothing.")
  private Optional<Path> export = Optional.empty();

  @Mixin private RecordingOptions recordings;

  @Mixin private AdapterOptions adapter;

  @Mixin private OptimizerOptions optimizer;

  @Mixin private CheckOptions checks;

  @Mixin private RightsOptions rights;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    try (Progress progress = Progress.onTerminal()) {
      LoraTrainer trainer = trainer(progress);
      PrintWriter console = spec.commandLine().getOut();
      if (export.isPresent()) {
        trainer.export(export.get());
        progress.close();
        line(console, "exported", export.get().toString());
        return 0;
      }
      if (planOnly) {
        TrainingPlan plan = trainer.plan();
        progress.close();
        print(console, plan);
        return 0;
      }
      try (GracefulStop stop = new GracefulStop(trainer::stop, spec.commandLine().getErr());
          TrainingJournal journal = TrainingJournal.in(trainer.workFolder())) {
        TrainingReport report =
            trainer.train(journal.and(new TrainingProgress(progress)).and(stop));
        print(console, report, journal);
        return report.ending() == Ending.INTERRUPTED ? INTERRUPTED : 0;
      }
    }
  }

  private LoraTrainer trainer(Progress progress) {
    LoraTrainer.Builder trainer =
        LoraTrainer.builder()
            .base(base.model())
            .dataset(dataset)
            .out(out)
            .loading(
                base.loading(progress).provider(optimizer.provider()).fallBackToCpu(true).build());
    recordings.applyTo(trainer, progress);
    adapter.applyTo(trainer);
    optimizer.applyTo(trainer);
    checks.applyTo(trainer);
    rights.applyTo(trainer);
    return trainer.build();
  }

  private static void print(PrintWriter console, TrainingPlan plan) {
    line(console, "recordings", plan.clips() + ", kept out " + plan.validationClips());
    line(console, "steps", plan.steps() + ", tokens an epoch " + plan.tokensPerEpoch());
    line(console, "parameters", plan.trainableParameters() + " trained");
    line(
        console,
        "memory",
        String.format(
            Locale.ROOT,
            "%.2f GiB predicted, %.2f GiB allowed",
            plan.predictedBytes() / GIBIBYTE,
            plan.budgetBytes() / GIBIBYTE));
    line(console, "attention", plan.attentionKernel() + " on " + plan.device());
    plan.settings().forEach((name, value) -> line(console, name, value));
  }

  private void print(PrintWriter console, TrainingReport report, TrainingJournal journal) {
    if (report.ending() == Ending.INTERRUPTED) {
      line(console, "stopped", "after step " + report.steps() + "; go on with --resume");
    } else {
      String steps = report.steps() + ", the adapter is from step " + report.bestStep();
      line(console, "steps", steps);
      report
          .bestValidationLoss()
          .ifPresent(l -> line(console, "validation", String.format(Locale.ROOT, "%.3f", l)));
      line(console, "adapter", report.adapter().toString());
    }
    line(console, "report", journal.page().toString());
    if (report.ending() != Ending.INTERRUPTED) {
      line(console, "to hear it", "hmong-tts " + speakLine());
    }
  }

  /** A command that speaks with the adapter, which knows its voice. */
  private String speakLine() {
    return String.format(
        "speak \"Nyob zoo os, koj nyob li cas?\" --base \"%s\" --lora \"%s\" --out hmong.wav",
        base.model(), out);
  }

  private static void line(PrintWriter console, String name, String value) {
    console.printf("%-22s %s%n", name, value);
  }
}
