/** LoRA training, data sets and evaluation for hmong-tts. */
package org.hmongtts.train;
