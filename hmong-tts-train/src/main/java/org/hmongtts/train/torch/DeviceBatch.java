package org.hmongtts.train.torch;

import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A packed batch in the memory of the device that computes it: all whole numbers in one tensor, so
 * that one transfer brings them there. Its tensors live in the scope that it was made in.
 *
 * @param packing where its sequences begin and end
 * @param longest no sequence is longer; it decides how much of a GPU attention asks for
 * @param numbers ids, positions, places, labels and starts, one after the other
 * @param factors of each prediction's loss
 * @param loss where a pass leaves the weighted loss, one 64-bit float
 */
record DeviceBatch(Packing packing, int longest, Tensor numbers, Tensor factors, Tensor loss) {

  static DeviceBatch of(PackedBatch batch, int longest, Device device) {
    Tensor factors = Tensors.of(batch.weights(), device, batch.weights().length);
    return new DeviceBatch(
        batch.packing(),
        longest,
        Tensors.of(numbers(batch), device),
        factors,
        torch.zeros_like(factors.sum()).to(ScalarType.Double));
  }

  private static long[] numbers(PackedBatch batch) {
    Packing packing = batch.packing();
    return Stream.of(
            batch.ids(), packing.positions(), batch.places(), batch.labels(), packing.starts())
        .flatMapToLong(LongStream::of)
        .toArray();
  }

  /** {@code [1, tokens]} */
  Tensor ids() {
    return numbers.narrow(0, 0, tokens()).unsqueeze(0);
  }

  /** The place of each token in its sequence. */
  Tensor positions() {
    return numbers.narrow(0, tokens(), tokens());
  }

  /** The tokens whose successor is to be predicted. */
  Tensor places() {
    return numbers.narrow(0, 2L * tokens(), labelCount());
  }

  /** The successor of each. */
  Tensor labels() {
    return numbers.narrow(0, 2L * tokens() + labelCount(), labelCount());
  }

  /** See {@link Packing#starts}, {@code int32}. */
  Tensor starts() {
    long from = 2L * (tokens() + labelCount());
    return numbers.narrow(0, from, packing.lengths().size() + 1L).to(ScalarType.Int);
  }

  int tokens() {
    return packing.tokens();
  }

  int labelCount() {
    return Math.toIntExact(factors.size(0));
  }

  /** Takes over the values of another batch, of the same shape. */
  void fill(PackedBatch batch) {
    long[] values = numbers(batch);
    try (LongPointer longs = new LongPointer(values);
        FloatPointer floats = new FloatPointer(batch.weights())) {
      numbers.copy_(
          torch.from_blob(longs, new long[] {values.length}, Tensors.options(ScalarType.Long)));
      factors.copy_(
          torch.from_blob(
              floats, new long[] {batch.weights().length}, Tensors.options(ScalarType.Float)));
    }
  }

  /** Keeps the tensors beyond their scope, until {@link #release}. */
  DeviceBatch retain() {
    numbers.retainReference();
    factors.retainReference();
    loss.retainReference();
    return this;
  }

  void release() {
    numbers.releaseReference();
    factors.releaseReference();
    loss.releaseReference();
  }
}
