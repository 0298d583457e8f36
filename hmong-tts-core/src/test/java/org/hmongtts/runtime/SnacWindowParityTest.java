package org.hmongtts.runtime;

/** The codec as a GPU runs it, against the same reference. */
class SnacWindowParityTest extends SnacParityTest {

  @Override
  ExecutionProvider provider() {
    return SnacWindowTest.device();
  }
}
