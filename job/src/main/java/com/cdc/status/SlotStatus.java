package com.cdc.status;

import org.jspecify.annotations.Nullable;

/**
 * A source's slot.
 *
 * @param problem why it could not be looked at; null if it was, and else the rest says nothing
 * @param walStatus reserved, extended, unreserved or lost; null if there is no slot
 * @param lagBytes from what is confirmed to the end of the server's log
 * @param retainedBytes of WAL that the server keeps for it
 * @param lagSeconds from commit to the job, of the change read last; null if the job cannot be
 *     asked
 */
public record SlotStatus(
    String source,
    String slot,
    @Nullable String problem,
    boolean exists,
    boolean active,
    @Nullable String walStatus,
    long lagBytes,
    long retainedBytes,
    @Nullable Double lagSeconds) {

  /** Whether the job can go on reading. */
  boolean isUsable() {
    return problem == null && exists && !"lost".equals(walStatus);
  }
}
