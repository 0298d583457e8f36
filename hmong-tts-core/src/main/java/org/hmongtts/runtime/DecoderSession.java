package org.hmongtts.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hmongtts.DeviceException;
import org.hmongtts.network.LlamaConfig;

/**
 * The moving part of generation: key/value caches of some sequences (rows), written in place by
 * every step. One thread; {@link #cancel} may come from any.
 *
 * <p>Past and present caches are the same direct buffers, so nothing is copied between steps. Each
 * row is prefilled on its own and so never padded; rows then step together, each at its own
 * position.
 */
final class DecoderSession implements AutoCloseable {

  private final Decoder decoder;
  private final LlamaConfig config;
  private final int rows;
  private final int capacity;
  private final int headSize; // in the caches
  private final Map<String, OnnxTensor> adapter;
  private final ByteBuffer[] caches; // [2 · layer + (key 0, value 1)] -> [row][head][position][i]
  private final FloatBuffer hidden; // [row][feature]
  private final FloatBuffer[] logits; // [head part] -> [row][token]
  private final int[] lengths;
  private final OnnxRun run;
  private StepBindings step;

  /**
   * @param memory the caches' memory, {@link #cacheElements} floats for each key and each value
   *     cache
   */
  DecoderSession(
      Decoder decoder,
      int rows,
      int capacity,
      Map<String, OnnxTensor> adapter,
      ByteBuffer[] memory) {
    this.decoder = decoder;
    this.config = decoder.config();
    this.rows = rows;
    this.capacity = capacity;
    this.adapter = adapter;
    this.lengths = new int[rows];
    this.headSize = OnnxHeads.cachedHeadSize(config.headSize());
    this.caches = memory;
    this.hidden = floats((long) rows * config.hiddenSize());
    this.logits = new FloatBuffer[decoder.headParts().size()];
    for (int part = 0; part < logits.length; part++) {
      logits[part] = floats((long) rows * decoder.headParts().get(part).tokens());
    }
    this.run = new OnnxRun();
  }

  int capacity() {
    return capacity;
  }

  /** Positions that a row holds. */
  int length(int row) {
    return lengths[row];
  }

  /**
   * Empties a row and reads a prompt into it.
   *
   * @throws IllegalArgumentException if the prompt is empty, too long or has an id outside of the
   *     vocabulary
   */
  void prefill(int row, int[] ids) {
    config.requirePrompt(ids, capacity);
    lengths[row] = 0;
    try (Bindings bindings = new Bindings(row, 1, ids.length)) {
      for (int i = 0; i < ids.length; i++) {
        bindings.set(0, i, ids[i], i);
      }
      bindings.run(ids.length);
    }
    lengths[row] = ids.length;
  }

  /**
   * Appends one token to each of the first rows.
   *
   * @param tokens one for each row from row 0 on
   */
  void step(int[] tokens) {
    if (step == null || step.count != tokens.length) {
      closeStep();
      step = new StepBindings(tokens.length);
    }
    int longest = 0;
    for (int row = 0; row < tokens.length; row++) {
      if (lengths[row] >= capacity) {
        throw new IllegalStateException("the key/value cache is full at " + capacity);
      }
      config.requireToken(tokens[row]);
      step.set(row, 0, tokens[row], lengths[row]);
      longest = Math.max(longest, lengths[row] + 1);
    }
    step.run(longest);
    for (int row = 0; row < tokens.length; row++) {
      lengths[row]++;
    }
  }

  /**
   * Logits after what the first {@code count} rows hold.
   *
   * @param part which part of the head
   * @return {@code [row][token]}, valid until the next call for this part
   */
  FloatBuffer logits(int part, int count) {
    if (step == null || step.count != count) {
      closeStep();
      step = new StepBindings(count);
    }
    step.head(part);
    return logits[part];
  }

  /** Moves a row's contents to another place. */
  void move(int from, int to) {
    if (from == to) {
      return;
    }
    for (ByteBuffer cache : caches) {
      for (int head = 0; head < config.keyValueHeads(); head++) {
        int offset = head * capacity * headBytes();
        int used = lengths[from] * headBytes();
        slice(cache, to * rowBytes() + offset, used)
            .put(slice(cache, from * rowBytes() + offset, used));
      }
    }
    copy(hidden, from * config.hiddenSize(), to * config.hiddenSize(), config.hiddenSize());
    lengths[to] = lengths[from];
  }

  /** Ends the run in flight and all later ones, from any thread. */
  void cancel() {
    run.end();
  }

  @Override
  public void close() {
    closeStep();
    run.close();
    decoder.giveBack(caches);
  }

  private void closeStep() {
    if (step != null) {
      step.close();
      step = null;
    }
  }

  private int rowBytes() {
    return cacheBytes(decoder, 1, capacity);
  }

  private int headBytes() {
    return headSize * decoder.cacheType().bytes;
  }

  /** Bytes of one key or value cache. */
  static int cacheBytes(Decoder decoder, int rows, int capacity) {
    LlamaConfig config = decoder.config();
    int position =
        Math.multiplyExact(config.keyValueHeads(), OnnxHeads.cachedHeadSize(config.headSize()))
            * decoder.cacheType().bytes;
    return Math.multiplyExact(Math.multiplyExact(rows, capacity), position);
  }

