package org.hmongtts;

/**
 * A piece of a {@link SpeechStream}.
 *
 * @param pcm mono samples in -1..1, following those of the piece before
 * @param sampleRateHz samples a second
 * @param last whether this is the final piece
 */
public record AudioChunk(float[] pcm, int sampleRateHz, boolean last) {}
