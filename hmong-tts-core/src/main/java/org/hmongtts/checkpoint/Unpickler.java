package org.hmongtts.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hmongtts.ModelFormatException;

/**
 * Reads the pickle of a PyTorch state dict, and nothing else.
 *
 * <p>A pickle is a program for a small stack machine that can name any function of the interpreter
 * and call it. Here a name is looked up in a list of twelve ({@link PickleGlobal}), calling one
 * builds a plain value, and every other name or instruction is refused, so a file can run nothing.
 * Instructions and their arguments are those of protocol 2 in Python's {@code pickletools}.
 */
final class Unpickler {

  // A tensor takes some 230 bytes and 25 values. The bounds leave room for tens of thousands and
  // keep a made-up pickle from filling the memory.
  static final int MAX_BYTES = 8 << 20;
  private static final int MAX_VALUES = 1 << 20;
  private static final int MAX_STACK = 1 << 16;
  private static final int MAX_DIMENSIONS = 32;

  /** A storage that a persistent id names; {@code elements} is what the pickle claims. */
  record Storage(DType dtype, String key, long elements) {}

  /** A view of a storage: offset and strides count elements. */
  record Tensor(Storage storage, long offset, List<Long> shape, List<Long> strides) {}

  /** A tuple; lists are other {@link List}s. */
  private record Tuple(List<Object> items) {}

  private enum Single {
    MARK,
    NONE
  }

  private final Path path;
  private final ByteBuffer code;
  private final List<Object> stack = new ArrayList<>();
  private final Map<Long, Object> memo = new HashMap<>();
  private int values;

  private Unpickler(Path path, byte[] code) {
    this.path = path;
    this.code = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Runs a pickle.
   *
   * @param path for messages
   * @return the tensors by name, in the order of the pickle
   * @throws ModelFormatException if it is anything but a dictionary of tensors
   */
  static Map<String, Tensor> stateDict(Path path, byte[] pickle) {
    Object result = new Unpickler(path, pickle).run();
    if (!(result instanceof Map<?, ?> dictionary)) {
      throw PyTorchFile.malformed(
          path, "holds " + kind(result) + ", expected a dictionary of tensors");
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : dictionary.entrySet()) {
      if (!(entry.getKey() instanceof String name && entry.getValue() instanceof Tensor tensor)) {
        throw PyTorchFile.malformed(
            path,
            "entry "
                + Excerpt.name(String.valueOf(entry.getKey()))
                + " is "
                + kind(entry.getValue())
                + ", expected a tensor; save the model's state_dict alone");
      }
      tensors.put(name, tensor);
    }
    return tensors;
  }

  private Object run() {
    while (true) {
      int at = code.position();
      int opcode = need(1).get() & 0xff;
      if (opcode == '.') {
        return pop();
      }
      execute(opcode, at);
      if (stack.size() > MAX_STACK || values > MAX_VALUES) {
        throw wrong(
            at, "a state dict of ordinary size, not one of more than " + MAX_VALUES + " values");
      }
    }
  }

  private void execute(int opcode, int at) {
    switch (opcode) {
      case 0x80 -> requireProtocol(at);
      case '(' -> push(Single.MARK);
      case 'N' -> push(Single.NONE);
      case 0x88 -> push(true);
      case 0x89 -> push(false);
      case 'K' -> push((long) (need(1).get() & 0xff));
      case 'M' -> push((long) (need(2).getShort() & 0xffff));
      case 'J' -> push((long) need(4).getInt());
      case 0x8a -> push(longInteger(at));
      case 'G' -> push(Double.longBitsToDouble(Long.reverseBytes(need(8).getLong())));
      case 'X' -> push(text(at));
      case '}' -> push(new LinkedHashMap<>());
      case ']' -> push(new ArrayList<>(0));
      case ')' -> push(new Tuple(List.of()));
      case 0x85 -> push(new Tuple(pop(1)));
      case 0x86 -> push(new Tuple(pop(2)));
      case 0x87 -> push(new Tuple(pop(3)));
      case 't' -> push(new Tuple(popToMark()));
      case 'a' -> append(pop(1), at);
      case 'e' -> append(popToMark(), at);
      case 's' -> setItems(pop(2), at);
      case 'u' -> setItems(popToMark(), at);
      case 'q' -> memo.put((long) (need(1).get() & 0xff), top());
      case 'r' -> memo.put(need(4).getInt() & 0xffffffffL, top());
      case 'h' -> push(recall(need(1).get() & 0xff, at));
      case 'j' -> push(recall(need(4).getInt() & 0xffffffffL, at));
      case 'c' -> push(global(at));
      case 'Q' -> push(storage(pop(), at));
      case 'R' -> reduce(at);
      case 'b' -> build(at);
      default -> throw wrong(at, "an instruction that a state dict needs, not " + opcode);
    }
  }

  private void requireProtocol(int at) {
    int protocol = need(1).get();
    if (protocol != 2) {
      throw wrong(at, "protocol 2, which torch.save uses, not " + protocol);
    }
  }

  private long longInteger(int at) {
    int length = need(1).get() & 0xff;
    if (length > Long.BYTES) {
      throw wrong(at, "an integer of at most 8 bytes, not " + length);
    }
    need(length);
    long value = 0;
    for (int i = 0; i < length; i++) {
      value |= (code.get() & 0xffL) << 8 * i;
    }
    int unused = Long.SIZE - 8 * length;
    return length == 0 ? 0 : value << unused >> unused; // the highest bit is the sign
  }

  private String text(int at) {
    int length = need(4).getInt();
    if (length < 0 || length > code.remaining()) {
      throw wrong(
          at, "a string inside the pickle, not one of " + (length & 0xffffffffL) + " bytes");
    }
    ByteBuffer bytes = MappedFile.slice(code, code.position(), length);
    MappedFile.advance(code, length);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw wrong(at, "a string in UTF-8");
    }
  }

