/**
 * Recordings and what is said in them: read, checked row by row, measured, divided, and turned into
 * a codec's tokens.
 */
package org.hmongtts.train.dataset;
