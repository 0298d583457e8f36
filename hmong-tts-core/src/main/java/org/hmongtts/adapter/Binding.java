package org.hmongtts.adapter;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.hmongtts.AdapterMismatchException;
import org.hmongtts.ModelFormatException;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.Excerpt;
import org.hmongtts.checkpoint.Floats;
import org.hmongtts.checkpoint.TensorInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks an adapter against a base; one use. */
final class Binding {

  private static final Logger LOG = LoggerFactory.getLogger(Binding.class);

  private final PeftAdapter adapter;
  private final Checkpoint base;
  private final Optional<TiedHead> tied;

  Binding(PeftAdapter adapter, Checkpoint base) throws IOException {
    this.adapter = adapter;
    this.base = base;
    this.tied = TiedHead.of(base);
  }

  BoundAdapter bind() {
    requireFingerprint();
    Map<String, TensorInfo> changed = new TreeMap<>();
    for (LoraModule module : adapter.modules().values()) {
      changed.put(module.module(), requireShape(module));
    }
    Map<String, TensorInfo> saved = new TreeMap<>();
    for (Map.Entry<String, String> entry : adapter.saved().entrySet()) {
      saved.put(entry.getKey(), requireSameShape(entry.getKey(), entry.getValue()));
    }
    // PEFT trains a copy of a saved embedding; a head that was tied to it stays with the original.
    tied.filter(pair -> saved.containsKey(pair.embedding()))
        .ifPresent(pair -> saved.putIfAbsent(pair.head(), base.tensor(pair.embedding())));
    return new BoundAdapter(adapter, base, tied, changed, saved);
  }

  private void requireFingerprint() {
    Optional<String> recorded = adapter.config().baseFingerprint();
    if (recorded.isEmpty()) {
      adapter
          .config()
          .changedBase()
          .ifPresent(
              kind ->
                  LOG.warn(
                      "{}: the adapter was initialised by {}, which also changes the base; it is"
                          + " right only on that changed base",
                      adapter.folder(),
                      kind));
      return;
    }
    String loaded = base.fingerprint();
    if (!recorded.get().equals(loaded)) {
      throw mismatch(
          "(fingerprint " + start(recorded.get()) + ")", "(fingerprint " + start(loaded) + ")");
    }
  }

  private static String start(String fingerprint) {
    return Excerpt.name(fingerprint.substring(0, Math.min(12, fingerprint.length())));
  }

  private TensorInfo requireShape(LoraModule module) {
    TensorInfo weight = requireFloats(baseTensor(module.module() + ".weight"));
    String expected = "[" + module.out() + ", " + module.in() + "]";
    if (!weight.shape().toString().equals(expected)) {
      throw mismatch(shape(weight.name(), expected), shape(weight.name(), weight.shape()));
    }
    return weight;
  }

  private TensorInfo requireSameShape(String name, String own) {
    TensorInfo saved = requireFloats(adapter.weights().tensor(own));
    TensorInfo replaced = requireFloats(baseTensor(name));
    if (!saved.shape().equals(replaced.shape())) {
      throw mismatch(shape(name, saved.shape()), shape(name, replaced.shape()));
    }
    return saved;
  }

  private TensorInfo baseTensor(String name) {
    String stored =
        tied.filter(pair -> pair.head().equals(name)).map(TiedHead::embedding).orElse(name);
    if (!base.contains(stored)) {
      throw mismatch("with " + Excerpt.name(name), "and has none");
    }
    return base.tensor(stored);
  }

  private static TensorInfo requireFloats(TensorInfo tensor) {
    if (!Floats.reads(tensor.dtype())) {
      throw new ModelFormatException(
          tensor.file()
              + ": tensor "
              + Excerpt.name(tensor.name())
              + " is "
              + tensor.dtype()
              + ", expected F32, F16, BF16 or F64; use weights that are not quantised");
    }
    return tensor;
  }

  private static String shape(String tensor, Object shape) {
    return "(" + Excerpt.name(tensor) + " of shape " + shape + ")";
  }

  private AdapterMismatchException mismatch(String trained, String loaded) {
    String name = adapter.baseName();
    return new AdapterMismatchException(
        adapter.folder()
            + ": adapter was trained on "
            + name
            + " "
            + trained
            + ", loaded base is "
            + base.folder()
            + " "
            + loaded
            + ". Load "
            + name
            + ", or retrain this adapter on "
            + base.folder());
  }
}
