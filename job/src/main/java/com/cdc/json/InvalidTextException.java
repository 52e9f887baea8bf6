package com.cdc.json;

import com.cdc.event.TableId;

/**
 * A value's text is no UTF-8, so that no JSON can hold it. The record that was being written is
 * incomplete: what it was written into must not be used any further.
 */
public final class InvalidTextException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String problem;
  private final int valueOffset;

  InvalidTextException(int at) {
    this("the text is not valid UTF-8 at its byte " + at, -1);
  }

  private InvalidTextException(String message, int valueOffset) {
    super(message);
    problem = message;
    this.valueOffset = valueOffset;
  }

  InvalidTextException of(TableId table, String column, int valueOffset) {
    return new InvalidTextException(
        "the value of column " + column + " of table " + table + " is not valid UTF-8",
        valueOffset);
  }

  /** What is wrong, in a sentence without an end; never the value. */
  public String problem() {
    return problem;
  }

  /** Where the value's text begins in the array that it was given in. */
  public int valueOffset() {
    return valueOffset;
  }
}