  private PickleGlobal global(int at) {
    String module = line(at);
    String function = line(at);
    return PickleGlobal.named(module, function)
        .orElseThrow(
            () ->
                new ModelFormatException(
                    path
                        + ": names "
                        + Excerpt.text(module + "." + function)
                        + ", which would run code outside a state dict; nothing was run. Get the"
                        + " model as safetensors from someone you trust"));
  }

  private String line(int at) {
    StringBuilder line = new StringBuilder();
    while (true) {
      int c = need(1).get() & 0xff;
      if (c == '\n') {
        return line.toString();
      }
      if (line.length() == 255) {
        throw wrong(at, "a name of at most 255 characters");
      }
      line.append((char) c);
    }
  }

  private Storage storage(Object id, int at) {
    if (id instanceof Tuple tuple
        && tuple.items.size() == 5
        && tuple.items.get(0).equals("storage")
        && tuple.items.get(1) instanceof PickleGlobal type
        && type.dtype().isPresent()
        && tuple.items.get(2) instanceof String key
        && tuple.items.get(4) instanceof Long elements) {
      return new Storage(type.dtype().get(), key, elements);
    }
    throw wrong(at, "the persistent id of a storage");
  }

  private void reduce(int at) {
    List<Object> call = pop(2);
    if (call.get(1) instanceof Tuple arguments) {
      if (call.get(0) == PickleGlobal.ORDERED_DICT && arguments.items.isEmpty()) {
        push(new LinkedHashMap<>());
        return;
      }
      if (call.get(0) == PickleGlobal.REBUILD_TENSOR) {
        push(tensor(arguments.items, at));
        return;
      }
    }
    throw wrong(at, "OrderedDict() or a tensor to be rebuilt");
  }

