package com.cdc.lease;

import java.io.IOException;
import java.io.UncheckedIOException;

/** A file system did not do what was asked of it. */
public final class StorageException extends UncheckedIOException {

  private static final long serialVersionUID = 1L;

  /**
   * Says what, why, and what to do.
   *
   * @param what could not be done, as in "look into the landing at"
   * @param where as a URI
   */
  public StorageException(String what, Object where, IOException cause) {
    super(
        "Cannot "
            + what
            + " "
            + where
            + ": "
            + reason(cause)
            + ". Nothing is lost. See that the job's identity may read and write there (`cdc doctor`"
            + " tries it), and start again.",
        cause);
  }

  private static String reason(IOException failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
