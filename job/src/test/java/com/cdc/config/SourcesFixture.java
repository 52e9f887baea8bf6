package com.cdc.config;

import static com.cdc.config.ConfigFixture.refused;
import static com.cdc.config.ConfigFixture.write;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Loads small configurations of several sources. */
final class SourcesFixture {

  private static final Map<String, String> ENV =
      Map.of(
          "PG_HOST", "db",
          "PG_DATABASE", "warehouse",
          "JOB_NAME", "several",
          "PG_USER", "cdc",
          "PG_PASSWORD", "hunter2",
          "LANDING_URI", "/data/landing",
          "CHECKPOINT_URI", "/data/checkpoints");

  /** Sources {@code orders} and {@code stock}. */
  static final String TWO =
      """
      sources:
        orders: {slot: cdc_orders, publication: cdc_orders, tables: [sales.order, sales.line]}
        stock: {slot: cdc_stock, tables: warehouse.item}
      """;

  private SourcesFixture() {}

  /** A YAML file over an environment without tables; {@code pairs} are put over it. */
  static CdcConfig load(Path directory, String yaml, String... pairs) {
    return ConfigLoader.load(write(directory, yaml), env(pairs));
  }

  static List<String> problems(Path directory, String yaml, String... pairs) {
    return refused(() -> load(directory, yaml, pairs)).problems();
  }

  private static Map<String, String> env(String... pairs) {
    Map<String, String> env = new HashMap<>(ENV);
    for (int i = 0; i < pairs.length; i += 2) {
      env.put(pairs[i], pairs[i + 1]);
    }
    return env;
  }
}
