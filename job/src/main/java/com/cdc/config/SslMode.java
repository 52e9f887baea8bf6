package com.cdc.config;

import java.util.Locale;

/**
 * How a connection to PostgreSQL is encrypted, by libpq's names.
 *
 * @see <a href="https://www.postgresql.org/docs/current/libpq-ssl.html">PostgreSQL manual, SSL
 *     support</a>
 */
public enum SslMode {
  /** Never encrypted. */
  DISABLE,
  /** Encrypted only if the server insists. */
  ALLOW,
  /** Encrypted if the server can. */
  PREFER,
  /** Always encrypted; the server's certificate is not checked. */
  REQUIRE,
  /** Always encrypted; the certificate must come from a trusted authority. */
  VERIFY_CA,
  /** As {@link #VERIFY_CA}, and the certificate must name the host. */
  VERIFY_FULL;

  /** libpq's name, for example {@code verify-ca}. */
  public String value() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Flink reads and prints an enum by this. */
  @Override
  public String toString() {
    return value();
  }
}
