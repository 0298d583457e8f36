package org.hmongtts.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hmongtts.ModelFormatException;

/**
 * The weights in a file of {@code torch.save} (since PyTorch 1.6): a zip of a pickle that describes
 * the tensors, {@code data.pkl}, and their storages, {@code data/<key>}. A tensor whose elements
 * lie in order is used where it lies; only others are copied.
 */
final class PyTorchFile {

  /** Pickle protocol 2 and the number 0x1950a86a20f9469cfc6c: the format before 1.6. */
  private static final byte[] LEGACY_START = {(byte) 0x80, 2, (byte) 0x8a, 10, 0x6c, (byte) 0xfc};

  private static final byte[] ZIP_START = {'P', 'K', 3, 4};

  /** Released models have none to rearrange, or a few small ones. */
  private static final long MAX_REARRANGED_BYTES = 256 << 20;

  private final Path path;
  private final StoredZip zip;
  private final String root; // the folder of all entries, with its slash
  private final FileChannel channel;
  private final List<TensorInfo> tensors = new ArrayList<>();
  private final Map<String, ByteBuffer> rearranged = new HashMap<>();
  private long rearrangedBytes;

  private PyTorchFile(Path path, FileChannel channel, StoredZip zip, String root) {
    this.path = path;
    this.channel = channel;
    this.zip = zip;
    this.root = root;
  }

  /**
   * Reads the description of all tensors and maps the file.
   *
   * @throws ModelFormatException if the file is of the old format, malformed, or its pickle names
   *     anything but what tensors need
   */
  static WeightsFile open(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      requireZip(path, channel);
      StoredZip zip = StoredZip.read(path, channel);
      StoredZip.Entry pickle = pickle(path, zip);
      String root = pickle.name().substring(0, pickle.name().length() - "data.pkl".length());
      PyTorchFile file = new PyTorchFile(path, channel, zip, root);
      file.requireLittleEndian();
      for (Map.Entry<String, Unpickler.Tensor> tensor :
          Unpickler.stateDict(path, zip.content(pickle, Unpickler.MAX_BYTES)).entrySet()) {
        file.add(tensor.getKey(), tensor.getValue());
      }
      return WeightsFile.mapped(path, file.tensors, file.rearranged, channel.size());
    }
  }

  private static void requireZip(Path path, FileChannel channel) throws IOException {
    ByteBuffer start = ByteBuffer.allocate(LEGACY_START.length);
    channel.read(start, 0);
    if (start.hasRemaining() || startsWith(start, ZIP_START)) {
      return; // a file this short fails with the zip's message
    }
    if (startsWith(start, LEGACY_START)) {
      throw malformed(path, "is in PyTorch's format before 1.6, expected the zipped one since");
    }
    throw malformed(path, "is no zip file, expected one as torch.save writes it");
  }

  private static boolean startsWith(ByteBuffer bytes, byte[] prefix) {
    boolean same = true;
    for (int i = 0; i < prefix.length; i++) {
      same &= bytes.get(i) == prefix[i];
    }
    return same;
  }

  private static StoredZip.Entry pickle(Path path, StoredZip zip) {
    List<StoredZip.Entry> pickles = new ArrayList<>(zip.entries().values());
    pickles.removeIf(entry -> !entry.name().matches("[^/]+/data\\.pkl"));
    if (pickles.size() != 1) {
      throw malformed(
          path, "has " + pickles.size() + " entries <name>/data.pkl, expected one; is it a model?");
    }
    return pickles.get(0);
  }

  private void requireLittleEndian() throws IOException {
    StoredZip.Entry order = zip.entries().get(root + "byteorder");
    if (order == null) {
      return; // files before 2.0, all little endian in practice
    }
    String text = new String(zip.content(order, 16), StandardCharsets.US_ASCII);
    if (!text.equals("little")) {
      throw malformed(path, "has byte order " + Excerpt.text(text) + ", expected little");
    }
  }

  private void add(String name, Unpickler.Tensor tensor) throws IOException {
    Unpickler.Storage storage = tensor.storage();
    StoredZip.Entry content = zip.entries().get(root + "data/" + storage.key());
    int size = storage.dtype().bytes();
    if (content == null) {
      throw wrong(name, "its storage " + Excerpt.text(storage.key()) + " in the file");
    }
    if (content.length() % size != 0 || content.length() / size != storage.elements()) {
      throw wrong(
          name,
          storage.elements()
              + " elements of "
              + storage.dtype()
              + " in its storage, not "
              + content.length()
              + " bytes");
    }
    Strides strides = new Strides(tensor.shape(), tensor.strides());
    long elements = strides.elements();
    if (elements < 0 || !strides.within(tensor.offset(), storage.elements())) {
      throw wrong(
          name,
          "a view inside the "
              + storage.elements()
              + " elements of its storage, not offset "
              + tensor.offset()
              + ", shape "
              + tensor.shape()
              + ", strides "
              + tensor.strides());
    }
    long offset = TensorInfo.REARRANGED;
    if (strides.inOrder()) {
      offset = content.offset() + tensor.offset() * size;
    } else {
      rearranged.put(name, rearrange(name, tensor, strides, content));
    }
    tensors.add(
        new TensorInfo(name, storage.dtype(), tensor.shape(), path, offset, elements * size));
  }

  private ByteBuffer rearrange(
      String name, Unpickler.Tensor tensor, Strides strides, StoredZip.Entry content)
      throws IOException {
    int size = tensor.storage().dtype().bytes();
    // A view that repeats elements (stride 0) can be far larger than the file.
    long spread = Math.max(strides.elements(), strides.span());
    rearrangedBytes += Math.min(spread, MAX_REARRANGED_BYTES) * size;
    if (rearrangedBytes > Math.min(channel.size(), MAX_REARRANGED_BYTES)) {
      throw wrong(name, "few elements stored out of order; save the model as safetensors");
    }
    ByteBuffer source =
        channel.map(
            FileChannel.MapMode.READ_ONLY,
            content.offset() + tensor.offset() * size,
            strides.span() * size);
    ByteBuffer target = ByteBuffer.allocateDirect((int) (strides.elements() * size));
    strides.forEachInOrder(
        index -> {
          for (int i = 0; i < size; i++) {
            target.put(source.get((int) index * size + i));
          }
        });
    return MappedFile.slice(target, 0, target.capacity()).asReadOnlyBuffer();
  }

  private ModelFormatException wrong(String name, String expected) {
    return malformed(path, "tensor " + Excerpt.name(name) + ": expected " + expected);
  }

  static ModelFormatException malformed(Path path, String what) {
    return new ModelFormatException(
        path
            + ": "
            + what
            + ". Download it again, or save it anew: in Python, torch.save(model.state_dict(), path)"
            + " or safetensors.torch.save_file");
  }
}
