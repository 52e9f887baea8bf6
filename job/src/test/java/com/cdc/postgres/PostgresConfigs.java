package com.cdc.postgres;

import com.cdc.config.OnLostSlot;
import com.cdc.config.PostgresConfig;
import com.cdc.config.Secret;
import com.cdc.config.SslMode;
import java.time.Duration;

/** Copies of a configuration with one thing changed. */
public final class PostgresConfigs {

  private PostgresConfigs() {}

  public static PostgresConfig at(PostgresConfig c, String host, int port) {
    return copy(c, host, port, c.database(), c.user(), c.password(), c.sslMode());
  }

  static PostgresConfig in(PostgresConfig c, String database) {
    return copy(c, c.host(), c.port(), database, c.user(), c.password(), c.sslMode());
  }

  public static PostgresConfig as(PostgresConfig c, String user, String password) {
    return copy(c, c.host(), c.port(), c.database(), user, Secret.of(password), c.sslMode());
  }

  static PostgresConfig with(PostgresConfig c, SslMode sslMode) {
    return copy(c, c.host(), c.port(), c.database(), c.user(), c.password(), sslMode);
  }

  private static PostgresConfig copy(
      PostgresConfig c,
      String host,
      int port,
      String database,
      String user,
      Secret password,
      SslMode sslMode) {
    return new PostgresConfig(
        PostgresConfig.UNNAMED,
        host,
        port,
        database,
        user,
        password,
        c.publication(),
        c.slot(),
        c.tables(),
        sslMode,
        c.sslRootCert(),
        Duration.ofSeconds(1),
        c.chunkSize(),
        OnLostSlot.FAIL);
  }
}
