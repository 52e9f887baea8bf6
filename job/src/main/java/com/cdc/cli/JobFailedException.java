package com.cdc.cli;

import org.jspecify.annotations.Nullable;

/** The job ended with an error; its message is the innermost of ours, which names what to do. */
final class JobFailedException extends Exception {

  private static final long serialVersionUID = 1L;

  private static final String OURS = "com.cdc.";

  JobFailedException(@Nullable Throwable cause) {
    super("The job failed: " + reason(cause), cause);
  }

  private static String reason(@Nullable Throwable failure) {
    Throwable innermost = failure;
    Throwable ours = null;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      innermost = cause;
      if (cause.getClass().getName().startsWith(OURS)) {
        ours = cause;
      }
    }
    Throwable reason = ours == null ? innermost : ours;
    return reason == null ? "no reason given" : String.valueOf(reason.getMessage());
  }
}
