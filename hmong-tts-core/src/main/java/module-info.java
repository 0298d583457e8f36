/** Text to speech for Hmong: text, checkpoints, adapters and synthesis. */
module org.hmongtts.core {
  requires com.fasterxml.jackson.databind;
  requires com.google.protobuf;
  requires com.microsoft.onnxruntime;
  requires org.slf4j;
  requires org.tribuo.util.onnx;

  exports org.hmongtts;
  exports org.hmongtts.adapter;
  exports org.hmongtts.audio;
  exports org.hmongtts.checkpoint;
  exports org.hmongtts.checkpoint.tokenizer;
  exports org.hmongtts.family;
  exports org.hmongtts.network;
  exports org.hmongtts.runtime;
  exports org.hmongtts.text;
  exports org.hmongtts.text.script;

  uses org.hmongtts.runtime.ExecutionProvider.Factory;
}
