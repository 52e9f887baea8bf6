package com.cdc.metrics;

import static com.cdc.metrics.MetricName.Kind.COUNTER;
import static com.cdc.metrics.MetricName.Kind.GAUGE;
import static com.cdc.metrics.MetricName.Merge.GREATEST;
import static com.cdc.metrics.MetricName.Merge.LEAST;
import static com.cdc.metrics.MetricName.Merge.SUM;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Every metric, declared once. Dashboards and alerts know the names, so a name is never changed.
 * Flink has them under the same names in its group {@link #GROUP}, but for those it has by itself.
 */
public enum MetricName {
  ROWS_READ(
      "cdc_rows_read_total",
      COUNTER,
      "rows",
      SUM,
      "Rows passed on to the landing, by operation: r (snapshot), c, u, d or t.",
      "source",
      "table",
      "operation"),
  BYTES_READ(
      "cdc_bytes_read_total",
      COUNTER,
      "bytes",
      SUM,
      "Bytes of these rows as lines of JSON, before compression.",
      "source",
      "table"),
  BATCHES_READ(
      "cdc_batches_read_total",
      COUNTER,
      "batches",
      SUM,
      "Batches of rows passed on to the landing.",
      "source"),
  RECEIVE_LAG(
      "cdc_receive_lag_seconds",
      GAUGE,
      "seconds",
      GREATEST,
      "From commit in PostgreSQL to here, of the change read last; 0 when all is read. Grows while the"
          + " stream is not connected, and by the difference of the two clocks it is wrong. Absent"
          + " until the first snapshot is read.",
      "source"),
  LANDING_LAG(
      "cdc_landing_lag_seconds",
      GAUGE,
      "seconds",
      GREATEST,
      "How old the landing is: everything that committed so long ago is visible there, but for rows"
          + " that wait for `landing.min-size`. Between checkpoints it grows with the clock. Absent"
          + " until the first snapshot is read.",
      "source"),
  QUEUED_BYTES(
      "cdc_queued_bytes",
      GAUGE,
      "bytes",
      SUM,
      "Read and not yet taken by the landing's writers.",
      "source"),
  WAITING_BYTES(
      "cdc_waiting_bytes",
      GAUGE,
      "bytes",
      SUM,
      "Rows that wait in memory for a larger file or for more to compress with."),
  STREAM_CONNECTED(
      "cdc_stream_connected",
      GAUGE,
      "0 or 1",
      SUM,
      "Whether the slot is being read. Absent until the first snapshot is read.",
      "source"),
  STREAM_DISCONNECTED(
      "cdc_stream_disconnected_seconds",
      GAUGE,
      "seconds",
      GREATEST,
      "For how long the slot has not been read; 0 while it is. Absent until the first snapshot is"
          + " read.",
      "source"),
  RECONNECTS(
      "cdc_reconnects_total",
      COUNTER,
      "connections",
      SUM,
      "Times that the stream was lost and is opened again.",
      "source"),
  ERRORS(
      "cdc_errors_total",
      COUNTER,
      "errors",
      SUM,
      "Errors after which the same is tried again: of the stream and of snapshots beside it.",
      "source"),
  SNAPSHOT_ROWS(
      "cdc_snapshot_rows",
      GAUGE,
      "rows",
      SUM,
      "Rows of the current or last snapshot that were read.",
      "source",
      "table"),
  SNAPSHOT_ROWS_LEFT(
      "cdc_snapshot_rows_left",
      GAUGE,
      "rows",
      SUM,
      "Rows that are still to be read, by the estimates of PostgreSQL's catalogue; 0 at the end.",
      "source",
      "table"),
  SNAPSHOT_CHUNKS(
      "cdc_snapshot_chunks",
      GAUGE,
      "chunks",
      SUM,
      "Chunks of the current or last snapshot that were read.",
      "source"),
  SNAPSHOT_ROWS_PER_SECOND(
      "cdc_snapshot_rows_per_second",
      GAUGE,
      "rows",
      SUM,
      "How fast, since this process began to read; 0 before.",
      "source"),
  SNAPSHOT_SECONDS_LEFT(
      "cdc_snapshot_seconds_left",
      GAUGE,
      "seconds",
      GREATEST,
      "Until the snapshot is read, by the two above; 0 at the end, -1 if unknown.",
      "source"),
  SLOT_WAL(
      "cdc_slot_wal_retained_bytes",
      GAUGE,
      "bytes",
      GREATEST,
      "WAL that the server keeps for the slot: from its restart_lsn to the current position.",
      "source"),
  SLOT_LAG(
      "cdc_slot_lag_bytes",
      GAUGE,
      "bytes",
      GREATEST,
      "From the slot's confirmed_flush_lsn, to which all is landed, to the server's position.",
      "source"),
  SLOT_SAFE_WAL(
      "cdc_slot_safe_wal_bytes",
      GAUGE,
      "bytes",
      LEAST,
      "How much may still be written before the slot is in danger, by `max_slot_wal_keep_size` or"
          + " `postgres.wal-limit`; -1 without a limit.",
      "source"),
  SLOT_SECONDS_LEFT(
      "cdc_slot_seconds_to_limit",
      GAUGE,
      "seconds",
      LEAST,
      "Until that limit is reached, if retained WAL goes on growing as in the last five minutes; -1"
          + " if it does not grow or there is no limit.",
      "source"),
  SLOT_STATUS(
      "cdc_slot_status",
      GAUGE,
      "0 to 4",
      GREATEST,
      "wal_status of the slot: 0 reserved, 1 extended, 2 unreserved, 3 lost, 4 the slot is missing.",
      "source"),
  WAL_RATE(
      "cdc_wal_bytes_per_second",
      GAUGE,
      "bytes",
      GREATEST,
      "WAL that the server writes, of the last five minutes.",
      "source"),
  DATABASE_AWAY(
      "cdc_database_unreachable_seconds",
      GAUGE,
      "seconds",
      GREATEST,
      "For how long the database has not answered when the slot was looked at; 0 if it does.",
      "source"),
  ROWS_LANDED(
      "cdc_rows_landed_total",
      COUNTER,
      "rows",
      SUM,
      "Rows in files that are committed and in a manifest.",
      "source",
      "table",
      "operation"),
  BYTES_LANDED(
      "cdc_bytes_landed_total", COUNTER, "bytes", SUM, "Bytes of these files.", "source", "table"),
  FILES_LANDED("cdc_files_landed_total", COUNTER, "files", SUM, "These files.", "source", "table"),
  CHECKPOINT_ID(
      "cdc_checkpoint_id",
      GAUGE,
      "number",
      GREATEST,
      "The last complete checkpoint of this start; 0 before the first."),
  CHECKPOINT_AGE(
      "cdc_checkpoint_age_seconds",
      GAUGE,
      "seconds",
      GREATEST,
      "Since the last checkpoint was complete; before the first since the readers started."),
  CHECKPOINT_DURATION(
      "cdc_checkpoint_duration_seconds",
      GAUGE,
      "seconds",
      GREATEST,
      "How long the last checkpoint took, from when it passed the source."),
  CHECKPOINTS_FAILED(
      "cdc_checkpoints_failed_total",
      GAUGE,
      "checkpoints",
      SUM,
      "Checkpoints that failed or were given up, since this start.",
      Flink.of("numberOfFailedCheckpoints")),
  RESTARTS(
      "cdc_job_restarts_total",
      GAUGE,
      "restarts",
      SUM,
      "Times that the job failed and went on from its last checkpoint, in this process.",
      Flink.of("numRestarts")),
  READY(
      "cdc_ready",
      GAUGE,
      "0 or 1",
      LEAST,
      "What `/health/ready` says: 1 for ready. Only of `cdc run`.");

  /** The group of Flink's that all of ours are in. */
  public static final String GROUP = "cdc";

  /** How a metric moves. */
  public enum Kind {
    COUNTER,
    GAUGE
  }

  /** What subtasks that tell the same metric are together. */
  public enum Merge {
    SUM,
    GREATEST,
    LEAST
  }

  /** A metric that Flink has by itself. */
  private record Flink(String name) {

    static Flink of(String name) {
      return new Flink(name);
    }
  }

  private final String id;
  private final Kind kind;
  private final String unit;
  private final Merge merge;
  private final String meaning;
  private final String flink;
  private final List<String> labels;

  MetricName(String id, Kind kind, String unit, Merge merge, String meaning, String... labels) {
    this(id, kind, unit, merge, meaning, new Flink(id), labels);
  }

  MetricName(
      String id,
      Kind kind,
      String unit,
      Merge merge,
      String meaning,
      Flink flink,
      String... labels) {
    this.id = id;
    // what Flink counts in a gauge is a counter all the same
    this.kind = id.endsWith("_total") ? COUNTER : kind;
    this.unit = unit;
    this.merge = merge;
    this.meaning = meaning;
    this.flink = flink.name();
    this.labels = List.of(labels);
  }

  /** As Prometheus has it. */
  public String id() {
    return id;
  }

  public Kind kind() {
    return kind;
  }

  /** What is counted or measured. */
  public String unit() {
    return unit;
  }

  public String meaning() {
    return meaning;
  }

  /** Names of the labels, in the order in which their values are given. */
  public List<String> labels() {
    return labels;
  }

  /** As Flink has it. */
  String flink() {
    return flink;
  }

  /** The value of several subtasks. */
  double merge(double one, double other) {
    return switch (merge) {
      case SUM -> one + other;
      case GREATEST -> Math.max(one, other);
      case LEAST -> least(one, other);
    };
  }

  /** What is below zero means "none". */
  private static double least(double one, double other) {
    return one < 0 || other < 0 ? Math.max(one, other) : Math.min(one, other);
  }

  /** The metric of that name of Flink's; empty if it is none of ours. */
  static Optional<MetricName> ofFlink(String name) {
    return Arrays.stream(values()).filter(metric -> metric.flink.equals(name)).findFirst();
  }
}
