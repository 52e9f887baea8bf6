package com.cdc.metrics;

/**
 * Names of the job's own metrics. Dashboards and alerts know them, so a name is never changed.
 *
 * <p>A snapshot's stand in the scope of the source's coordinator while the first snapshot runs, and
 * in that of the source's operator for one that runs beside the stream.
 */
public final class MetricNames {

  /** The group that all of them are in. */
  public static final String GROUP = "cdc";

  /** Chunks that were read. */
  public static final String SNAPSHOT_CHUNKS = "snapshotChunks";

  /** Rows in these chunks. */
  public static final String SNAPSHOT_ROWS = "snapshotRows";

  /** Rows per second since this process began to read; 0 before. */
  public static final String SNAPSHOT_ROWS_PER_SECOND = "snapshotRowsPerSecond";

  /** Rows that are still to be read, by the estimates of PostgreSQL's catalogue; 0 at the end. */
  public static final String SNAPSHOT_ROWS_LEFT = "snapshotRowsLeft";

  /** Seconds until the end, by the two above; 0 at the end, -1 if unknown. */
  public static final String SNAPSHOT_SECONDS_LEFT = "snapshotSecondsLeft";

  private MetricNames() {}
}
