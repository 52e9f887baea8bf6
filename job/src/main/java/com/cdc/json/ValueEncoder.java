package com.cdc.json;

/**
 * Writes one non-null value: PostgreSQL's text of it, as its type's output function prints it under
 * the pinned session settings, becomes a JSON value.
 */
@FunctionalInterface
public interface ValueEncoder {

  /**
   * Appends the value as JSON.
   *
   * @param text holds the value's text in UTF-8 at {@code offset}, {@code length} bytes long; not
   *     kept
   */
  void encode(byte[] text, int offset, int length, LineBuffer out);
}
