package com.cdc.pgoutput;

import com.cdc.json.InvalidTextException;
import org.jspecify.annotations.Nullable;

/**
 * The server sent what is no message of protocol version 1, or one that cannot follow the ones
 * before it. Nothing that was assembled may be used any further: a record may be incomplete.
 *
 * <p>The message names the type and the offset, counted from the type's byte; never a value.
 */
public final class MalformedMessageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final char type;
  private final int offset;

  MalformedMessageException(
      byte type,
      int offset,
      int length,
      String relation,
      String problem,
      @Nullable Throwable cause) {
    super(
        "pgoutput message %s of %d bytes%s, at offset %d: %s"
            .formatted(MessageType.describe(type), length, relation, offset, problem),
        cause);
    this.type = (char) (type & 0xff);
    this.offset = offset;
  }

  /** Whether the message as such is well-formed and the text of a value in it is no UTF-8. */
  public boolean isText() {
    return getCause() instanceof InvalidTextException;
  }

  /** The message's first byte. */
  public char type() {
    return type;
  }

  /** Where in the message the fault is, counted from its first byte. */
  public int offset() {
    return offset;
  }
}
