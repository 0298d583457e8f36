package org.hmongtts.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One file of weights with the bytes of its tensors at hand.
 *
 * @param tensors in the order of the file
 * @param bytes of each tensor, by name; a tensor too large for a buffer has none
 * @param fileBytes length of the file
 */
record WeightsFile(List<TensorInfo> tensors, Map<String, ByteBuffer> bytes, long fileBytes) {

  /** Opens a file of either format; the name says which. */
  static WeightsFile open(Path file) throws IOException {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".bin") || name.endsWith(".pt") || name.endsWith(".pth")) {
      return PyTorchFile.open(file);
    }
    SafetensorsFile header = SafetensorsFile.open(file);
    return mapped(file, header.tensors(), Map.of(), header.fileBytes());
  }

  /**
   * @param rearranged the tensors whose bytes the file does not have in order
   */
  static WeightsFile mapped(
      Path file, List<TensorInfo> tensors, Map<String, ByteBuffer> rearranged, long fileBytes)
      throws IOException {
    MappedFile mapped = MappedFile.map(file, tensors);
    Map<String, ByteBuffer> bytes = new HashMap<>(rearranged);
    for (TensorInfo tensor : tensors) {
      if (tensor.offset() != TensorInfo.REARRANGED && tensor.length() <= Integer.MAX_VALUE) {
        bytes.put(tensor.name(), mapped.slice(tensor));
      }
    }
    return new WeightsFile(tensors, bytes, fileBytes);
  }
}
