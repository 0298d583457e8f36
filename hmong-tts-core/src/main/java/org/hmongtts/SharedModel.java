package org.hmongtts;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.hmongtts.runtime.LoadedAdapter;

/**
 * Counts the objects that speak with a model and frees it with the last of them. One that was never
 * closed counts as long as it is reachable: {@code HmongTts.load(base).withLora(adapter)} leaves
 * nobody to close the first object, and must not keep the model for ever.
 */
final class SharedModel {

  private static final ReferenceQueue<HmongTts> UNREACHABLE = new ReferenceQueue<>();

  /** Keeps the handles themselves reachable. */
  private static final Set<Handle> HANDLES = ConcurrentHashMap.newKeySet();

  private final SpeechModel model;
  private int users;
  private boolean freed;

  SharedModel(SpeechModel model) {
    this.model = model;
  }

  SpeechModel model() {
    return model;
  }

  /** One object's share of a model, and its adapter. */
  static final class Handle extends PhantomReference<HmongTts> {
    private final SharedModel shared;
    private final Optional<LoadedAdapter> adapter;
    private boolean released;

    private Handle(HmongTts owner, SharedModel shared, Optional<LoadedAdapter> adapter) {
      super(owner, UNREACHABLE);
      this.shared = shared;
      this.adapter = adapter;
    }

    /** Safe to call twice. */
    synchronized void release() {
      if (!released) {
        released = true;
        HANDLES.remove(this);
        adapter.ifPresent(LoadedAdapter::close);
        shared.leave();
      }
    }
  }

  /** Lets one more object use the model, and frees what unreachable ones held. */
  Handle join(HmongTts owner, Optional<LoadedAdapter> adapter) {
    releaseUnreachable();
    enter();
    Handle handle = new Handle(owner, this, adapter);
    HANDLES.add(handle);
    return handle;
  }

  /**
   * Counts one more user, until it leaves.
   *
   * @throws IllegalStateException if the last has left already
   */
  synchronized void enter() {
    if (freed) {
      throw new IllegalStateException("this HmongTts is closed");
    }
    users++;
  }

  void leave() {
    boolean last;
    synchronized (this) {
      last = --users == 0;
      freed |= last;
    }
    if (last) {
      model.close();
    }
  }

  static void releaseUnreachable() {
    for (Reference<? extends HmongTts> r = UNREACHABLE.poll(); r != null; r = UNREACHABLE.poll()) {
      ((Handle) r).release();
    }
  }
}
