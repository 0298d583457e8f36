package org.hmongtts.train.torch;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.CompilationUnit;
import org.bytedeco.pytorch.Function;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Groups of operations that run as one native call each. A call from Java costs more than a small
 * operation takes on a GPU; ten of them in a script cost one call. Gradients go through them as
 * through the single operations. Thread-safe.
 */
final class Scripts {

  /** Turns the first half of each head against its second half; the sines carry the signs. */
  private static final String ROTATED =
      """
      def f(x: Tensor, cosines: Tensor, sines: Tensor) -> Tensor:
          swapped = torch.roll(x, [x.size(-1) // 2], [-1])
          return torch.addcmul(x * cosines, swapped, sines)
      """;

  private static final String NF4 =
      """
      def f(packed: Tensor, scale_codes: Tensor, scales: Tensor, pairs: Tensor, map: Tensor,
            mean: float, blocks: int, block: int, rows: int, columns: int, like: Tensor) -> Tensor:
          s = map.index_select(0, scale_codes.int()).view(scales.size(0), -1)
          s = s.mul_(scales).add_(mean).view(-1, 1).narrow(0, 0, blocks)
          values = torch.view_as_real(pairs.index_select(0, packed.int()))
          values = values.view(blocks, block).mul_(s).view(-1)
          return values.narrow(0, 0, rows * columns).view(rows, columns).to(like.dtype)
      """;

  private static final Map<String, Program> PROGRAMS = new ConcurrentHashMap<>();

  /** The function lives as long as its unit does. */
  private record Program(CompilationUnit unit, Function function) {
    static Program compile(String source) {
      CompilationUnit unit = torch.compile(source).retainReference(); // beyond the caller's scope
      return new Program(unit, unit.get_functions().get(0));
    }
  }

  private Scripts() {}

  /**
   * To be called by a thread before it runs scripts: they are then run as written. LibTorch would
   * otherwise stop to rewrite them for the shapes that it sees, and these change with every batch.
   */
  static void runAsWritten() {
    torch.setGraphExecutorOptimize(false);
  }

  /**
   * Rotary positions.
   *
   * @param x {@code [.., headSize]}
   * @param sines of each feature, negative in the first half
   */
  static Tensor rotated(Tensor x, Tensor cosines, Tensor sines) {
    return call(ROTATED, x, cosines, sines);
  }

  /**
   * {@code x·Wᵀ + b} of modules that share their input, whose outputs lie side by side, with LoRA's
   * change of each.
   *
   * @param x {@code [.., in]}
   * @param dropped {@code x} as LoRA's products see it
   * @param w {@code [out of all, in]}
   * @param a of each module, {@code [rank, in]}
   * @param b of each module, {@code [out, rank]}
   * @return {@code [.., out of all]}
   */
  static Tensor lora(
      Tensor x,
      Tensor dropped,
      Tensor w,
      Optional<Tensor> bias,
      double scale,
      List<Tensor> a,
      List<Tensor> b) {
    Object[] arguments = new Object[5 + 2 * a.size()];
    arguments[0] = x;
    arguments[1] = dropped;
    arguments[2] = w;
    arguments[3] = bias.orElse(null);
    arguments[4] = scale;
    for (int i = 0; i < a.size(); i++) {
      arguments[5 + 2 * i] = a.get(i);
      arguments[6 + 2 * i] = b.get(i);
    }
    return call(a.size() == 1 ? LORA : sideBySide(a.size()), arguments);
  }

  private static final String LORA = lora("a0: Tensor, b0: Tensor", "a0", "b0");

  /** The low-rank products as one: A's over each other, B's along a diagonal. */
  private static String sideBySide(int modules) {
    return lora(
        names("a%1$d: Tensor, b%1$d: Tensor", modules),
        "torch.cat([" + names("a%d", modules) + "])",
        "torch.block_diag([" + names("b%d", modules) + "])");
  }

  private static String names(String pattern, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> String.format(pattern, i))
        .collect(Collectors.joining(", "));
  }

  private static String lora(String parameters, String a, String b) {
    return """
        def f(x: Tensor, dropped: Tensor, w: Tensor, bias: Optional[Tensor], scale: float,
              %s) -> Tensor:
            low = torch.linear(dropped.flatten(0, -2), %s)
            y = torch.linear(x.flatten(0, -2), w, bias)
            y = y.addmm_(low, %s.t(), beta=1.0, alpha=scale)
            return y.view(x.size()[:-1] + [y.size(-1)])
        """
        .formatted(parameters, a, b);
  }

  /**
   * A matrix from its 4-bit codes; see {@link Nf4Matrix}.
   *
   * @param like has the type that is wanted
   */
  static Tensor nf4(
      Tensor packed,
      Tensor scaleCodes,
      Tensor scales,
      Tensor pairs,
      Tensor map,
      double mean,
      long blocks,
      long block,
      long[] shape,
      Tensor like) {
    return call(
        NF4, packed, scaleCodes, scales, pairs, map, mean, blocks, block, shape[0], shape[1], like);
  }

  private static Tensor call(String source, Object... arguments) {
    Program program = PROGRAMS.computeIfAbsent(source, Program::compile);
    IValueVector stack = new IValueVector();
    for (Object argument : arguments) {
      stack.push_back(value(argument));
    }
    program.function.run(stack);
    return new Tensor(stack.get(0).toTensor()); // the stack's own goes with the stack
  }

  private static IValue value(Object argument) {
    if (argument == null) {
      return new IValue();
    }
    if (argument instanceof Tensor tensor) {
      return new IValue(tensor);
    }
    return argument instanceof Double number ? new IValue(number) : new IValue((Long) argument);
  }
}
