/**
 * Hmong text in, exact syllables, tones and phonemes out. Begin with {@link
 * org.hmongtts.text.HmongText}.
 */
package org.hmongtts.text;
