package com.cdc.orphans;

import java.io.IOException;
import java.time.Duration;

/** A leftover that nothing needs. */
public final class Orphan {

  private final Leftover leftover;
  private final Duration age;

  Orphan(Leftover leftover, Duration age) {
    this.leftover = leftover;
    this.age = age;
  }

  /** Where it is: a path, or an upload and the object it was to become. */
  public String name() {
    return leftover.name();
  }

  /** How much it holds; -1 if that is not known. */
  public long bytes() {
    return leftover.bytes();
  }

  /** How long nothing has been written to it. */
  public Duration age() {
    return age;
  }

  /** Why it is there, for a human. */
  public String reason() {
    return leftover.kind().reason();
  }

  /** Removes it for good. */
  public void delete() throws IOException {
    leftover.removal().remove();
  }
}
