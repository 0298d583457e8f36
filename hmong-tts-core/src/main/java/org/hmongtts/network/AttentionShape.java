package org.hmongtts.network;

/**
 * The heads of one attention layer.
 *
 * @param heads query heads
 * @param keyValueHeads key and value heads, a divisor of {@code heads}
 * @param headSize features of a head, even
 * @param rotary the rotary frequencies, {@code headSize / 2} of them
 */
public record AttentionShape(
    int heads, int keyValueHeads, int headSize, RotaryFrequencies rotary) {}
