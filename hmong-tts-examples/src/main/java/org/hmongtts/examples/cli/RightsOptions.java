package org.hmongtts.examples.cli;

import org.hmongtts.train.LoraTrainer;
import org.hmongtts.train.ModelRights;
import picocli.CommandLine.Option;

/** Options on the licences that a trained adapter's model card states. */
final class RightsOptions {

  private static final String UNKNOWN = "unknown";

  @Option(
      names = "--base-licence",
      paramLabel = "ID",
      defaultValue = UNKNOWN,
      description = "Licence of the base, for the model card.")
  private String base;

  @Option(
      names = "--data-licence",
      paramLabel = "ID",
      defaultValue = UNKNOWN,
      description = "Licence of the recordings, for the model card.")
  private String data;

  @Option(
      names = "--licence",
      paramLabel = "ID",
      defaultValue = UNKNOWN,
      description = "Licence of the adapter, for the model card.")
  private String adapter;

  void applyTo(LoraTrainer.Builder trainer) {
    trainer.rights(new ModelRights(base, data, adapter));
  }
}
