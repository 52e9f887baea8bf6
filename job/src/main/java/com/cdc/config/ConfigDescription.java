package com.cdc.config;

import com.cdc.event.ColumnRule;
import java.util.LinkedHashMap;
import java.util.List;
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
        .put(CdcOptions.REST_BIND_ADDRESS, config.restBindAddress())
        .put(CdcOptions.HTTP_PORT, config.http().port())
        .put(CdcOptions.HTTP_BIND_ADDRESS, config.http().bindAddress())
        .put(CdcOptions.HTTP_UNREADY_AFTER, config.http().unreadyAfter())
        .put(config.sources())
        .put(CdcOptions.RECORD_NUMERIC, config.record().numeric())
        .put(CdcOptions.RECORD_BYTEA, config.record().bytea())
        .put(CdcOptions.RECORD_JSON, config.record().json())
        .put(CdcOptions.RECORD_COMPOSITE, config.record().composite())
        .put(CdcOptions.RECORD_BEFORE, config.record().before())
        .put(CdcOptions.LANDING_URI, config.landing().uri())
        .put(CdcOptions.LANDING_ROLL_SIZE, config.landing().rollSize())
        .put(CdcOptions.LANDING_ROLL_AGE, config.landing().rollAge())
        .put(CdcOptions.LANDING_BUCKET_TIME, config.landing().bucketTime())
        .put(CdcOptions.LANDING_COMPRESSION, config.landing().compression())
        .put(CdcOptions.LANDING_COMPRESSION_LEVEL, config.landing().compressionLevel())
        .put(CdcOptions.LANDING_MIN_SIZE, config.landing().openParts().minSize())
        .put(CdcOptions.LANDING_MAX_AGE, config.landing().openParts().maxAge())
        .put(
            CdcOptions.LANDING_TABLE_MIN_SIZE,
            TableSettings.format(config.landing().openParts().minSizes()))
        .put(
            CdcOptions.LANDING_TABLE_MAX_AGE,
            TableSettings.format(config.landing().openParts().maxAges()))
        .put(CdcOptions.LANDING_SHARDS, TableSettings.format(config.landing().shards()))
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

  private ConfigDescription put(List<PostgresConfig> sources) {
    sources.forEach(this::put);
    return this;
  }

  private void put(PostgresConfig source) {
    String rootCert = source.sslRootCert();
    put(source, CdcOptions.POSTGRES_HOST, source.host());
    put(source, CdcOptions.POSTGRES_PORT, source.port());
    put(source, CdcOptions.POSTGRES_DATABASE, source.database());
    put(source, CdcOptions.POSTGRES_USER, source.user());
    put(source, CdcOptions.POSTGRES_PASSWORD, source.password());
    put(source, CdcOptions.POSTGRES_PUBLICATION, source.publication());
    put(source, CdcOptions.POSTGRES_SLOT, source.slot());
    put(source, CdcOptions.POSTGRES_TABLES, TableList.format(source.tables()));
    put(source, CdcOptions.POSTGRES_SSL_MODE, source.sslMode());
    put(source, CdcOptions.POSTGRES_SSL_ROOT_CERT, rootCert == null ? "" : rootCert);
    ClientCertificate shown = source.clientCertificate();
    String chain = shown == null ? null : shown.chain();
    Secret keyPassword = shown == null ? null : shown.keyPassword();
    put(source, CdcOptions.POSTGRES_SSL_CERT, chain == null ? "" : chain);
    put(source, CdcOptions.POSTGRES_SSL_KEY, shown == null ? "" : shown.key());
    put(source, CdcOptions.POSTGRES_SSL_KEY_PASSWORD, keyPassword == null ? "" : keyPassword);
    put(source, CdcOptions.POSTGRES_CONNECT_TIMEOUT, source.connectTimeout());
    put(source, CdcOptions.POSTGRES_CHUNK_SIZE, source.chunkSize());
    put(source, CdcOptions.POSTGRES_ON_LOST_SLOT, source.onLostSlot());
    put(source, CdcOptions.POSTGRES_ON_REWRITE, source.onRewrite());
    put(source, CdcOptions.POSTGRES_SCHEMA_CHECK_INTERVAL, source.schemaCheckInterval());
    put(source, CdcOptions.POSTGRES_MAX_ROW_BYTES, source.maxRowBytes());
    put(source, CdcOptions.POSTGRES_WAL_GUARD, source.walLimit().guard());
    put(source, CdcOptions.POSTGRES_WAL_LIMIT, source.walLimit().size());
    ColumnRules columns = source.columns();
    put(source, CdcOptions.POSTGRES_DROP_COLUMNS, ColumnList.format(columns, ColumnRule.DROP));
    put(source, CdcOptions.POSTGRES_HASH_COLUMNS, ColumnList.format(columns, ColumnRule.HASH));
    put(source, CdcOptions.POSTGRES_MASK_COLUMNS, ColumnList.format(columns, ColumnRule.MASK));
    put(source, CdcOptions.POSTGRES_FORMER_COLUMNS, ColumnList.format(columns.former()));
    put(source, CdcOptions.POSTGRES_HASH_KEY, columns.hashKey() == null ? "" : columns.hashKey());
  }

  private void put(PostgresConfig source, ConfigOption<?> option, Object value) {
    lines.put(SourceKeys.key(source.name(), option), ValueType.print(value));
  }

  private ConfigDescription put(ConfigOption<?> option, Object value) {
    lines.put(option.key(), ValueType.print(value));
    return this;
  }
}
