package com.cdc.json;

/**
 * Writes one non-null value: PostgreSQL's text of it, as its type's output function prints it under
 * the pinned session settings, becomes a JSON value. A text that its type does not print lands as a
 * string of it: never an error, never a loss.
 */
@FunctionalInterface
public interface ValueEncoder {

  /**
   * Appends the value as JSON.
   *
   * @param text holds the value's text in UTF-8 at {@code offset}, {@code length} bytes long; not
   *     kept
   * @throws InvalidTextException if the text is not UTF-8
   */
  void encode(byte[] text, int offset, int length, LineBuffer out);
}
