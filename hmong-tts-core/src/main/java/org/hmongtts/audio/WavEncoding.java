package org.hmongtts.audio;

import java.nio.ByteBuffer;

/** How {@link WavWriter} stores a sample. */
public enum WavEncoding {
  /** 16-bit integers, {@code round(sample * 32767)}, clipped to full scale. Plays everywhere. */
  PCM_16(WavFormat.PCM, 2) {
    @Override
    void put(ByteBuffer into, float sample) {
      into.putShort((short) Math.round(Math.max(-1f, Math.min(1f, sample)) * 32_767f));
    }
  },
  /** 32-bit floats, exactly as given; also beyond full scale. */
  FLOAT_32(WavFormat.IEEE_FLOAT, 4) {
    @Override
    void put(ByteBuffer into, float sample) {
      into.putFloat(sample);
    }
  };

  private final int codec;
  private final int bytes;

  WavEncoding(int codec, int bytes) {
    this.codec = codec;
    this.bytes = bytes;
  }

  abstract void put(ByteBuffer into, float sample);

  int codec() {
    return codec;
  }

  int bytes() {
    return bytes;
  }
}
