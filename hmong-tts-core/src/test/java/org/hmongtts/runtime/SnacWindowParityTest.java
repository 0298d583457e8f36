package org.hmongtts.runtime;

import java.io.IOException;

/** The codec as a GPU runs it, against the same reference. */
class SnacWindowParityTest extends SnacParityTest {

  @Override
  SnacCodec open(SnacFixture fixture) throws IOException {
    return SnacWindowTest.inWindows(fixture, temporary);
  }
}
