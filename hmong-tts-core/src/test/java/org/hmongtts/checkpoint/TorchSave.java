package org.hmongtts.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes files in the shape of {@code torch.save}, well formed or not. */
final class TorchSave {

  private final ByteArrayOutputStream pickle = new ByteArrayOutputStream();
  private final Map<String, byte[]> entries = new LinkedHashMap<>();
  private int method = ZipEntry.STORED;

  /** Begins a dictionary. */
  TorchSave() {
    raw(0x80, 2, '}', '(');
  }

  /** Begins with nothing, for a pickle written by hand. */
  static TorchSave empty() {
    TorchSave save = new TorchSave();
    save.pickle.reset();
    return save;
  }

  TorchSave deflated() {
    method = ZipEntry.DEFLATED;
    return this;
  }

  TorchSave raw(int... bytes) {
    for (int b : bytes) {
      pickle.write(b);
    }
    return this;
  }

  TorchSave text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    raw('X').little(bytes.length, 4);
    pickle.writeBytes(bytes);
    return this;
  }

  TorchSave global(String module, String name) {
    pickle.writeBytes(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
    return this;
  }

  TorchSave integer(long value) {
    if (value == (int) value) {
      return raw('J').little(value, 4);
    }
    return raw(0x8a, 8).little(value, 8);
  }

  TorchSave tensor(
      String name,
      String storage,
      String key,
      long elements,
      long offset,
      long[] shape,
      long[] strides) {
    text(name).global("torch._utils", "_rebuild_tensor_v2").raw('(', '(');
    text("storage").global("torch", storage).text(key).text("cpu").integer(elements).raw('t', 'Q');
    return integer(offset)
        .tuple(shape)
        .tuple(strides)
        .raw(0x89)
        .global("collections", "OrderedDict")
        .raw(')', 'R', 't', 'R');
  }

  TorchSave tuple(long... items) {
    raw('(');
    for (long item : items) {
      integer(item);
    }
    return raw('t');
  }

  TorchSave entry(String name, byte[] content) {
    entries.put(name, content);
    return this;
  }

  TorchSave storage(String key, float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return entry("model/data/" + key, bytes.array());
  }

  private TorchSave little(long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      raw((int) (value >>> 8 * i) & 0xff);
    }
    return this;
  }

  /** Ends the dictionary and gives the file. */
  byte[] bytes() {
    return raw('u').end();
  }

  /** Ends the pickle and gives the file. */
  byte[] end() {
    raw('.');
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(file)) {
      put(zip, "model/data.pkl", pickle.toByteArray());
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        put(zip, entry.getKey(), entry.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.toByteArray();
  }

  private void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    CRC32 crc = new CRC32();
    crc.update(content);
    entry.setMethod(method);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
