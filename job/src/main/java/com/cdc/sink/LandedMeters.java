package com.cdc.sink;

import com.cdc.event.Operation;
import com.cdc.event.TableId;
import com.cdc.metrics.Meters;
import com.cdc.metrics.MetricName;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;

/** Counts what has landed. Of one thread. */
final class LandedMeters {

  private final Meters meters;
  private final Map<String, String> sources;
  private final Map<String, Counter> counters = new HashMap<>();

  /**
   * Nothing has landed since this start.
   *
   * @param sources from a table's directory to the name of its source
   */
  LandedMeters(Meters meters, Map<String, String> sources) {
    this.meters = meters;
    this.sources = sources;
  }

  void landed(Manifest manifest) {
    manifest.files().forEach(this::landed);
  }

  private void landed(PartFile file) {
    String directory = file.path().substring(0, file.path().indexOf('/'));
    String source = LandingSink.sourceOf(sources, directory);
    String table = table(directory);
    counter(MetricName.FILES_LANDED, source, table).inc();
    counter(MetricName.BYTES_LANDED, source, table).inc(file.bytes());
    for (Operation operation : Operation.values()) {
      long rows = file.content().count(operation);
      if (rows > 0) {
        counter(MetricName.ROWS_LANDED, source, table, String.valueOf(operation.code())).inc(rows);
      }
    }
  }

  private Counter counter(MetricName name, String... labels) {
    return counters.computeIfAbsent(
        name + String.join("/", labels), key -> meters.counter(name, labels));
  }

  /** {@code cdc.<schema>.<name>} as people write it. */
  private static String table(String directory) {
    String[] parts = directory.split("\\.", 3);
    return parts.length < 3 ? directory : TableId.decode(parts[1]) + "." + TableId.decode(parts[2]);
  }
}
