package org.hmongtts.checkpoint;

import java.util.Optional;

/** The names of Python that a state dict needs. No other is accepted, and none is looked up. */
enum PickleGlobal {
  ORDERED_DICT("collections", "OrderedDict", null),
  REBUILD_TENSOR("torch._utils", "_rebuild_tensor_v2", null),
  FLOAT("torch", "FloatStorage", DType.F32),
  DOUBLE("torch", "DoubleStorage", DType.F64),
  HALF("torch", "HalfStorage", DType.F16),
  BFLOAT16("torch", "BFloat16Storage", DType.BF16),
  LONG("torch", "LongStorage", DType.I64),
  INT("torch", "IntStorage", DType.I32),
  SHORT("torch", "ShortStorage", DType.I16),
  CHAR("torch", "CharStorage", DType.I8),
  BYTE("torch", "ByteStorage", DType.U8),
  BOOL("torch", "BoolStorage", DType.BOOL);

  private final String module;
  private final String function;
  private final DType dtype;

  PickleGlobal(String module, String function, DType dtype) {
    this.module = module;
    this.function = function;
    this.dtype = dtype;
  }

  static Optional<PickleGlobal> named(String module, String function) {
    for (PickleGlobal global : values()) {
      if (global.module.equals(module) && global.function.equals(function)) {
        return Optional.of(global);
      }
    }
    return Optional.empty();
  }

  /** The element type, for the storages. */
  Optional<DType> dtype() {
    return Optional.ofNullable(dtype);
  }
}
