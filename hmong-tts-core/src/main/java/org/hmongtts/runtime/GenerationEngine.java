package org.hmongtts.runtime;

import ai.onnxruntime.OnnxTensor;
import java.util.List;
import java.util.Map;

/** A language model on a device, ready to generate. Any thread. */
interface GenerationEngine extends AutoCloseable {

  /**
   * Begins to generate.
   *
   * @param adapter inputs of an adapter, by name; modules without stay as they are
   * @param rows utterances side by side
   */
  Generator<?> generator(
      Map<String, OnnxTensor> adapter,
      FrameGrammar grammar,
      List<GenerationJob> jobs,
      int rows,
      GenerationListener listener);

  /** Bytes of weights that one step of one utterance reads, the head's share averaged. */
  long bytesPerStep();

  @Override
  void close();
}