  /** Arguments: storage, offset, size, stride, requires_grad, hooks, and newer ones' metadata. */
  private Tensor tensor(List<Object> arguments, int at) {
    if (arguments.size() >= 6
        && arguments.size() <= 7
        && arguments.get(0) instanceof Storage storage
        && arguments.get(1) instanceof Long offset
        && arguments.get(2) instanceof Tuple shape
        && arguments.get(3) instanceof Tuple strides
        && shape.items.size() == strides.items.size()
        && shape.items.size() <= MAX_DIMENSIONS) {
      return new Tensor(storage, offset, sizes(shape, at), sizes(strides, at));
    }
    throw wrong(at, "a storage, an offset, sizes and strides");
  }

  private List<Long> sizes(Tuple tuple, int at) {
    List<Long> sizes = new ArrayList<>();
    for (Object item : tuple.items) {
      if (!(item instanceof Long size) || size < 0) {
        throw wrong(at, "sizes from 0 on");
      }
      sizes.add(size);
    }
    return sizes;
  }

  /** Sets the attributes of an object: an OrderedDict has {@code _metadata}, which says nothing. */
  private void build(int at) {
    Object state = pop();
    if (!(state instanceof Map<?, ?>) || !(top() instanceof Map<?, ?>)) {
      throw wrong(at, "the attributes of a dictionary");
    }
  }

  @SuppressWarnings("unchecked") // only execute() makes lists, of Object
  private void append(List<Object> items, int at) {
    if (!(top() instanceof ArrayList<?> list)) {
      throw wrong(at, "a list to append to");
    }
    ((List<Object>) list).addAll(items);
  }

  @SuppressWarnings("unchecked") // only execute() makes maps, of Object to Object
  private void setItems(List<Object> items, int at) {
    if (!(top() instanceof Map<?, ?> map) || items.size() % 2 != 0) {
      throw wrong(at, "a dictionary to fill");
    }
    for (int i = 0; i < items.size(); i += 2) {
      if (!(items.get(i) instanceof String) && !(items.get(i) instanceof Long)) {
        throw wrong(at, "a string or number as a key");
      }
      ((Map<Object, Object>) map).put(items.get(i), items.get(i + 1));
    }
  }

  private Object recall(long index, int at) {
    Object value = memo.get(index);
    if (value == null) {
      throw wrong(at, "a value remembered before, not number " + index);
    }
    return value;
  }

  private void push(Object value) {
    values++;
    stack.add(value);
  }

  private Object pop() {
    Object value = top();
    stack.remove(stack.size() - 1);
    return value;
  }

  private Object top() {
    if (stack.isEmpty() || stack.get(stack.size() - 1) == Single.MARK) {
      throw wrong(code.position() - 1, "a value on the stack");
    }
    return stack.get(stack.size() - 1);
  }

  /** The last values, in the order in which they were pushed. */
  private List<Object> pop(int count) {
    Object[] values = new Object[count];
    for (int i = count - 1; i >= 0; i--) {
      values[i] = pop();
    }
    return List.of(values);
  }

  private List<Object> popToMark() {
    int mark = stack.lastIndexOf(Single.MARK);
    if (mark < 0) {
      throw wrong(code.position() - 1, "a mark on the stack");
    }
    List<Object> above = stack.subList(mark + 1, stack.size());
    List<Object> values = List.copyOf(above);
    stack.subList(mark, stack.size()).clear();
    return values;
  }

  private ByteBuffer need(int bytes) {
    if (code.remaining() < bytes) {
      throw wrong(code.position(), "more instructions; it is truncated");
    }
    return code;
  }

  private ModelFormatException wrong(int at, String expected) {
    return PyTorchFile.malformed(
        path, "has a pickle that fails at its byte " + at + ": expected " + expected);
  }

  private static String kind(Object value) {
    if (value instanceof Map<?, ?>) {
      return "a dictionary";
    }
    if (value instanceof List<?> || value instanceof Tuple) {
      return "a list";
    }
    return value instanceof Tensor ? "a tensor" : "a plain value";
  }
}
