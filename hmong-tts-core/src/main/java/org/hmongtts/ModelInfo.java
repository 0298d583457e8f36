package org.hmongtts;

import java.util.List;
import org.hmongtts.runtime.Precision;

/**
 * Facts about a loaded model.
 *
 * @param family what kind of model it is
 * @param fingerprint of the base's weights; adapters made for it carry the same
 * @param parameters numbers in the base's weights
 * @param precision that its weights are held in
 * @param bytesPerToken bytes of weights that one step of one utterance reads
 * @param threads threads that share a step
 * @param tokensPerSecondOfAudio steps for a second of audio
 * @param sampleRateHz of the audio
 * @param voices names of its voices
 */
public record ModelInfo(
    String family,
    String fingerprint,
    long parameters,
    Precision precision,
    long bytesPerToken,
    int threads,
    double tokensPerSecondOfAudio,
    int sampleRateHz,
    List<String> voices) {}
