package org.hmongtts.audio;

/**
 * What the header of a WAV file claims, and what the file holds. {@link WavFile#read} takes what is
 * there; who must know whether a recording is whole looks here first.
 *
 * @param floatingPoint whether samples are floats rather than integers
 * @param bits of one sample
 * @param channels of one frame
 * @param sampleRateHz frames per second
 * @param claimedBytes length of the sound by its chunk's header; that of the sound itself where the
 *     header leaves it open, as a program does that writes to a pipe
 * @param presentBytes length of the sound in the file, at most what is claimed
 * @param strayBytes what follows the sound and is no chunk: a sign that the claim is too small
 */
public record WavHeader(
    boolean floatingPoint,
    int bits,
    int channels,
    int sampleRateHz,
    long claimedBytes,
    long presentBytes,
    long strayBytes) {

  /** Bytes of one sample of every channel. */
  public int bytesPerFrame() {
    return channels * bits / 8;
  }
}
