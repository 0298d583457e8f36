package org.hmongtts.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A range of a file as a stream; leaves the channel's own position alone. */
final class ChannelInput extends InputStream {

  private final FileChannel channel;
  private final long end;
  private long position;

  ChannelInput(FileChannel channel, long offset, long length) {
    this.channel = channel;
    this.position = offset;
    this.end = offset + length;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int wanted = (int) Math.min(length, end - position);
    if (wanted == 0) {
      return -1;
    }
    int read = channel.read(ByteBuffer.wrap(target, offset, wanted), position);
    if (read > 0) {
      position += read;
    }
    return read;
  }
}
