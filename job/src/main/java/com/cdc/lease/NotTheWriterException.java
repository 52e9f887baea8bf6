package com.cdc.lease;

import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/** Another instance has become the writer: this one ends, and nothing of it lands any more. */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
public final class NotTheWriterException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NotTheWriterException(String message) {
    super(message);
  }
}
