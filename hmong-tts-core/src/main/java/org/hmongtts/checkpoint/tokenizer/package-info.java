/**
 * Text to token ids and back, as a checkpoint's {@code tokenizer.json} says: byte-level BPE of the
 * Llama 3, Qwen2 and GPT-2 / Whisper kinds, and WordLevel as the embedded voice has it.
 */
package org.hmongtts.checkpoint.tokenizer;
