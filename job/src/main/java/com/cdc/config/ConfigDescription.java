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
        .put(JobOptions.NAME, config.name())
        .put(JobOptions.PARALLELISM, config.parallelism())
        .put(JobOptions.REST_PORT, config.restPort())
        .put(JobOptions.REST_BIND_ADDRESS, config.restBindAddress())
        .put(JobOptions.HTTP_PORT, config.http().port())
        .put(JobOptions.HTTP_BIND_ADDRESS, config.http().bindAddress())
        .put(JobOptions.HTTP_UNREADY_AFTER, config.http().unreadyAfter())
        .put(config.sources())
        .put(RecordOptions.NUMERIC, config.record().numeric())
        .put(RecordOptions.BYTEA, config.record().bytea())
        .put(RecordOptions.JSON, config.record().json())
        .put(RecordOptions.COMPOSITE, config.record().composite())
        .put(RecordOptions.BEFORE, config.record().before())
        .put(LandingOptions.URI, config.landing().uri())
        .put(LandingOptions.ROLL_SIZE, config.landing().rollSize())
        .put(LandingOptions.ROLL_AGE, config.landing().rollAge())
        .put(LandingOptions.BUCKET_TIME, config.landing().bucketTime())
        .put(LandingOptions.COMPRESSION, config.landing().compression())
        .put(LandingOptions.COMPRESSION_LEVEL, config.landing().compressionLevel())
        .put(LandingOptions.MIN_SIZE, config.landing().openParts().minSize())
        .put(LandingOptions.MAX_AGE, config.landing().openParts().maxAge())
        .put(
            LandingOptions.TABLE_MIN_SIZE,
            TableSettings.format(config.landing().openParts().minSizes()))
        .put(
            LandingOptions.TABLE_MAX_AGE,
            TableSettings.format(config.landing().openParts().maxAges()))
        .put(LandingOptions.SHARDS, TableSettings.format(config.landing().shards()))
        .put(CheckpointOptions.URI, config.checkpoint().uri())
        .put(CheckpointOptions.INTERVAL, config.checkpoint().interval())
        .put(CheckpointOptions.TIMEOUT, config.checkpoint().timeout())
        .put(CheckpointOptions.RETAINED, config.checkpoint().retained());
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
    put(source, PostgresOptions.HOST, source.host());
    put(source, PostgresOptions.PORT, source.port());
    put(source, PostgresOptions.DATABASE, source.database());
    put(source, PostgresOptions.USER, source.user());
    put(source, PostgresOptions.PASSWORD, source.password());
    put(source, PostgresOptions.PUBLICATION, source.publication());
    put(source, PostgresOptions.SLOT, source.slot());
    put(source, PostgresOptions.TABLES, TableList.format(source.tables()));
    put(source, PostgresOptions.SSL_MODE, source.sslMode());
    put(source, PostgresOptions.SSL_ROOT_CERT, rootCert == null ? "" : rootCert);
    ClientCertificate shown = source.clientCertificate();
    String chain = shown == null ? null : shown.chain();
    Secret keyPassword = shown == null ? null : shown.keyPassword();
    put(source, PostgresOptions.SSL_CERT, chain == null ? "" : chain);
    put(source, PostgresOptions.SSL_KEY, shown == null ? "" : shown.key());
    put(source, PostgresOptions.SSL_KEY_PASSWORD, keyPassword == null ? "" : keyPassword);
    put(source, PostgresOptions.CONNECT_TIMEOUT, source.connectTimeout());
    put(source, PostgresOptions.CHUNK_SIZE, source.chunkSize());
    put(source, PostgresOptions.ON_LOST_SLOT, source.onLostSlot());
    put(source, PostgresOptions.ON_REWRITE, source.onRewrite());
    put(source, PostgresOptions.SCHEMA_CHECK_INTERVAL, source.schemaCheckInterval());
    put(source, PostgresOptions.MAX_ROW_BYTES, source.maxRowBytes());
    put(source, PostgresOptions.WAL_GUARD, source.walLimit().guard());
    put(source, PostgresOptions.WAL_LIMIT, source.walLimit().size());
    ColumnRules columns = source.columns();
    put(source, PostgresOptions.DROP_COLUMNS, ColumnList.format(columns, ColumnRule.DROP));
    put(source, PostgresOptions.HASH_COLUMNS, ColumnList.format(columns, ColumnRule.HASH));
    put(source, PostgresOptions.MASK_COLUMNS, ColumnList.format(columns, ColumnRule.MASK));
    put(source, PostgresOptions.FORMER_COLUMNS, ColumnList.format(columns.former()));
    put(source, PostgresOptions.HASH_KEY, columns.hashKey() == null ? "" : columns.hashKey());
  }

  private void put(PostgresConfig source, ConfigOption<?> option, Object value) {
    lines.put(SourceKeys.key(source.name(), option), ValueType.print(value));
  }

  private ConfigDescription put(ConfigOption<?> option, Object value) {
    lines.put(option.key(), ValueType.print(value));
    return this;
  }
}
