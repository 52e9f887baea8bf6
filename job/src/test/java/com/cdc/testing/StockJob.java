package com.cdc.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.Encoder;
import org.apache.flink.cdc.connectors.base.source.jdbc.JdbcIncrementalSource;
import org.apache.flink.cdc.connectors.postgres.source.PostgresSourceBuilder.PostgresIncrementalSource;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.filesystem.BucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.OutputFileConfig;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.SimpleVersionedStringSerializer;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.OnCheckpointRollingPolicy;
import org.apache.flink.util.TimeUtils;

/**
 * flink-cdc's own reading path to the same landing, under the same environment variables, in the
 * place of {@code cdc run}: to see what a test shows of it.
 */
public final class StockJob {

  private StockJob() {}

  /** No arguments; continues from the newest checkpoint. */
  public static void main(String[] args) throws Exception {
    Map<String, String> env = System.getenv();
    int port = freePort();
    Configuration flink = new Configuration();
    flink.set(RestOptions.PORT, port);
    flink.set(RestOptions.BIND_PORT, String.valueOf(port));
    flink.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    flink.set(StateBackendOptions.STATE_BACKEND, "hashmap");
    flink.set(
        CheckpointingOptions.CHECKPOINTING_INTERVAL,
        TimeUtils.parseDuration(env.get("CHECKPOINT_INTERVAL")));
    flink.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, "file:" + env.get("CHECKPOINT_URI"));
    flink.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    flink.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
    newestCheckpoint(Path.of(env.get("CHECKPOINT_URI")))
        .ifPresent(path -> flink.set(StateRecoveryOptions.SAVEPOINT_PATH, path.toString()));
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironmentWithWebUI(flink);
    environment.setParallelism(1);
    environment
        .fromSource(source(env), WatermarkStrategy.noWatermarks(), "stock")
        .uid("stock")
        .sinkTo(
            FileSink.forRowFormat(
                    new org.apache.flink.core.fs.Path("file:" + env.get("LANDING_URI")),
                    new RecordEncoder())
                .withBucketAssigner(new ByTable())
                .withRollingPolicy(OnCheckpointRollingPolicy.build())
                .withOutputFileConfig(OutputFileConfig.builder().withPartSuffix(".json").build())
                .build())
        .uid("landing");
    var job = environment.executeAsync("stock");
    System.out.println("Running. Web interface: http://localhost:" + port);
    job.getJobExecutionResult().get();
  }

  private static JdbcIncrementalSource<String> source(Map<String, String> env) {
    Properties debezium = new Properties();
    debezium.setProperty("publication.name", env.get("PG_PUBLICATION"));
    debezium.setProperty("publication.autocreate.mode", "disabled");
    debezium.setProperty("tombstones.on.delete", "false");
    debezium.setProperty("decimal.handling.mode", "string");
    debezium.setProperty("time.precision.mode", "adaptive_time_microseconds");
    debezium.setProperty("poll.interval.ms", "20");
    // as by default, only sooner
    debezium.setProperty("status.update.interval.ms", "500");
    return PostgresIncrementalSource.<String>builder()
        .hostname(env.get("PG_HOST"))
        .port(Integer.parseInt(env.get("PG_PORT")))
        .database(env.get("PG_DATABASE"))
        .schemaList(env.get("TABLE_INCLUDE").split("\\.", -1)[0])
        .tableList(env.get("TABLE_INCLUDE"))
        .chunkKeyColumn("item_id") // which tables without a key need
        .splitSize(100_000)
        .username(env.get("PG_USER"))
        .password(env.get("PG_PASSWORD"))
        .slotName(env.get("PG_SLOT"))
        .decodingPluginName("pgoutput")
        .debeziumProperties(debezium)
        .heartbeatInterval(Duration.ofSeconds(1))
        .deserializer(new StockRecord())
        .build();
  }

  private static Optional<Path> newestCheckpoint(Path directory) {
    return LiveFiles.below(directory).stream()
        .filter(file -> file.endsWith("_metadata"))
        .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
        .map(Path::getParent);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** A record is its table's directory, a tab, and its line. */
  private static final class ByTable implements BucketAssigner<String, String> {

    private static final long serialVersionUID = 1L;

    @Override
    public String getBucketId(String record, Context context) {
      return record.substring(0, record.indexOf('\t'));
    }

    @Override
    public SimpleVersionedSerializer<String> getSerializer() {
      return SimpleVersionedStringSerializer.INSTANCE;
    }
  }

  private static final class RecordEncoder implements Encoder<String> {

    private static final long serialVersionUID = 1L;

    @Override
    public void encode(String record, OutputStream stream) throws IOException {
      stream.write((record.substring(record.indexOf('\t') + 1) + "\n").getBytes(UTF_8));
    }
  }
}
