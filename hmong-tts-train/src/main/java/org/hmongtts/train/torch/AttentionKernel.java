package org.hmongtts.train.torch;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.hmongtts.network.AttentionShape;

/** Ways to compute causal attention over packed sequences; all give the same, up to rounding. */
public enum AttentionKernel {

  /**
   * FlashAttention-2 (Dao 2023): scores are never held. On a GPU one launch for all sequences of
   * different lengths, in 16 bits; on the processor LibTorch's own, a sequence at a time.
   */
  FLASH {
    @Override
    Tensor attend(Tensor q, Tensor k, Tensor v, Packing packing, long longest, Tensor starts) {
      boolean fits = takesAllAtOnce(q.device(), q.scalar_type().intern(), q.size(2));
      return fits ? variableLength(q, k, v, longest, starts) : eachSequence(q, k, v, packing);
    }

    @Override
    Tensor sequence(Tensor q, Tensor k, Tensor v) {
      return torch.scaled_dot_product_attention(
          q, k, v, new TensorOptional(), 0.0, true, new DoubleOptional(), true);
    }
  },

  /** Scores, mask and softmax one after another, as the paper's formula has them. */
  EXPLICIT {
    @Override
    Tensor attend(Tensor q, Tensor k, Tensor v, Packing packing, long longest, Tensor starts) {
      return eachSequence(q, k, v, packing);
    }

    @Override
    Tensor sequence(Tensor q, Tensor k, Tensor v) {
      long groups = q.size(1) / k.size(1);
      Tensor keys = k.repeat_interleave(groups, new LongOptional(1), new LongOptional());
      Tensor values = v.repeat_interleave(groups, new LongOptional(1), new LongOptional());
      long time = q.size(2);
      Tensor future =
          torch
              .ones(new long[] {time, time}, Tensors.options(ScalarType.Bool))
              .triu(1)
              .to(q.device(), ScalarType.Bool);
      Scalar scale = new Scalar(1 / Math.sqrt(q.size(3)));
      Tensor scores =
          q.matmul(keys.transpose(2, 3))
              .mul(scale)
              .masked_fill(future, new Scalar(Float.NEGATIVE_INFINITY));
      return scores.softmax(-1).matmul(values);
    }
  };

  private static final String[] FUSED = {"math", "flash", "memory-efficient", "cudnn"};

  /**
   * Whether one launch does all sequences. FlashAttention-2's own conditions: 16 bits, and heads of
   * a multiple of 8 features.
   */
  boolean takesAllAtOnce(Device device, ScalarType type, long headSize) {
    return this == FLASH
        && device.is_cuda()
        && type != ScalarType.Float
        && headSize % 8 == 0
        && headSize <= 256;
  }

  /**
   * @param q {@code [tokens, heads, headSize]}, rotated
   * @param k {@code [tokens, keyValueHeads, headSize]}, rotated
   * @param v as {@code k}
   * @param longest no sequence is longer
   * @param starts {@link Packing#starts} where the tensors are, int32
   * @return as {@code q}
   */
  abstract Tensor attend(
      Tensor q, Tensor k, Tensor v, Packing packing, long longest, Tensor starts);

  /** One sequence alone, tensors {@code [1, heads, time, headSize]}. */
  abstract Tensor sequence(Tensor q, Tensor k, Tensor v);

  Tensor eachSequence(Tensor q, Tensor k, Tensor v, Packing packing) {
    TensorVector outputs = new TensorVector();
    long start = 0;
    for (int length : packing.lengths()) {
      Tensor output =
          sequence(part(q, start, length), part(k, start, length), part(v, start, length));
      outputs.push_back(output.squeeze(0).transpose(0, 1));
      start += length;
    }
    return outputs.size() == 1 ? outputs.get(0) : torch.cat(outputs, 0);
  }

  private static Tensor part(Tensor x, long start, long length) {
    return x.narrow(0, start, length).transpose(0, 1).unsqueeze(0);
  }

  /** One call for all sequences; has no method in Java, so it goes through the dispatcher. */
  static Tensor variableLength(Tensor q, Tensor k, Tensor v, long longest, Tensor starts) {
    IValueVector stack = new IValueVector();
    for (Tensor tensor : new Tensor[] {q, k, v, starts, starts}) {
      stack.push_back(new IValue(tensor));
    }
    stack.push_back(new IValue(longest)).push_back(new IValue(longest));
    stack.push_back(new IValue(0.0)); // dropout
    stack.push_back(new IValue(true)).push_back(new IValue(false)); // causal; no debug mask
    for (int i = 0; i < 5; i++) { // scale, windows, used lengths, slopes: as they come
      stack.push_back(new IValue());
    }
    Dispatcher.singleton().findSchemaOrThrow("aten::_flash_attention_forward", "").callBoxed(stack);
    return stack.get(0).toTensor();
  }

  /**
   * The kernel that really runs for such tensors, by LibTorch's name. It is asked, not assumed: the
   * flash kernel has conditions (types, head sizes), and LibTorch chooses another without a word.
   */
  public String chosen(AttentionShape shape, Device device, BasePrecision precision) {
    ScalarType type = precision.type(device);
    if (this == EXPLICIT) {
      return "explicit";
    }
    if (takesAllAtOnce(device, type, shape.headSize())) {
      return "_flash_attention_forward (FlashAttention-2, variable length)";
    }
    try (PointerScope scope = new PointerScope()) {
      Tensor q = torch.zeros(1, shape.heads(), 2, shape.headSize()).to(device, type);
      Tensor k = torch.zeros(1, shape.keyValueHeads(), 2, shape.headSize()).to(device, type);
      IValueVector stack = new IValueVector(new IValue(q), new IValue(k), new IValue(k));
      stack.push_back(new IValue()).push_back(new IValue(0.0)); // no mask, no dropout
      stack.push_back(new IValue(true)).push_back(new IValue()); // causal, usual scale
      stack.push_back(new IValue(true)); // grouped queries
      Dispatcher.singleton().findSchemaOrThrow("aten::_fused_sdp_choice", "").callBoxed(stack);
      return "scaled_dot_product_attention: " + FUSED[(int) stack.get(0).toInt()];
    }
  }
}
