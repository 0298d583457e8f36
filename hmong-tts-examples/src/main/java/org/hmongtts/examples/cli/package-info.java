/** The {@code hmong-tts} command line: one file a command, each thin over the library. */
package org.hmongtts.examples.cli;
