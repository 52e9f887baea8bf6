package com.cdc.lakehouse;

/** A notebook failed. The message names its cell and line and holds Python's traceback. */
final class NotebookException extends RuntimeException {

  NotebookException(String message) {
    super(message);
  }
}
