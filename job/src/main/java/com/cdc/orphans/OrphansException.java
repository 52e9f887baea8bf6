package com.cdc.orphans;

/** It cannot be said what is an orphan; the message says why, and what to do. */
public final class OrphansException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  OrphansException(String message) {
    super(message);
  }
}
