/**
 * Running the networks: graphs for ONNX Runtime, the sessions and devices they run on, prepared
 * weights, generation and sampling.
 */
package org.hmongtts.runtime;
