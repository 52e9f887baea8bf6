package com.cdc.source;

import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;
import org.jspecify.annotations.Nullable;

/**
 * A guarantee cannot be kept: the job ends and is not restarted. The message says what happened,
 * where, and what to do.
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
public class StopException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StopException(String message) {
    this(message, null);
  }

  StopException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
