package com.cdc.sink;

import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/**
 * The landing is not as it must be for the job to go on: it ends and is not restarted. The message
 * says what happened, where, and what to do.
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
public final class LandingStopException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  LandingStopException(String message) {
    super(message);
  }
}
