package org.hmongtts.train;

/**
 * Hears what happens during training, on the thread that trains: what takes long here holds it up.
 */
@FunctionalInterface
public interface TrainingListener {

  TrainingListener NONE = event -> {};

  void event(TrainingEvent event);

  /** This one, then another. */
  default TrainingListener and(TrainingListener other) {
    return event -> {
      event(event);
      other.event(event);
    };
  }
}
