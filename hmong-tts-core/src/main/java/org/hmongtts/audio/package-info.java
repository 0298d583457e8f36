/** Sound as numbers: WAV files in and out, and conversion between sample rates. */
package org.hmongtts.audio;
