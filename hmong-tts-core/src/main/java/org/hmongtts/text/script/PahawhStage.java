package org.hmongtts.text.script;

/** The spelling systems of Pahawh Hmong, which use the same letters for different tones. */
public enum PahawhStage {
  /** Second stage, reduced version: irregular. */
  STAGE_2,
  /** Third stage, reduced version: fully regular. */
  STAGE_3
}
