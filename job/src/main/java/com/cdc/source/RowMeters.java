package com.cdc.source;

import com.cdc.event.ChangeBatch;
import com.cdc.event.Operation;
import com.cdc.metrics.Meters;
import com.cdc.metrics.MetricName;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;

/** Counts what a reader passes on. Of one thread, the reader's. */
final class RowMeters {

  private final Meters meters;
  private final String source;
  private final Counter batches;
  private final Map<String, Counter> counters = new HashMap<>();

  RowMeters(Meters meters, String source) {
    this.meters = meters;
    this.source = source;
    batches = meters.counter(MetricName.BATCHES_READ, source);
  }

  void emitted(ChangeBatch batch) {
    if (batch.rows == 0) {
      return;
    }
    batches.inc();
    String table = batch.schema + "." + batch.table;
    counters
        .computeIfAbsent(table, t -> meters.counter(MetricName.BYTES_READ, source, t))
        .inc(batch.lines.length);
    count(table, Operation.READ, batch.reads);
    count(table, Operation.CREATE, batch.creates);
    count(table, Operation.UPDATE, batch.updates);
    count(table, Operation.DELETE, batch.deletes);
    count(table, Operation.TRUNCATE, batch.truncates);
  }

  private void count(String table, Operation operation, int rows) {
    if (rows > 0) {
      String code = String.valueOf(operation.code());
      counters
          .computeIfAbsent(
              code + table, key -> meters.counter(MetricName.ROWS_READ, source, table, code))
          .inc(rows);
    }
  }
}
