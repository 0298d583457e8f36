/**
 * Networks on LibTorch: the same definitions that inference runs, with gradients for what an
 * adapter trains.
 */
package org.hmongtts.train.torch;
