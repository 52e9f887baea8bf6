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

  /** Ends whoever reads it, and is faster than they are. */
  void dropUnderItsReader() {
    postgres.execute(
        """
        DO $$
        BEGIN
          FOR attempt IN 1..1000 LOOP
            PERFORM pg_terminate_backend(active_pid, 1000)
               FROM pg_replication_slots WHERE slot_name = '%1$s' AND active;
            BEGIN
              PERFORM pg_drop_replication_slot('%1$s');
              RETURN;
            EXCEPTION WHEN object_in_use THEN -- they were back
            END;
          END LOOP;
          RAISE 'slot %1$s is always in use';
        END $$
        """
            .formatted(name));
  }

  /** Up to where its reader has said to have everything. */
  String confirmed() {
    return postgres.query(
        "SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = '" + name + "'");
  }

  boolean exists() {
    return is("true");
  }

  /** Whether a standby has a copy of it that outlives a failover. */
  boolean isSynchronised() {
    return is("synced AND NOT temporary AND confirmed_flush_lsn IS NOT NULL");
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
