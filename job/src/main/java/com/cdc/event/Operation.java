package com.cdc.event;

/** What happened to a row (or, for a truncate, to a table), with its code on the wire. */
public enum Operation {
  READ('r'),
  CREATE('c'),
  UPDATE('u'),
  DELETE('d'),
  TRUNCATE('t');

  private final char code;

  Operation(char code) {
    this.code = code;
  }

  /** The value of {@code __op}. */
  public char code() {
    return code;
  }
}
