package com.cdc.postgres;

import org.jspecify.annotations.Nullable;

/** A file for TLS cannot be used; the message says which, why, and what to do. */
final class TlsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TlsException(String message, @Nullable Exception cause) {
    super(message, cause);
  }
}
