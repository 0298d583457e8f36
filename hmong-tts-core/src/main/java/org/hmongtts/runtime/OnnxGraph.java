package org.hmongtts.runtime;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An ONNX graph under construction. Values are named automatically; large weights are declared only
 * and stay in the checkpoint's own file, mapped (see {@link #weights()}).
 */
final class OnnxGraph {

  /** The opset and IR version that ONNX Runtime 1.28 and this emission were tested with. */
  private static final int OPSET = 21;

  private static final int IR_VERSION = 10;

  /** Operators that ONNX Runtime adds to the standard. */
  static final String MICROSOFT = "com.microsoft";

  /** One value of the graph. */
  record Value(String name) {}

  /**
   * A weight that stays where it is.
   *
   * @param bytes its bytes, mapped
   * @param file the file they are mapped from, links resolved
   * @param offset where in the file they begin
   */
  record Weight(ElementType type, long[] shape, ByteBuffer bytes, Path file, long offset) {

    /** A run of rows (of the first dimension) of this weight, over the same bytes. */
    Weight rows(int first, int count) {
      if (first == 0 && count == shape[0]) {
        return this;
      }
      int rowBytes = Math.toIntExact(bytes.remaining() / shape[0]);
      ByteBuffer part = bytes.duplicate().order(bytes.order());
      part.limit(bytes.position() + (first + count) * rowBytes);
      part.position(bytes.position() + first * rowBytes);
      long[] partShape = shape.clone();
      partShape[0] = count;
      return new Weight(
          type,
          partShape,
          part.slice().order(bytes.order()),
          file,
          offset + (long) first * rowBytes);
    }
  }

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("hmong-tts");
  private final OnnxGraph outer; // this one at the top
  private final Map<String, Weight> weights = new LinkedHashMap<>();
  private final Map<Object, Value> constants = new LinkedHashMap<>();
  private int next;

  OnnxGraph() {
    outer = this;
  }

  private OnnxGraph(OnnxGraph outer) {
    this.outer = outer;
  }

  /**
   * A graph to be the body of a loop in this one: an attribute of a node. It sees this graph's
   * values; weights are declared outside of it, as ONNX Runtime wants them.
   */
  OnnxGraph body() {
    return new OnnxGraph(outer);
  }

  /**
   * Declares an input.
   *
   * @param shape sizes ({@link Integer} or {@link Long}) and names of symbolic dimensions ({@link
   *     String})
   */
  Value input(String name, ElementType type, Object... shape) {
    graph.addInput(typed(name, type, shape));
    return new Value(name);
  }

  void output(String name, Value value, ElementType type, Object... shape) {
    graph.addNode(
        NodeProto.newBuilder().setOpType("Identity").addInput(value.name).addOutput(name).build());
    graph.addOutput(typed(name, type, shape));
  }

  /** Declares a value that a node already writes under this name as an output. */
  void output(String name, ElementType type, Object... shape) {
    graph.addOutput(typed(name, type, shape));
  }

  /** Declares a weight; equal names are declared once. */
  Value weight(String name, Weight weight) {
    outer.weights.putIfAbsent(name, weight);
    return new Value(name);
  }

  /** Copies a small weight into the graph; equal names are copied once. */
  Value inlineWeight(String name, Weight weight) {
    return outer.inline(name, weight);
  }

  private Value inline(String name, Weight weight) {
    return constants.computeIfAbsent(
        name,
        unused -> {
          TensorProto.Builder tensor =
              TensorProto.newBuilder()
                  .setName(name)
                  .setDataType(weight.type.onnx)
                  .setRawData(ByteString.copyFrom(weight.bytes.duplicate()));
          for (long size : weight.shape) {
            tensor.addDims(size);
          }
          graph.addInitializer(tensor);
          return new Value(name);
        });
  }

  /** The weights declared so far, by name. */
  Map<String, Weight> weights() {
    return weights;
  }

  /** A small constant of 64-bit integers with one dimension. */
  Value constant(long... values) {
    ByteBuffer bytes = little(values.length * 8);
    for (long value : values) {
      bytes.putLong(value);
    }
    return constant(
        List.of("i64", ByteString.copyFrom(bytes.array())),
        ElementType.INT64,
        bytes,
        values.length);
  }

  /** A constant of floats. */
  Value constant(float[] values, long... shape) {
    ByteBuffer bytes = little(values.length * 4);
    for (float value : values) {
      bytes.putFloat(value);
    }
    List<Long> dimensions = new ArrayList<>();
    for (long size : shape) {
      dimensions.add(size);
    }
    return constant(
        List.of("f32", ByteString.copyFrom(bytes.array()), dimensions),
        ElementType.FLOAT,
        bytes,
        shape);
  }

