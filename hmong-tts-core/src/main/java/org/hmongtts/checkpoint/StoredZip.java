package org.hmongtts.checkpoint;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.hmongtts.ModelFormatException;

/**
 * Where the entries of a zip file lie in it. {@code java.util.zip} reads entries but does not tell
 * where they are, and PyTorch's weights, stored without compression, are to be mapped. Field names
 * and offsets are those of PKWARE's APPNOTE.TXT 6.3.
 */
final class StoredZip {

  private static final int END_SIGNATURE = 0x06054b50; // 4.3.16
  private static final int END_BYTES = 22;
  private static final int MAX_COMMENT = 0xffff;
  private static final int LOCATOR64_SIGNATURE = 0x07064b50; // 4.3.15
  private static final int LOCATOR64_BYTES = 20;
  private static final int END64_SIGNATURE = 0x06064b50; // 4.3.14
  private static final int END64_BYTES = 56;
  private static final int CENTRAL_SIGNATURE = 0x02014b50; // 4.3.12
  private static final int CENTRAL_BYTES = 46;
  private static final int LOCAL_SIGNATURE = 0x04034b50; // 4.3.7
  private static final int LOCAL_BYTES = 30;
  private static final int EXTRA64 = 1; // 4.5.3
  private static final long IN_EXTRA = 0xffffffffL;

  /** A hundred thousand entries; the released models have hundreds. */
  private static final int MAX_DIRECTORY_BYTES = 16 << 20;

  /**
   * @param offset of the first byte of the content in the file
   * @param length of the content
   */
  record Entry(String name, long offset, long length) {}

  private final Path path;
  private final FileChannel channel;
  private final long fileBytes;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private StoredZip(Path path, FileChannel channel) throws IOException {
    this.path = path;
    this.channel = channel;
    this.fileBytes = channel.size();
  }

  /** Reads the directory; the channel stays the caller's. */
  static StoredZip read(Path path, FileChannel channel) throws IOException {
    StoredZip zip = new StoredZip(path, channel);
    zip.readDirectory(zip.end());
    return zip;
  }

  Map<String, Entry> entries() {
    return entries;
  }

  /** The content of an entry of at most {@code limit} bytes. */
  byte[] content(Entry entry, int limit) throws IOException {
    if (entry.length > limit) {
      throw malformed(
          "entry "
              + Excerpt.name(entry.name)
              + " has "
              + entry.length
              + " bytes, expected at most "
              + limit);
    }
    return read(entry.offset, (int) entry.length).array();
  }

  /** Offset, length and entry count of the central directory. */
  private record Directory(long offset, long length, long entries) {}

  private Directory end() throws IOException {
    int tailBytes = (int) Math.min(fileBytes, END_BYTES + MAX_COMMENT);
    ByteBuffer tail = read(fileBytes - tailBytes, tailBytes);
    for (int at = tailBytes - END_BYTES; at >= 0; at--) {
      if (tail.getInt(at) == END_SIGNATURE
          && at + END_BYTES + unsigned(tail.getShort(at + 20)) == tailBytes) {
        long offset = fileBytes - tailBytes + at;
        Directory directory =
            end64(offset)
                .orElse(
                    new Directory(
                        unsigned(tail.getInt(at + 16)),
                        unsigned(tail.getInt(at + 12)),
                        unsigned(tail.getShort(at + 10))));
        requireInside(directory.offset, directory.length, offset, "the zip directory");
        return directory;
      }
    }
    throw malformed("has no zip directory at its end; it is truncated or no zip file");
  }

  private Optional<Directory> end64(long endOffset) throws IOException {
    if (endOffset < LOCATOR64_BYTES) {
      return Optional.empty();
    }
    ByteBuffer locator = read(endOffset - LOCATOR64_BYTES, LOCATOR64_BYTES);
    if (locator.getInt(0) != LOCATOR64_SIGNATURE) {
      return Optional.empty();
    }
    long offset = locator.getLong(8);
    requireInside(offset, END64_BYTES, endOffset, "the zip64 directory end");
    ByteBuffer end = read(offset, END64_BYTES);
    if (end.getInt(0) != END64_SIGNATURE) {
      throw malformed("has a damaged zip64 directory end");
    }
    return Optional.of(new Directory(end.getLong(48), end.getLong(40), end.getLong(32)));
  }

