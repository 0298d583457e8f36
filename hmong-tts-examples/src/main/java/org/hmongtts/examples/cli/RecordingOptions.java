package org.hmongtts.examples.cli;

import java.util.Optional;
import org.hmongtts.text.Dialect;
import org.hmongtts.text.TextForm;
import org.hmongtts.train.LoraTrainer;
import org.hmongtts.train.dataset.DatasetOptions;
import org.hmongtts.train.dataset.Level;
import picocli.CommandLine.Option;

/** How the recordings and texts to train on are read, and what is made of them. */
final class RecordingOptions {

  @Option(
      names = "--convert",
      description = "Take other WAV files than 16-bit mono at 16 or 22.05 kHz too.")
  private boolean convert;

  @Option(names = "--trim-silence", description = "Cut off silence before and after the speech.")
  private boolean trimSilence;

  @Option(
      names = "--normalise-level",
      paramLabel = "DB",
      description = "Level of the speech in dB from full scale; -23 is usual. Default as it is.")
  private Optional<Double> level;

  @Option(names = "--skip-bad-rows", description = "Leave bad rows out instead of refusing them.")
  private boolean skipBadRows;

  @Option(
      names = "--voice",
      paramLabel = "NAME",
      description = "Put before texts without a speaker; default the data set's folder's name.")
  private Optional<String> voice;

  @Option(
      names = "--dialect",
      defaultValue = "WHITE",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private Dialect dialect;

  @Option(
      names = "--text-form",
      defaultValue = "RPA",
      description = "What the model is fed: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private TextForm textForm;

  @Option(
      names = "--train-on-text",
      description = "Learn the text as well as the speech, as the reference recipe does.")
  private boolean trainOnText;

  @Option(
      names = "--drop-repeated-frames",
      description = "As the reference recipe does; shortens pauses and long vowels.")
  private boolean dropRepeatedFrames;

  void applyTo(LoraTrainer.Builder trainer, Progress progress) {
    DatasetOptions.Builder recordings =
        DatasetOptions.builder()
            .convert(convert)
            .trimSilence(trimSilence)
            .skipBadRows(skipBadRows)
            .dialect(dialect)
            .progress(progress::checked);
    level.ifPresent(decibels -> recordings.normaliseLevel(new Level.Speech(decibels)));
    trainer.datasetOptions(recordings.build());
    voice.ifPresent(trainer::voice);
    trainer
        .dialect(dialect)
        .textForm(textForm)
        .trainOnText(trainOnText)
        .dropRepeatedFrames(dropRepeatedFrames);
  }
}
