package com.cdc.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.ConfigOption;

/** The effective configuration for people, in the order of the options, without secrets. */
final class ConfigDescription {
  private final Map<String, String> lines = new LinkedHashMap<>();

  private ConfigDescription() {}

  static Map<String, String> of(CdcConfig config) {
    ConfigDescription description = new ConfigDescription();
    description
        .put(CdcOptions.NAME, config.name())
        .put(CdcOptions.PARALLELISM, config.parallelism())
        .put(CdcOptions.REST_PORT, config.restPort())
        .put(config.postgres())
        .put(CdcOptions.LANDING_URI, config.landing().uri())
        .put(CdcOptions.LANDING_ROLL_SIZE, config.landing().rollSize())
        .put(CdcOptions.LANDING_ROLL_AGE, config.landing().rollAge())
        .put(CdcOptions.CHECKPOINT_URI, config.checkpoint().uri())
        .put(CdcOptions.CHECKPOINT_INTERVAL, config.checkpoint().interval())
        .put(CdcOptions.CHECKPOINT_TIMEOUT, config.checkpoint().timeout())
        .put(CdcOptions.CHECKPOINT_RETAINED, config.checkpoint().retained());
    new TreeMap<>(config.flink())
        .forEach(
            (key, value) ->
                description.lines.put(
                    CdcOptions.FLINK.key() + "." + key, Redaction.redact(key, value)));
    return description.lines;
  }

  private ConfigDescription put(PostgresConfig postgres) {
    String rootCert = postgres.sslRootCert();
    return put(CdcOptions.POSTGRES_HOST, postgres.host())
        .put(CdcOptions.POSTGRES_PORT, postgres.port())
        .put(CdcOptions.POSTGRES_DATABASE, postgres.database())
        .put(CdcOptions.POSTGRES_USER, postgres.user())
        .put(CdcOptions.POSTGRES_PASSWORD, postgres.password())
        .put(CdcOptions.POSTGRES_PUBLICATION, postgres.publication())
        .put(CdcOptions.POSTGRES_SLOT, postgres.slot())
        .put(CdcOptions.POSTGRES_TABLES, TableList.format(postgres.tables()))
        .put(CdcOptions.POSTGRES_SSL_MODE, postgres.sslMode())
        .put(CdcOptions.POSTGRES_SSL_ROOT_CERT, rootCert == null ? "" : rootCert)
        .put(CdcOptions.POSTGRES_CONNECT_TIMEOUT, postgres.connectTimeout())
        .put(CdcOptions.POSTGRES_CHUNK_SIZE, postgres.chunkSize())
        .put(CdcOptions.POSTGRES_ON_LOST_SLOT, postgres.onLostSlot());
  }

  private ConfigDescription put(ConfigOption<?> option, Object value) {
    lines.put(option.key(), ValueType.print(value));
    return this;
  }
}
