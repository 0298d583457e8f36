package org.hmongtts.checkpoint;

import java.util.List;
import java.util.function.LongConsumer;

/**
 * How a tensor's elements lie in a storage: element {@code [i, j, ...]} is at {@code i · strides[0]
 * + j · strides[1] + ...} from the tensor's first. Sizes and strides are from 0 on.
 */
record Strides(List<Long> shape, List<Long> strides) {

  /** Number of elements; -1 if it is beyond the long range. */
  long elements() {
    long elements = 1;
    for (long size : shape) {
      if (size != 0 && elements > Long.MAX_VALUE / size) {
        return -1;
      }
      elements *= size;
    }
    return elements;
  }

  /** From the first element to behind the last one in the storage; 0 without elements. */
  long span() {
    long last = 0;
    for (int d = 0; d < shape.size(); d++) {
      if (shape.get(d) == 0) {
        return 0;
      }
      last = Math.addExact(last, Math.multiplyExact(shape.get(d) - 1, strides.get(d)));
    }
    return Math.addExact(last, 1);
  }

  /** Whether a tensor that begins at {@code offset} lies in a storage of so many elements. */
  boolean within(long offset, long storageElements) {
    try {
      return offset >= 0 && Math.addExact(offset, span()) <= storageElements;
    } catch (ArithmeticException e) {
      return false;
    }
  }

  /** Whether the elements lie one behind another, row by row. */
  boolean inOrder() {
    long expected = 1;
    for (int d = shape.size() - 1; d >= 0; d--) {
      if (shape.get(d) != 1 && strides.get(d) != expected) {
        return elements() == 0;
      }
      expected *= shape.get(d);
    }
    return true;
  }

  /** Gives the place of every element, row by row. */
  void forEachInOrder(LongConsumer place) {
    long[] index = new long[shape.size()];
    long at = 0;
    for (long left = elements(); left > 0; left--) {
      place.accept(at);
      for (int d = index.length - 1; d >= 0; d--) {
        at += strides.get(d);
        if (++index[d] < shape.get(d)) {
          break;
        }
        at -= index[d] * strides.get(d);
        index[d] = 0;
      }
    }
  }
}
