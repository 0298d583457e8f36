package org.hmongtts.examples.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What one command printed, run in this process. */
record CommandRun(int exitCode, String out, String err) {

  static CommandRun of(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode = HmongTtsCommand.execute(new PrintWriter(out), new PrintWriter(err), args);
    return new CommandRun(exitCode, out.toString(), err.toString());
  }
}
