package org.hmongtts.train.torch;

import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.cuda.cudart.CUgraphExec_st;
import org.bytedeco.cuda.cudart.CUgraph_st;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.cuda.CUDAStream;
import org.bytedeco.pytorch.cuda.DeviceAssertionsDataVectorCUDAKernelLaunchInfoVectorPair;
import org.bytedeco.pytorch.cuda.StreamFilter;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch_cuda;

/**
 * Operations on a GPU that were recorded once and are launched again in one call: a CUDA graph. It
 * reads and writes the memory that it was recorded with. For one thread.
 */
final class CudaGraph implements AutoCloseable {

  /** Where graphs are recorded, and the memory that all of them share: they never run together. */
  static final class Recorder implements AutoCloseable {

    private static final AtomicLong POOLS = new AtomicLong(1L << 32); // LibTorch counts its own up

    private final Device device;
    private final CUDAStream stream; // the default stream can't be recorded
    private final LongPointer pool;
    private final StreamFilter everyStream;
    private int graphs;

    /**
     * @throws LinkageError if CUDA's bindings ({@code org.bytedeco:cuda}) are not on the class path
     */
    Recorder(Device device) {
      Loader.load(cudart.class);
      this.device = device;
      try (PointerScope scope = new PointerScope()) {
        stream = torch_cuda.getStreamFromPool(false, device.index()).retainReference();
        pool = new LongPointer(POOLS.incrementAndGet(), 0).retainReference();
        everyStream = new EveryStream().retainReference();
      }
    }

    /** The bindings have no type of their own for what is a pair of numbers. */
    private DeviceAssertionsDataVectorCUDAKernelLaunchInfoVectorPair pool() {
      return new DeviceAssertionsDataVectorCUDAKernelLaunchInfoVectorPair(pool);
    }

    /**
     * Records all that the work queues on the device, which is not carried out. What it queues must
     * have been queued once before, so that libraries are loaded, and it must not wait for any
     * result.
     */
    CudaGraph record(Runnable work) {
      try (PointerScope scope = new PointerScope()) {
        torch.synchronizeDevice(device.index()); // the other stream knows nothing of this one
        CUDAStream before = torch_cuda.getCurrentCUDAStream(device.index());
        torch_cuda.setCurrentCUDAStream(stream);
        torch_cuda.beginAllocateToPool(device.index(), pool(), everyStream);
        graphs++;
        try {
          return new CudaGraph(device, launchable(work));
        } finally {
          torch_cuda.endAllocateToPool(device.index(), pool());
          torch_cuda.setCurrentCUDAStream(before);
        }
      }
    }

    private CUgraphExec_st launchable(Runnable work) {
      CUgraph_st graph = new CUgraph_st();
      recordInto(graph, work);
      try {
        CUgraphExec_st launchable = new CUgraphExec_st();
        require(cudart.cudaGraphInstantiate(launchable, graph, 0), "cudaGraphInstantiate");
        return launchable;
      } finally {
        cudart.cudaGraphDestroy(graph);
      }
    }

    private void recordInto(CUgraph_st graph, Runnable work) {
      // Relaxed: LibTorch's allocator and its thread for gradients work meanwhile.
      require(
          cudart.cudaStreamBeginCapture(stream.stream(), cudart.cudaStreamCaptureModeRelaxed),
          "cudaStreamBeginCapture");
      boolean done = false;
      try {
        work.run();
        done = true;
      } finally {
        int ended = cudart.cudaStreamEndCapture(stream.stream(), graph);
        if (done) {
          require(ended, "cudaStreamEndCapture");
        }
        cudart.cudaGetLastError(); // else LibTorch takes it for one of the next operation
      }
    }

    /** Frees the memory of all graphs, which must be closed. */
    @Override
    public void close() {
      for (; graphs > 0; graphs--) {
        torch_cuda.getAllocator().releasePool(device.index(), pool());
      }
      pool.releaseReference();
      stream.releaseReference();
      everyStream.releaseReference();
    }
  }

  /** What is queued meanwhile is part of the recording, also by LibTorch's thread for gradients. */
  private static final class EveryStream extends StreamFilter {
    @Override
    public boolean call(Pointer stream) {
      return true;
    }
  }

  private final Device device;
  private final CUgraphExec_st launchable;

  private CudaGraph(Device device, CUgraphExec_st launchable) {
    this.device = device;
    this.launchable = launchable;
  }

  /** Queues all of it on the current stream. */
  void launch() {
    try (PointerScope scope = new PointerScope()) {
      CUDAStream stream = torch_cuda.getCurrentCUDAStream(device.index());
      require(cudart.cudaGraphLaunch(launchable, stream.stream()), "cudaGraphLaunch");
    }
  }

  private static void require(int code, String call) {
    if (code != cudart.cudaSuccess) {
      cudart.cudaGetLastError(); // else LibTorch takes it for one of the next operation
      throw new IllegalStateException(
          call + " failed: " + cudart.cudaGetErrorString(code).getString());
    }
  }

  /** Must not run any more. */
  @Override
  public void close() {
    cudart.cudaGraphExecDestroy(launchable);
  }
}
