package com.cdc.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.config.CdcConfig;
import com.cdc.config.PostgresConfig;
import com.cdc.embedded.EmbeddedFlink;
import com.cdc.event.RecordFormat;
import com.cdc.event.TableId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;

/** The pipeline in this JVM, into a directory; started again it continues. */
public final class LocalPipeline implements AutoCloseable {

  private final EmbeddedFlink flink;
  private final Landing landing;

  private LocalPipeline(EmbeddedFlink flink, Landing landing) {
    this.flink = flink;
    this.landing = landing;
  }

  public static LocalPipeline start(PostgresConfig postgres, Path directory) throws Exception {
    return start(postgres, directory, Duration.ofMillis(500));
  }

  public static LocalPipeline start(
      PostgresConfig postgres, Path directory, Duration checkpointInterval) throws Exception {
    return start(postgres, directory, checkpointInterval, RecordFormat.DEFAULT);
  }

  public static LocalPipeline start(
      PostgresConfig postgres, Path directory, Duration checkpointInterval, RecordFormat format)
      throws Exception {
    return start(postgres, directory, checkpointInterval, format, 2, Map.of());
  }

  /** The same with so many writers, and tables spread over so many shards. */
  public static LocalPipeline start(
      PostgresConfig postgres,
      Path directory,
      Duration checkpointInterval,
      RecordFormat format,
      int parallelism,
      Map<TableId, Integer> shards)
      throws Exception {
    Storage storage = Storage.local(directory);
    return start(
        storage, storage.config(postgres, format, parallelism, checkpointInterval, shards));
  }

  /** The same into any storage, whose file system this JVM knows. */
  public static LocalPipeline start(
      PostgresConfig postgres, Storage storage, Duration checkpointInterval) throws Exception {
    return start(postgres, storage, checkpointInterval, Map.of());
  }

  public static LocalPipeline start(
      PostgresConfig postgres,
      Storage storage,
      Duration checkpointInterval,
      Map<TableId, Integer> shards)
      throws Exception {
    return start(
        storage, storage.config(postgres, RecordFormat.DEFAULT, 2, checkpointInterval, shards));
  }

  private static LocalPipeline start(Storage storage, CdcConfig config) throws Exception {
    return new LocalPipeline(EmbeddedFlink.start(config), storage.landing());
  }

  public EmbeddedFlink flink() {
    return flink;
  }

  public Landing landing() {
    return landing;
  }

  /** Waits until so many records of the table are visible that satisfy the condition. */
  public void awaitRecords(TableId table, int count, Predicate<String> condition) {
    await()
        .atMost(Duration.ofMinutes(3))
        .until(
            () -> {
              assertThat(flink.terminated()).isNotDone();
              return landing.records(table).stream().filter(condition).count() >= count;
            });
  }

  /** A last checkpoint, then the end. */
  public void stop() {
    assertThat(flink.stop()).isTrue();
  }

  /** The end at once; does nothing after {@link #stop}. */
  @Override
  public void close() {
    flink.close();
  }
}
