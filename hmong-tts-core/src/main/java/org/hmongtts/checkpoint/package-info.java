/**
 * Model files on disk: safetensors and PyTorch weights, alone or in shards, and their JSON
 * configuration. Everything read here is untrusted: sizes are checked against the length of the
 * file before anything is allocated, and whatever is wrong with a file is a {@link
 * org.hmongtts.ModelFormatException} that names it.
 */
package org.hmongtts.checkpoint;
