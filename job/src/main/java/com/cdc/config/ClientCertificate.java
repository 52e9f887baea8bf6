package com.cdc.config;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.flink.configuration.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * What says to the server who connects. The files are read for each connection, so that renewed
 * ones are found.
 *
 * @param key file of the private key
 * @param chain file of the certificate and those that lead to its authority; null where the key's
 *     file, a PKCS #12 one, holds them
 * @param keyPassword null if the key has none
 */
public record ClientCertificate(String key, @Nullable String chain, @Nullable Secret keyPassword)
    implements Serializable {

  /** Whether the key's file is said to hold the certificate too. */
  public boolean isPkcs12() {
    return isPkcs12(key);
  }

  private static boolean isPkcs12(String file) {
    String name = file.toLowerCase(Locale.ROOT);
    return name.endsWith(".p12") || name.endsWith(".pfx");
  }

  /** What is given, or null if nothing is. */
  static @Nullable ClientCertificate of(Configuration values) {
    String key = values.getOptional(PostgresOptions.SSL_KEY).orElse(null);
    return key == null
        ? null
        : new ClientCertificate(
            key,
            values.getOptional(PostgresOptions.SSL_CERT).orElse(null),
            values.getOptional(PostgresOptions.SSL_KEY_PASSWORD).map(Secret::of).orElse(null));
  }

  /** What is wrong with the given values together. */
  static List<String> complaints(String source, Configuration values) {
    String certKey = SourceKeys.key(source, PostgresOptions.SSL_CERT);
    String keyKey = SourceKeys.key(source, PostgresOptions.SSL_KEY);
    String key = values.getOptional(PostgresOptions.SSL_KEY).orElse(null);
    List<String> found = new ArrayList<>();
    if (key == null) {
      if (values.contains(PostgresOptions.SSL_CERT)) {
        found.add("`%s` is given, but not its key; set `%s`.".formatted(certKey, keyKey));
      }
      return found;
    }
    if (!isPkcs12(key) && !values.contains(PostgresOptions.SSL_CERT)) {
      found.add(
          "`%s` is given, but not its certificate; set `%s`, or give a PKCS #12 file that holds both (.p12)."
              .formatted(keyKey, certKey));
    }
    if (values.get(PostgresOptions.SSL_MODE) == SslMode.DISABLE) {
      found.add(
          "`%s` is given, but `%s` is `disable`, and without TLS no certificate is shown; take `verify-full`."
              .formatted(keyKey, SourceKeys.key(source, PostgresOptions.SSL_MODE)));
    }
    return found;
  }
}
