package org.hmongtts.train.eval;

/** Where a fundamental frequency is looked for, in Hz. */
record PitchRange(double lowestHz, double highestHz) {}
