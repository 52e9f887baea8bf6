package com.cdc.postgres;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL announces a message of more bytes than {@code postgres.max-row-bytes}. Nothing of it
 * was lost or cut: the connection is given up before it is read.
 */
public final class OversizedMessageException extends IOException {

  private static final long serialVersionUID = 1L;

  private final int size;
  private final int limit;
  private final transient byte[] beginning;

  OversizedMessageException(int size, int limit, byte[] beginning) {
    super(
        "PostgreSQL sends a message of %d bytes, more than the %d that `postgres.max-row-bytes` allows"
            .formatted(size, limit));
    this.size = size;
    this.limit = limit;
    this.beginning = beginning;
  }

  /** What made another failure; null if it has another cause. */
  public static @Nullable OversizedMessageException in(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof OversizedMessageException oversized) {
        return oversized;
      }
    }
    return null;
  }

  /** Bytes of the message, without its frame. */
  public int size() {
    return size;
  }

  /** Bytes that a message may have. */
  public int limit() {
    return limit;
  }

  /** Bytes of heap with which the message passes. */
  public long heapBytes() {
    return RowLimit.heapBytes(size);
  }

  /** The message's first bytes, a few kilobytes; may be empty. */
  public byte[] beginning() {
    return beginning;
  }
}
