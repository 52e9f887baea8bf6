package com.cdc.source;

/** What COPY sent is no row of its text format, or not one of the columns that were asked for. */
final class MalformedRowException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * A row that cannot be read.
   *
   * @param offset where in the row, counted from its first byte
   */
  MalformedRowException(int offset, String problem) {
    super("a row of COPY is malformed at offset " + offset + ": " + problem);
  }
}