  private void readDirectory(Directory directory) throws IOException {
    if (directory.length > MAX_DIRECTORY_BYTES) {
      throw malformed(
          "has a zip directory of "
              + directory.length
              + " bytes, expected at most "
              + MAX_DIRECTORY_BYTES);
    }
    ByteBuffer bytes = read(directory.offset, (int) directory.length);
    for (long i = 0; i < directory.entries; i++) {
      if (bytes.remaining() < CENTRAL_BYTES
          || bytes.getInt(bytes.position()) != CENTRAL_SIGNATURE) {
        throw malformed(
            "has " + i + " entries in its zip directory, expected " + directory.entries);
      }
      readEntry(bytes, directory.offset);
    }
  }

  /** Reads the entry at the buffer's position and moves that behind it. */
  private void readEntry(ByteBuffer bytes, long contentEnd) throws IOException {
    int at = bytes.position();
    int flags = unsigned(bytes.getShort(at + 8));
    int method = unsigned(bytes.getShort(at + 10));
    int nameBytes = unsigned(bytes.getShort(at + 28));
    int extraBytes = unsigned(bytes.getShort(at + 30));
    int behind = nameBytes + extraBytes + unsigned(bytes.getShort(at + 32));
    if (bytes.remaining() - CENTRAL_BYTES < behind) {
      throw malformed("has a zip directory that ends inside an entry");
    }
    String name = new String(bytes.array(), at + CENTRAL_BYTES, nameBytes, StandardCharsets.UTF_8);
    ByteBuffer extra = MappedFile.slice(bytes, at + CENTRAL_BYTES + nameBytes, extraBytes);
    // The extra field has those of the three, in this order, that do not fit their own.
    ByteBuffer wide = extra64(extra);
    long length = wide(unsigned(bytes.getInt(at + 24)), wide, name);
    long compressed = wide(unsigned(bytes.getInt(at + 20)), wide, name);
    long local = wide(unsigned(bytes.getInt(at + 42)), wide, name);
    if ((flags & 1) != 0 || method != 0 || compressed != length) {
      throw malformed(
          "entry "
              + Excerpt.name(name)
              + " is compressed or encrypted, expected plain storage as torch.save writes it");
    }
    Entry entry = new Entry(name, contentOffset(name, local, contentEnd), length);
    requireInside(entry.offset, length, contentEnd, "entry " + Excerpt.name(name));
    if (entries.put(name, entry) != null) {
      throw malformed("has two entries named " + Excerpt.name(name));
    }
    MappedFile.advance(bytes, CENTRAL_BYTES + behind);
  }

  private static ByteBuffer extra64(ByteBuffer extra) {
    while (extra.remaining() >= 4) {
      int id = unsigned(extra.getShort());
      int length = unsigned(extra.getShort());
      if (length > extra.remaining()) {
        break;
      }
      if (id == EXTRA64) {
        return MappedFile.slice(extra, extra.position(), length);
      }
      MappedFile.advance(extra, length);
    }
    return ByteBuffer.allocate(0);
  }

  private long wide(long value, ByteBuffer wide, String name) {
    if (value != IN_EXTRA) {
      return value;
    }
    if (wide.remaining() < Long.BYTES) {
      throw malformed("entry " + Excerpt.name(name) + " lacks its zip64 sizes");
    }
    return wide.getLong();
  }

  /** The content follows the local header, whose name and extra field have lengths of their own. */
  private long contentOffset(String name, long local, long contentEnd) throws IOException {
    requireInside(local, LOCAL_BYTES, contentEnd, "the header of entry " + Excerpt.name(name));
    ByteBuffer header = read(local, LOCAL_BYTES);
    if (header.getInt(0) != LOCAL_SIGNATURE) {
      throw malformed("entry " + Excerpt.name(name) + " has a damaged header");
    }
    return local + LOCAL_BYTES + unsigned(header.getShort(26)) + unsigned(header.getShort(28));
  }

  private void requireInside(long offset, long length, long end, String what) {
    if (offset < 0 || length < 0 || length > end || offset > end - length) {
      throw malformed(
          what
              + " is stated to lie at "
              + offset
              + " with "
              + length
              + " bytes, expected it before byte "
              + end);
    }
  }

  private ByteBuffer read(long offset, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, offset + bytes.position()) < 0) {
        throw new EOFException(path + " became shorter while it was read");
      }
    }
    return MappedFile.slice(bytes, 0, length);
  }

  private ModelFormatException malformed(String what) {
    return PyTorchFile.malformed(path, what);
  }

  private static int unsigned(short value) {
    return value & 0xffff;
  }

  private static long unsigned(int value) {
    return value & 0xffffffffL;
  }
}
