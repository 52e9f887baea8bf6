package com.cdc.azure;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.azurebfs.extensions.SASTokenProvider;
import org.jspecify.annotations.Nullable;

/**
 * A SAS token from the configuration: {@code fs.azure.sas.fixed.token.<account>}, or the same
 * without the account. These are the names that later versions of Hadoop read by themselves. Hadoop
 * uses it with {@code fs.azure.account.auth.type: SAS} and this class as {@code
 * fs.azure.sas.token.provider.type}.
 */
public final class ConfiguredSas implements SASTokenProvider {

  private static final String KEY = "fs.azure.sas.fixed.token";

  private @Nullable String token;

  @Override
  public void initialize(Configuration configuration, String account) throws IOException {
    String value = configuration.get(KEY + "." + account, configuration.get(KEY));
    if (value == null || value.isBlank()) {
      throw new IOException(
          "No SAS token for account %s. Configure it: `flink: %s.%s`"
              .formatted(account, KEY, account));
    }
    token = value.strip().startsWith("?") ? value.strip().substring(1) : value.strip();
  }

  @Override
  public String getSASToken(String account, String fileSystem, String path, String operation) {
    if (token == null) {
      throw new IllegalStateException("Not initialized");
    }
    return token;
  }
}
