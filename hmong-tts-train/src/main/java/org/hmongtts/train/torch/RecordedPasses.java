package org.hmongtts.train.torch;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes on a GPU, each recorded once for its {@link PassShape} and launched as a whole from then
 * on. A pass is thousands of small operations, and to ask for one of them takes the processor
 * longer than it takes the GPU. For one thread.
 */
final class RecordedPasses implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RecordedPasses.class);

  /** Recordings kept; each is some ten megabytes. The one that was not used for longest goes. */
  private static final int MOST = 48;

  private final Device device;
  private final CudaGraph.Recorder recorder;
  private final Map<PassShape, Recorded> recorded = new LinkedHashMap<>(MOST, 0.75f, true);
  private boolean warm;
  private boolean failed;

  /** A batch in memory of its own, and what is done with it. */
  private record Recorded(DeviceBatch batch, CudaGraph graph) {
    void close() {
      graph.close();
      batch.release();
    }
  }

  private RecordedPasses(Device device, CudaGraph.Recorder recorder) {
    this.device = device;
    this.recorder = recorder;
  }

  /** For a device, if passes can be recorded there. */
  static Optional<RecordedPasses> on(Device device) {
    try {
      return Optional.of(new RecordedPasses(device, new CudaGraph.Recorder(device)));
    } catch (LinkageError | RuntimeException e) {
      LOG.warn(
          "training is slower than it could be: passes can't be recorded as CUDA graphs ({}); put"
              + " org.bytedeco:cuda for this platform on the class path",
          String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
      return Optional.empty();
    }
  }

  /**
   * Runs a pass.
   *
   * @param pass leaves the loss in its batch, and waits for no result
   * @return the loss
   */
  double run(PackedBatch batch, Consumer<DeviceBatch> pass) {
    Optional<Recorded> recording = warm && !failed ? recording(batch, pass) : Optional.empty();
    if (recording.isEmpty()) {
      DeviceBatch unchanged = DeviceBatch.of(batch, batch.packing().longest(), device);
      pass.accept(unchanged);
      warm = true;
      return unchanged.loss().item_double();
    }
    recording.get().graph.launch();
    return recording.get().batch.loss().item_double();
  }

  /**
   * Records the pass of such a batch now, so that the first like it takes no longer than others.
   */
  void prepare(PackedBatch batch, Consumer<DeviceBatch> pass) {
    if (warm && !failed) {
      recording(batch, pass);
    }
  }

  /** The recording that this batch fits, with its values filled in. */
  private Optional<Recorded> recording(PackedBatch batch, Consumer<DeviceBatch> pass) {
    PassShape shape = PassShape.of(batch);
    PackedBatch filled = batch.filled(shape.tokens());
    Recorded known = recorded.get(shape);
    if (known != null) {
      known.batch.fill(filled);
      return Optional.of(known);
    }
    if (recorded.isEmpty()) {
      torch.emptyCache(); // what an unrecorded pass used would lie idle from now on
    }
    DeviceBatch own = DeviceBatch.of(filled, shape.longest(), device).retain();
    try {
      Recorded made = new Recorded(own, recorder.record(() -> pass.accept(own)));
      recorded.put(shape, made);
      if (recorded.size() > MOST) {
        PassShape oldest = recorded.keySet().iterator().next();
        recorded.remove(oldest).close();
      }
      return Optional.of(made);
    } catch (RuntimeException e) {
      own.release();
      giveUp();
      LOG.warn(
          "training goes on more slowly: a pass of {} could not be recorded as a CUDA graph ({})",
          shape,
          LibTorch.message(e));
      return Optional.empty();
    }
  }

  /** Memory may have run out: what recordings hold is then missing elsewhere. */
  private void giveUp() {
    failed = true;
    torch.synchronizeDevice(device.index());
    recorded.values().forEach(Recorded::close);
    recorded.clear();
    recorder.close();
    torch.emptyCache();
  }

  @Override
  public void close() {
    if (!failed) {
      giveUp();
    }
  }
}