  static FloatBuffer floats(long count) {
    return direct(bytes(count, Float.BYTES)).asFloatBuffer();
  }

  private static int bytes(long count, int size) {
    return Math.toIntExact(Math.multiplyExact(count, (long) size));
  }

  static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  private static ByteBuffer slice(ByteBuffer buffer, int start, int count) {
    ByteBuffer part = buffer.duplicate();
    part.limit(start + count);
    part.position(start);
    return part.slice().order(ByteOrder.nativeOrder());
  }

  private static FloatBuffer slice(FloatBuffer buffer, int start, int count) {
    FloatBuffer part = buffer.duplicate();
    part.limit(start + count);
    part.position(start);
    return part.slice();
  }

  private static void copy(FloatBuffer buffer, int from, int to, int count) {
    slice(buffer, to, count).put(slice(buffer, from, count));
  }

  /** The tensors of one kind of run: some consecutive rows, some new positions in each. */
  private class Bindings implements AutoCloseable {
    final int count;
    private final int time;
    private final List<OnnxTensor> tensors = new ArrayList<>();
    private final Map<String, OnnxTensor> inputs = new HashMap<>(adapter);
    private final Map<String, OnnxTensor> outputs = new HashMap<>();
    private final LongBuffer ids;
    private final LongBuffer positions;
    private final IntBuffer ends; // last position of each row
    private final IntBuffer total;
    final OnnxTensor hiddenTensor;

    Bindings(int firstRow, int count, int time) {
      this.count = count;
      this.time = time;
      ids = direct(bytes((long) count * time, Long.BYTES)).asLongBuffer();
      positions = direct(bytes((long) count * time, Long.BYTES)).asLongBuffer();
      ends = direct(bytes(count, Integer.BYTES)).asIntBuffer();
      total = direct(Integer.BYTES).asIntBuffer();
      try {
        inputs.put(Decoder.IDS, own(OnnxTensor.createTensor(env(), ids, shape(count, time))));
        inputs.put(
            OnnxAttention.POSITIONS,
            own(OnnxTensor.createTensor(env(), positions, shape(count, time))));
        inputs.put(OnnxAttention.LENGTHS, own(OnnxTensor.createTensor(env(), ends, shape(count))));
        inputs.put(OnnxAttention.TOTAL_LENGTH, own(OnnxTensor.createTensor(env(), total, shape())));
        for (int layer = 0; layer < config.layers(); layer++) {
          bind(2 * layer, OnnxAttention.pastKey(layer), OnnxAttention.presentKey(layer), firstRow);
          bind(
              2 * layer + 1,
              OnnxAttention.pastValue(layer),
              OnnxAttention.presentValue(layer),
              firstRow);
        }
        FloatBuffer part =
            slice(hidden, firstRow * config.hiddenSize(), count * config.hiddenSize());
        hiddenTensor = own(OnnxTensor.createTensor(env(), part, shape(count, config.hiddenSize())));
        outputs.put(Decoder.HIDDEN, hiddenTensor);
      } catch (OrtException e) {
        close();
        throw new DeviceException("the key/value cache cannot be bound: " + e.getMessage(), e);
      }
    }

    private void bind(int cache, String past, String present, int firstRow) throws OrtException {
      ByteBuffer part = slice(caches[cache], firstRow * rowBytes(), count * rowBytes());
      OnnxTensor tensor =
          own(
              OnnxTensor.createTensor(
                  env(),
                  part,
                  shape(count, config.keyValueHeads(), capacity, headSize),
                  decoder.cacheType().java));
      inputs.put(past, tensor);
      outputs.put(present, tensor);
    }

    OrtEnvironment env() {
      return OnnxEnvironment.shared();
    }

    OnnxTensor own(OnnxTensor tensor) {
      tensors.add(tensor);
      return tensor;
    }

    void set(int row, int at, long token, int position) {
      ids.put(row * time + at, token);
      positions.put(row * time + at, position);
      ends.put(row, position);
    }

    void run(int longest) {
      total.put(0, longest);
      decoder.body().run(inputs, outputs, run);
    }

    @Override
    public void close() {
      tensors.forEach(OnnxTensor::close);
    }
  }

  /** The tensors of a step of the first rows, kept from step to step. */
  private final class StepBindings extends Bindings {
    private final Map<Integer, Map<String, OnnxTensor>> headOutputs = new HashMap<>();

    StepBindings(int count) {
      super(0, count, 1);
    }

    void head(int part) {
      Map<String, OnnxTensor> outputs = headOutputs.computeIfAbsent(part, this::headOutput);
      decoder.head(part).run(Map.of(Decoder.HIDDEN, hiddenTensor), outputs, run);
    }

    private Map<String, OnnxTensor> headOutput(int part) {
      int tokens = decoder.headParts().get(part).tokens();
      try {
        return Map.of(
            Decoder.LOGITS,
            own(
                OnnxTensor.createTensor(
                    env(), slice(logits[part], 0, count * tokens), shape(count, tokens))));
      } catch (OrtException e) {
        throw new DeviceException("the logits cannot be bound: " + e.getMessage(), e);
      }
    }
  }

  private static long[] shape(long... sizes) {
    return sizes;
  }
}
