/** The hmong-tts command line and the example programs. */
package org.hmongtts.examples;
