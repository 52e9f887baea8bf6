package com.cdc.verify;

import org.jspecify.annotations.Nullable;

/** The landing cannot be read as this format: says which file and line, and why. */
public final class LandingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public LandingException(String message) {
    super(message);
  }

  public LandingException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
