package com.cdc.config;

import java.io.Serializable;
import java.time.Duration;

/**
 * Where {@code cdc run} says how it is: keys {@code http.*}.
 *
 * @param port 0 for nowhere
 * @param unreadyAfter how long the job may fail to get on before it is not ready
 */
public record HttpConfig(int port, String bindAddress, Duration unreadyAfter)
    implements Serializable {

  /** Says nothing. */
  public static final HttpConfig OFF =
      new HttpConfig(
          0,
          JobOptions.HTTP_BIND_ADDRESS.defaultValue(),
          JobOptions.HTTP_UNREADY_AFTER.defaultValue());

  public HttpConfig {
    new Problems()
        .check(JobOptions.HTTP_PORT, port)
        .check(JobOptions.HTTP_BIND_ADDRESS, bindAddress)
        .check(JobOptions.HTTP_UNREADY_AFTER, unreadyAfter)
        .throwIfAny();
  }

  /** Whether anything is said. */
  public boolean isOn() {
    return port > 0;
  }
}
