package org.hmongtts.train;

import java.util.Map;

/**
 * What training is going to do, known before it starts.
 *
 * @param base the base model
 * @param dataset the data set's folder
 * @param clips recordings to train on
 * @param validationClips recordings kept out
 * @param tokensPerEpoch tokens of one pass over the recordings
 * @param steps optimiser steps in all
 * @param trainableParameters numbers that are trained
 * @param recomputedLayers decoder layers whose activations are computed again instead of kept
 * @param predictedBytes memory it will take at most
 * @param budgetBytes memory it may take
 * @param attentionKernel the attention that really runs, by LibTorch's name
 * @param device the device, as {@code cpu} or {@code cuda:0}
 * @param settings every setting by its name, as the builder and the command line call it
 */
public record TrainingPlan(
    String base,
    String dataset,
    int clips,
    int validationClips,
    long tokensPerEpoch,
    int steps,
    long trainableParameters,
    int recomputedLayers,
    long predictedBytes,
    long budgetBytes,
    String attentionKernel,
    String device,
    Map<String, String> settings) {}
