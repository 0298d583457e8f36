package org.hmongtts.train.torch;

import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorType;
import org.bytedeco.pytorch.Type;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.hmongtts.train.torch.AdapterParameters.Group;

/**
 * AdamW (Loshchilov and Hutter 2019) in LibTorch's fused form. Its whole state is two tensors of
 * the parameters' size and the number of steps, which makes checkpoints simple.
 */
final class AdamW implements AutoCloseable {

  private static final double BETA_1 = 0.9; // the defaults of PyTorch, as every recipe uses them
  private static final double BETA_2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final AdapterParameters parameters;
  private final double weightDecay;
  private final Tensor firstMoments;
  private final Tensor secondMoments;
  private long steps;

  AdamW(AdapterParameters parameters, double weightDecay) {
    this.parameters = parameters;
    this.weightDecay = weightDecay;
    this.firstMoments = AdapterParameters.zeros(parameters.size(), parameters.values().device());
    this.secondMoments = AdapterParameters.zeros(parameters.size(), parameters.values().device());
  }

  /**
   * One step along the gradients.
   *
   * @param rates the learning rate of each group of parameters
   */
  void step(Tensor gradients, Map<Group, Double> rates) {
    OperatorHandle fused = Dispatcher.singleton().findSchemaOrThrow("aten::_fused_adamw_", "");
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      for (Group group : Group.values()) {
        long[] range = parameters.range(group);
        if (range[1] > range[0]) {
          step(fused, gradients, range, rates.get(group));
        }
      }
    }
    steps++;
  }

  private void step(OperatorHandle fused, Tensor gradients, long[] range, double rate) {
    IValueVector stack = new IValueVector();
    for (Tensor whole :
        new Tensor[] {parameters.values(), gradients, firstMoments, secondMoments}) {
      stack.push_back(list(whole.narrow(0, range[0], range[1] - range[0])));
    }
    stack.push_back(list()); // no maximum of second moments: that is AMSGrad's
    Tensor count = torch.full(new long[] {}, new org.bytedeco.pytorch.Scalar((double) steps + 1));
    stack.push_back(list(count.to(gradients.device(), ScalarType.Float)));
    for (double number : new double[] {rate, BETA_1, BETA_2, weightDecay, EPSILON}) {
      stack.push_back(new IValue(number));
    }
    stack.push_back(new IValue(false)).push_back(new IValue(false)); // amsgrad; maximise
    stack.push_back(new IValue()).push_back(new IValue()); // no scale of gradients
    fused.callBoxed(stack);
  }

  private static IValue list(Tensor... tensors) {
    GenericList list = new GenericList(new Type.TypePtr(TensorType.get()));
    for (Tensor tensor : tensors) {
      list.push_back(new IValue(tensor));
    }
    return new IValue(list);
  }

  /** Everything it remembers: both moments of every parameter. */
  float[][] snapshot() {
    return new float[][] {Tensors.floats(firstMoments), Tensors.floats(secondMoments)};
  }

  long steps() {
    return steps;
  }

  void restore(float[][] moments, long steps) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      firstMoments.copy_(Tensors.of(moments[0], firstMoments.device(), moments[0].length));
      secondMoments.copy_(Tensors.of(moments[1], secondMoments.device(), moments[1].length));
    }
    this.steps = steps;
  }

  @Override
  public void close() {
    firstMoments.releaseReference();
    secondMoments.releaseReference();
  }
}
