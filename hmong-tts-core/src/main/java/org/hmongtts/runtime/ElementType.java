package org.hmongtts.runtime;

import ai.onnxruntime.OnnxJavaType;

/** The element types that our graphs use, with their numbers in the ONNX standard. */
enum ElementType {
  FLOAT(1, 4, OnnxJavaType.FLOAT),
  UINT8(2, 1, OnnxJavaType.UINT8),
  INT32(6, 4, OnnxJavaType.INT32),
  INT64(7, 8, OnnxJavaType.INT64),
  BOOL(9, 1, OnnxJavaType.BOOL),
  FLOAT16(10, 2, OnnxJavaType.FLOAT16),
  BFLOAT16(16, 2, OnnxJavaType.BFLOAT16);

  /** {@code TensorProto.DataType}. */
  final int onnx;

  final int bytes;
  final OnnxJavaType java;

  ElementType(int onnx, int bytes, OnnxJavaType java) {
    this.onnx = onnx;
    this.bytes = bytes;
    this.java = java;
  }
}
