package com.cdc.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Loads small configurations: a complete environment, with this or that changed. */
final class ConfigFixture {
  static final Map<String, String> COMPLETE =
      Map.of(
          "PG_HOST", "db",
          "PG_DATABASE", "warehouse",
          "PG_USER", "cdc",
          "PG_PASSWORD", "hunter2",
          "TABLE_INCLUDE", "public.items",
          "LANDING_URI", "/data/landing",
          "CHECKPOINT_URI", "/data/checkpoints");

  private ConfigFixture() {}

  /** The complete environment with these names and values, in pairs, put over it. */
  static Map<String, String> env(String... pairs) {
    Map<String, String> env = new HashMap<>(COMPLETE);
    for (int i = 0; i < pairs.length; i += 2) {
      env.put(pairs[i], pairs[i + 1]);
    }
    return env;
  }

  static CdcConfig load(String... pairs) {
    return ConfigLoader.load(null, env(pairs));
  }

  /** A YAML file over the complete environment. */
  static CdcConfig loadYaml(Path directory, String yaml, String... pairs) {
    return ConfigLoader.load(write(directory, yaml), env(pairs));
  }

  static List<String> problems(String... pairs) {
    return refused(() -> load(pairs)).problems();
  }

  static List<String> yamlProblems(Path directory, String yaml, String... pairs) {
    return refused(() -> loadYaml(directory, yaml, pairs)).problems();
  }

  static ConfigException refused(Runnable load) {
    ConfigException e = catchThrowableOfType(ConfigException.class, load::run);
    if (e == null) {
      throw new AssertionError("The configuration was accepted");
    }
    return e;
  }

  static Path write(Path directory, String text) {
    try {
      return Files.writeString(directory.resolve("pipeline.yaml"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
