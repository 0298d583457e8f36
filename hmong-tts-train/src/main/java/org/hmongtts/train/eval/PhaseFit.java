package org.hmongtts.train.eval;

/** Scores, as log-likelihoods, how a phase would lie in a recording. */
interface PhaseFit {

  /** How well frame {@code t} fits one part of a phase. */
  double frame(Phase phase, int part, int t);

  /** How usual a length is for a phase. */
  double length(Phase phase, double ms);

  /** The evidence that a phase begins at frame {@code t}. */
  double boundary(int t);
}
