package com.cdc.bench;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.SimpleStringEncoder;
import org.apache.flink.cdc.connectors.base.options.StartupOptions;
import org.apache.flink.cdc.connectors.base.source.jdbc.JdbcIncrementalSource;
import org.apache.flink.cdc.connectors.postgres.source.PostgresSourceBuilder;
import org.apache.flink.cdc.debezium.JsonDebeziumDeserializationSchema;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.filesystem.OutputFileConfig;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.OnCheckpointRollingPolicy;

/**
 * The stock flink-cdc connector to the same FileSink, in this JVM, until the process is ended.
 *
 * <p>For the stream it is tuned as Debezium is; for the snapshot it runs with its defaults.
 */
public final class FlinkCdcReader {

  private FlinkCdcReader() {}

  /** No arguments; the environment says all. */
  public static void main(String[] args) throws Exception {
    Map<String, String> env = System.getenv();
    Configuration flink = new Configuration();
    flink.set(RestOptions.BIND_PORT, "0");
    flink.set(RestOptions.BIND_ADDRESS, Database.HOST);
    flink.set(StateBackendOptions.STATE_BACKEND, "hashmap");
    flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(1));
    flink.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, env.get("CHECKPOINT_URI"));
    flink.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(1, flink);
    environment
        .fromSource(source(env), WatermarkStrategy.noWatermarks(), "flink-cdc")
        .sinkTo(
            FileSink.forRowFormat(
                    new Path(env.get("LANDING_URI")), new SimpleStringEncoder<String>())
                .withRollingPolicy(OnCheckpointRollingPolicy.build())
                .withOutputFileConfig(OutputFileConfig.builder().withPartSuffix(".json").build())
                .build());
    environment.execute("bench");
  }

  private static JdbcIncrementalSource<String> source(Map<String, String> env) {
    Properties debezium = new Properties();
    debezium.setProperty("publication.name", Database.PUBLICATION);
    debezium.setProperty("publication.autocreate.mode", "disabled");
    debezium.setProperty("tombstones.on.delete", "false");
    boolean stream = "stream".equals(env.get("MODE"));
    if (stream) {
      debezium.setProperty("max.batch.size", "16384");
      debezium.setProperty("max.queue.size", "65536");
      debezium.setProperty("poll.interval.ms", "20");
    }
    var builder =
        PostgresSourceBuilder.PostgresIncrementalSource.<String>builder()
            .hostname(Database.HOST)
            .port(Integer.parseInt(env.getOrDefault("PG_PORT", "")))
            .database(env.get("PG_DATABASE"))
            .schemaList("public")
            .tableList(env.getOrDefault("TABLE_INCLUDE", "").split(",", -1))
            .username(env.get("PG_USER"))
            .password(env.get("PG_PASSWORD"))
            .slotName(env.get("PG_SLOT"))
            .decodingPluginName("pgoutput")
            .debeziumProperties(debezium)
            .deserializer(new JsonDebeziumDeserializationSchema());
    if (stream) {
      builder.startupOptions(StartupOptions.committed()).skipSnapshotBackfill(true);
    }
    return builder.build();
  }
}
