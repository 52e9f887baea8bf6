package com.cdc.cli;

import org.jspecify.annotations.Nullable;

/** The job ended with an error; its message is the innermost one, which names what to do. */
final class JobFailedException extends Exception {

  private static final long serialVersionUID = 1L;

  JobFailedException(@Nullable Throwable cause) {
    super("The job failed: " + innermost(cause), cause);
  }

  private static String innermost(@Nullable Throwable failure) {
    Throwable cause = failure;
    while (cause != null && cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return cause == null ? "no reason given" : String.valueOf(cause.getMessage());
  }
}
