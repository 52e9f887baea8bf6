package com.cdc.lease;

import java.io.Serializable;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The end of an instance whose sources and sinks run in this JVM: once it has begun, nothing more
 * is read, and what waits to be written lands with the next checkpoint. Elsewhere it never begins.
 *
 * @param token of the instance's claim
 */
public record Drain(String token) implements Serializable {

  private static final Set<String> BEGUN = ConcurrentHashMap.newKeySet();

  public static Drain of(WriterClaim claim) {
    return new Drain(claim.token());
  }

  /** From now on. */
  public void begin() {
    BEGUN.add(token);
  }

  public boolean hasBegun() {
    return BEGUN.contains(token);
  }

  /** The instance has ended. */
  public void forget() {
    BEGUN.remove(token);
  }
}
