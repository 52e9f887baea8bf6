package com.cdc.source;

import com.cdc.event.ChangeBatch;
import io.debezium.connector.base.ChangeEventQueue;
import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.pipeline.DataChangeEvent;
import io.debezium.pipeline.ErrorHandler;
import io.debezium.pipeline.EventDispatcher;
import io.debezium.pipeline.spi.OffsetContext;
import io.debezium.pipeline.spi.Partition;
import io.debezium.relational.RelationalDatabaseSchema;
import io.debezium.relational.Table;
import io.debezium.relational.TableId;
import io.debezium.relational.Tables;
import io.debezium.util.LoggingContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.cdc.connectors.base.WatermarkDispatcher;
import org.apache.flink.cdc.connectors.base.config.JdbcSourceConfig;
import org.apache.flink.cdc.connectors.base.dialect.JdbcDataSourceDialect;
import org.apache.flink.cdc.connectors.base.source.meta.offset.Offset;
import org.apache.flink.cdc.connectors.base.source.meta.split.SourceSplitBase;
import org.apache.flink.cdc.connectors.base.source.reader.external.JdbcSourceFetchTaskContext;
import org.apache.flink.table.types.logical.RowType;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * The context of a fetch task, which here is a bounded queue and nothing else: no Debezium schema,
 * no Debezium connection.
 */
final class EmissionQueue extends JdbcSourceFetchTaskContext {

  /** Elements of up to about a megabyte each wait here; more would only take memory. */
  private static final int CAPACITY = 4;

  /** More than the elements above have, unless a row is huge: that one must be alone on its way. */
  private static final long FLIGHT_BYTES = 16 << 20;

  private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

  private final ChangeEventQueue<DataChangeEvent> queue =
      new ChangeEventQueue.Builder<DataChangeEvent>()
          .pollInterval(Duration.ofMillis(50))
          .maxBatchSize(1) // one emission at a time: a checkpoint may fall between any two
          .maxQueueSize(CAPACITY)
          .loggingContextSupplier(() -> LoggingContext.forConnector("postgres", "cdc", "fetch"))
          .build();

  private final AtomicLong inFlight = new AtomicLong();

  EmissionQueue(JdbcSourceConfig config, JdbcDataSourceDialect dialect) {
    super(config, dialect);
  }

  /** Whether another emission would have to wait. */
  boolean isFull() {
    return queue.remainingCapacity() == 0 || isLaden();
  }

  /** Whether so much is on its way to the landing that no more should even be read. */
  boolean isLaden() {
    return inFlight.get() > FLIGHT_BYTES;
  }

  /** Bytes on their way from here to the landing. */
  long bytes() {
    return inFlight.get();
  }

  /** Adds an emission of these batches, which counts until it has been passed on. */
  void add(List<ChangeBatch> batches, @Nullable SpooledChunk chunk, Offset offset)
      throws InterruptedException {
    long bytes = 0;
    for (ChangeBatch batch : batches) {
      bytes += batch.lines.length;
    }
    long counted = bytes;
    inFlight.addAndGet(counted);
    queue.enqueue(
        new DataChangeEvent(
            new Emission(batches, chunk, offset, () -> inFlight.addAndGet(-counted))));
  }

  /** Lets the reader take something. */
  void pause() {
    LockSupport.parkNanos(PAUSE_NANOS);
  }

  @Override
  public void configure(SourceSplitBase split) {}

  @Override
  public ChangeEventQueue<DataChangeEvent> getQueue() {
    return queue;
  }

  /** Nothing is a data change to the frame, so it filters nothing by watermark or table. */
  @Override
  public boolean isDataChangeRecord(SourceRecord record) {
    return false;
  }

  @Override
  public void close() {}

  @Override
  public Tables.TableFilter getTableFilter() {
    return table -> dataSourceDialect.isIncludeDataCollection(sourceConfig, table);
  }

  @Override
  public PostgresConnectorConfig getDbzConnectorConfig() {
    return (PostgresConnectorConfig) super.getDbzConnectorConfig();
  }

  @Override
  public Offset getStreamOffset(SourceRecord record) {
    throw unused();
  }

  @Override
  public TableId getTableId(SourceRecord record) {
    throw unused();
  }

  @Override
  public RelationalDatabaseSchema getDatabaseSchema() {
    throw unused();
  }

  @Override
  public RowType getSplitType(Table table) {
    throw unused();
  }

  @Override
  public ErrorHandler getErrorHandler() {
    throw unused();
  }

  @Override
  @SuppressWarnings("rawtypes") // as the frame declares it
  public EventDispatcher getEventDispatcher() {
    throw unused();
  }

  @Override
  public WatermarkDispatcher getWaterMarkDispatcher() {
    throw unused();
  }

  @Override
  public OffsetContext getOffsetContext() {
    throw unused();
  }

  @Override
  public Partition getPartition() {
    throw unused();
  }

  private static UnsupportedOperationException unused() {
    return new UnsupportedOperationException("Only Debezium's own reading path needs this");
  }
}
