package com.cdc.source;

/** A table has another key than that by which its chunks were cut. */
final class KeyChangedException extends StopException {

  private static final long serialVersionUID = 1L;

  KeyChangedException(String message) {
    super(message);
  }
}