  /** A float without dimensions. */
  Value scalar(float value) {
    return constant(new float[] {value});
  }

  /** One node with one output. */
  Value node(String operator, List<Value> inputs, Object... attributes) {
    return node("", operator, inputs, attributes);
  }

  /** One node of an operator set with one output; a null input is an omitted one. */
  Value node(String domain, String operator, List<Value> inputs, Object... attributes) {
    return nodes(domain, operator, inputs, List.of(fresh().name), attributes).get(0);
  }

  /**
   * One node with the outputs named.
   *
   * @param attributes name, value, name, value: {@link Integer}, {@link Long}, {@link Float},
   *     {@link String}, {@code long[]} or a {@link #body}
   */
  List<Value> nodes(
      String domain,
      String operator,
      List<Value> inputs,
      List<String> outputs,
      Object... attributes) {
    NodeProto.Builder node =
        NodeProto.newBuilder().setDomain(domain).setOpType(operator).addAllOutput(outputs);
    node.setName(operator + "_" + graph.getNodeCount());
    for (Value input : inputs) {
      node.addInput(input == null ? "" : input.name);
    }
    for (int i = 0; i < attributes.length; i += 2) {
      node.addAttribute(attribute((String) attributes[i], attributes[i + 1]));
    }
    graph.addNode(node);
    return outputs.stream().map(Value::new).collect(Collectors.toList());
  }

  /** A number that no other name of this graph uses. */
  int freshNumber() {
    return outer.next++;
  }

  /** A name for a value that a node will write. */
  Value fresh() {
    return new Value("v" + freshNumber());
  }

  /**
   * The folder that external data is named from: the deepest that holds all weights' files.
   *
   * @throws IllegalStateException if they lie on different drives
   */
  Path weightsFolder() {
    Path common = null;
    for (Weight weight : weights.values()) {
      Path folder = weight.file.getParent();
      while (common != null && !folder.startsWith(common)) {
        common = common.getParent();
        if (common == null) {
          throw new IllegalStateException(
              weight.file + " lies on another drive than the other weights of its network");
        }
      }
      common = common == null ? folder : common;
    }
    return common;
  }

  byte[] build() {
    Path folder = weightsFolder();
    weights.forEach((name, weight) -> graph.addInitializer(external(name, weight, folder)));
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .setProducerName("hmong-tts")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(MICROSOFT).setVersion(1))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  private static TensorProto external(String name, Weight weight, Path folder) {
    String location = folder.relativize(weight.file).toString().replace('\\', '/');
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(weight.type.onnx)
            .setDataLocation(TensorProto.DataLocation.EXTERNAL)
            .addExternalData(entry("location", location))
            .addExternalData(entry("offset", Long.toString(weight.offset)))
            .addExternalData(entry("length", Integer.toString(weight.bytes.remaining())));
    for (long size : weight.shape) {
      tensor.addDims(size);
    }
    return tensor.build();
  }

  private Value constant(Object key, ElementType type, ByteBuffer bytes, long... shape) {
    return constants.computeIfAbsent(
        key,
        unused -> {
          String name = "c" + freshNumber();
          TensorProto.Builder tensor =
              TensorProto.newBuilder()
                  .setName(name)
                  .setDataType(type.onnx)
                  .setRawData(ByteString.copyFrom(bytes.array()));
          for (long size : shape) {
            tensor.addDims(size);
          }
          graph.addInitializer(tensor);
          return new Value(name);
        });
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  private static ValueInfoProto typed(String name, ElementType type, Object... shape) {
    TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
    for (Object size : shape) {
      TensorShapeProto.Dimension.Builder dimension = dimensions.addDimBuilder();
      if (size instanceof String symbol) {
        dimension.setDimParam(symbol);
      } else {
        dimension.setDimValue(((Number) size).longValue());
      }
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type.onnx).setShape(dimensions)))
        .build();
  }

  private static AttributeProto attribute(String name, Object value) {
    AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
    if (value instanceof Float number) {
      attribute.setType(AttributeProto.AttributeType.FLOAT).setF(number);
    } else if (value instanceof String text) {
      attribute.setType(AttributeProto.AttributeType.STRING).setS(ByteString.copyFromUtf8(text));
    } else if (value instanceof OnnxGraph body) {
      attribute.setType(AttributeProto.AttributeType.GRAPH).setG(body.graph);
    } else if (value instanceof long[] numbers) {
      attribute.setType(AttributeProto.AttributeType.INTS);
      for (long number : numbers) {
        attribute.addInts(number);
      }
    } else {
      attribute.setType(AttributeProto.AttributeType.INT).setI(((Number) value).longValue());
    }
    return attribute.build();
  }
}
