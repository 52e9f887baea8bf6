package com.cdc.config;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** A value that prints as {@code ******}; only {@link #reveal} gives it away. */
public final class Secret implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What stands in place of every secret. */
  public static final String MASK = "******";

  private final String value;

  private Secret(String value) {
    this.value = value;
  }

  public static Secret of(String value) {
    return new Secret(value);
  }

  /** The value itself, for the one call that needs it. */
  public String reveal() {
    return value;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Secret secret && value.equals(secret.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return MASK;
  }
}
