package org.hmongtts.runtime;

/** Receives what is generated, on the generating thread. */
public interface GenerationListener {

  /** Why an utterance ended. */
  enum End {
    /** The model stopped by itself. */
    STOPPED,
    /** The hard limit was reached. */
    LIMIT,
    /** The same frames came again and again. */
    LOOP
  }

  /**
   * One frame of a job.
   *
   * @param codes the code of each slot
   */
  void frame(int job, int[] codes);

  /** A job begins anew: what it gave so far is void. */
  void restarted(int job);

  /**
   * A job has ended.
   *
   * @param attempts attempts made, 1 or more
   */
  void ended(int job, End end, int attempts);
}
