package com.cdc.config;

import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.flink.configuration.GlobalConfiguration;

/** Which values must not be printed, judged by their key. */
final class Redaction {
  private static final Pattern SENSITIVE = Pattern.compile("key|secret|password|token|sas");

  private Redaction() {}

  /** Wider than Flink's own list, which misses {@code s3.access-key}. */
  static boolean isSensitive(String key) {
    return GlobalConfiguration.isSensitive(key)
        || SENSITIVE.matcher(key.toLowerCase(Locale.ROOT)).find();
  }

  static String redact(String key, String value) {
    return isSensitive(key) ? Secret.MASK : value;
  }
}
