package com.cdc.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.apache.flink.configuration.ConfigOption;
import org.jspecify.annotations.Nullable;

/** The environment variables of an option. */
final class EnvNames {
  private static final String POSTGRES = "postgres.";

  // Kubernetes sets <SERVICE>_PORT=tcp://… for every service, also for one that is named `postgres`
  // https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
  private static final Pattern SERVICE_LINK = Pattern.compile("(tcp|udp|sctp)://.*");

  /** Cloud Run, App Service and others tell a container where to listen. */
  private static final String PLATFORM_PORT = "PORT";

  private EnvNames() {}

  /** The name to tell people: short for the database, else the key in upper case. */
  static String of(ConfigOption<?> option) {
    if (option.key().equals(PostgresOptions.TABLES.key())) {
      return "TABLE_INCLUDE";
    } else if (option.key().equals(CdcOptions.FLINK.key())) {
      return "FLINK_PROPERTIES"; // as in Flink's own image
    } else if (option.key().startsWith(POSTGRES)) {
      return "PG_" + upper(option.key().substring(POSTGRES.length()));
    }
    return upper(option.key());
  }

  /** All names that are read, the one of {@link #of} first. */
  static List<String> all(ConfigOption<?> option) {
    if (option.key().equals(JobOptions.HTTP_PORT.key())) {
      return List.of(of(option), PLATFORM_PORT);
    }
    return option.key().startsWith(POSTGRES)
        ? List.of(of(option), upper(option.key()))
        : List.of(of(option));
  }

  /** The variable that is set for the option, or null. An empty one counts as not set. */
  static @Nullable String set(ConfigOption<?> option, Map<String, String> env, Problems problems) {
    List<String> set = all(option).stream().filter(name -> isSet(name, env)).toList();
    if (set.isEmpty()) {
      return null;
    }
    String first = set.get(0);
    if (set.contains(PLATFORM_PORT)) {
      return first; // the platform's is for whoever did not choose another
    }
    for (String other : set) {
      if (!Objects.equals(env.get(first), env.get(other))) {
        problems.add(
            "Environment variables %s and %s both mean `%s` and differ; set only one of them."
                .formatted(first, other, option.key()));
      }
    }
    return first;
  }

  private static boolean isSet(String name, Map<String, String> env) {
    String value = env.getOrDefault(name, "");
    return !value.isEmpty() && !(name.endsWith("_PORT") && SERVICE_LINK.matcher(value).matches());
  }

  private static String upper(String key) {
    return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
