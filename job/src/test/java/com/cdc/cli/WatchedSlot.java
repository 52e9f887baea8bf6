package com.cdc.cli;

import com.cdc.testing.TestPostgres;

/** How far a job's replication slot is, as the server says. */
record WatchedSlot(TestPostgres postgres, String name) {

  /** Makes it, so that it holds what is committed before the job starts. */
  void create() {
    postgres.execute("SELECT pg_create_logical_replication_slot('%s', 'pgoutput')".formatted(name));
  }

  void drop() {
    postgres.execute("SELECT pg_drop_replication_slot('%s')".formatted(name));
  }

  boolean exists() {
    return is("true");
  }

  /** Whether somebody reads it. */
  boolean isActive() {
    return is("active");
  }

  /** Whether the server has been told that what lies before {@code lsn}, and more, is safe. */
  boolean isConfirmedPast(String lsn) {
    return is("confirmed_flush_lsn > '" + lsn + "'");
  }

  /** Whether a snapshot's own slot is there: what commits from now on is not in the snapshot. */
  boolean hasSnapshotBeside() {
    return holds(
        """
        (temporary OR slot_name LIKE '%1$s%%') AND slot_name <> '%1$s'
          AND confirmed_flush_lsn IS NOT NULL
        """
            .formatted(name));
  }

  /** Where the server's log ends. */
  String serverLsn() {
    return postgres.query("SELECT pg_current_wal_lsn()");
  }

  private boolean is(String condition) {
    return holds("slot_name = '%s' AND %s".formatted(name, condition));
  }

  private boolean holds(String condition) {
    return postgres
        .query("SELECT EXISTS (SELECT FROM pg_replication_slots WHERE " + condition + ")")
        .equals("t");
  }
}
