/**
 * Measures speech: pitch, the syllables in it, and whether each carries the tone its text asks for.
 */
package org.hmongtts.train.eval;
