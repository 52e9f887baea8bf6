package com.cdc.finding;

import static com.cdc.finding.Area.JOB;
import static com.cdc.finding.Area.PUBLICATION;
import static com.cdc.finding.Area.ROLE;
import static com.cdc.finding.Area.SERVER;
import static com.cdc.finding.Area.SLOT;
import static com.cdc.finding.Area.STORAGE;
import static com.cdc.finding.Area.TABLE;
import static com.cdc.finding.Area.TRANSACTION;
import static com.cdc.finding.Severity.CRITICAL;
import static com.cdc.finding.Severity.INFO;
import static com.cdc.finding.Severity.UNCHECKED;
import static com.cdc.finding.Severity.WARNING;

import java.util.Locale;

/** Everything that is looked at. docs/reference/doctor.md is generated from it. */
public enum Kind {
  DATABASE_NOT_REACHED(
      UNCHECKED,
      SERVER,
      "The database cannot be reached or logged in to, or a question to it fails.",
      "Nothing about the database is known."),
  SERVER_TOO_OLD(
      CRITICAL, SERVER, "The server is older than PostgreSQL 14.", "What is read needs 14."),
  SERVER_IS_STANDBY(
      CRITICAL,
      SERVER,
      "The server is a standby and older than 16.",
      "Only from 16 on does a standby replicate logically."),
  STANDBY_FEEDBACK(
      WARNING,
      SERVER,
      "The server is a standby with `hot_standby_feedback` off.",
      "The primary may remove catalogue rows that the slot needs, and the slot is lost."),
  WAL_LEVEL(
      CRITICAL,
      SERVER,
      "`wal_level` is not `logical`.",
      "The log then lacks what a change is made of."),
  NO_FREE_SLOT(
      CRITICAL,
      SERVER,
      "The slot does not exist, and all of `max_replication_slots` are taken.",
      "The job cannot make its slot."),
  FEW_FREE_SLOTS(
      WARNING,
      SERVER,
      "Less of `max_replication_slots` are free than a snapshot needs: one for the slot if it does"
          + " not exist, and a temporary one for each of `parallelism`.",
      "A snapshot, also of a table that is added or renewed later, fails until some are free."),
  NO_FREE_SENDER(
      CRITICAL,
      SERVER,
      "All of `max_wal_senders` are taken by others.",
      "The job cannot read its slot."),
  FEW_FREE_SENDERS(
      WARNING,
      SERVER,
      "Less of `max_wal_senders` are free than a snapshot beside the stream needs.",
      "A snapshot, also of a table that is added or renewed later, fails until some are free."),
  SENDER_TIMEOUT(
      WARNING,
      SERVER,
      "`wal_sender_timeout` is 0 or less than 10 seconds for this role.",
      "With 0 a reader whose network died holds the slot for hours, and its successor waits; with"
          + " very little the server cuts a reader that a slow moment holds up."),
  WAL_KEEP_UNLIMITED(
      WARNING,
      SERVER,
      "`max_slot_wal_keep_size` is -1, PostgreSQL's default.",
      "While the job is down the server keeps all WAL for its slot, until the disk is full and the"
          + " database stops. A limit gives up the slot instead, and the tables are read anew."),
  WAL_KEEP_SMALL(
      WARNING,
      SERVER,
      "`max_slot_wal_keep_size` is less than `max_wal_size`.",
      "A short outage of the job, or one large transaction, loses the slot."),
  SLOT_IDLE_TIMEOUT(
      WARNING,
      SERVER,
      "`idle_replication_slot_timeout` (18 and later) is set.",
      "The server gives up the slot when the job was down for so long."),
  ROLE_MAY_NOT_REPLICATE(
      CRITICAL,
      ROLE,
      "The role has neither REPLICATION nor, on Amazon, `rds_replication`.",
      "The server refuses to send it changes."),
  ROLE_EXPIRES(
      WARNING,
      ROLE,
      "The role's password ends within 30 days (VALID UNTIL).",
      "From then on the server refuses every new connection."),
  SCHEMA_NOT_USABLE(
      CRITICAL, ROLE, "The role has no USAGE on a table's schema.", "The snapshot cannot read it."),
  TABLE_NOT_READABLE(
      CRITICAL, ROLE, "The role has no SELECT on a table.", "The snapshot cannot read it."),
  ROW_SECURITY(
      CRITICAL,
      ROLE,
      "Row-level security of a table applies to the role.",
      "The snapshot would miss rows, which the stream sends."),
  PUBLICATION_MISSING(
      CRITICAL,
      PUBLICATION,
      "The publication does not exist.",
      "The server would send nothing, and refuses to begin."),
  PUBLICATION_OPERATIONS(
      CRITICAL,
      PUBLICATION,
      "The publication leaves out inserts, updates, deletes or truncates.",
      "These changes would be missed without a word."),
  TABLE_NOT_PUBLISHED(
      CRITICAL,
      PUBLICATION,
      "A configured table is not in the publication.",
      "Its changes would be missed without a word."),
  SENT_AS_PARTITIONS(
      CRITICAL,
      PUBLICATION,
      "A partitioned table is configured, and the publication sends its partitions.",
      "Its changes come under other names and would be missed."),
  SENT_AS_ROOT(
      CRITICAL,
      PUBLICATION,
      "A partition is configured, and the publication sends its root.",
      "Its changes come under another name and would be missed."),
  KEY_NOT_SENT(
      CRITICAL,
      PUBLICATION,
      "The publication leaves out columns of the replica identity.",
      "PostgreSQL refuses the application's updates and deletes, or sends changes that name no"
          + " row."),
  COLUMN_LIST(
      INFO,
      PUBLICATION,
      "The publication has a column list for a table.",
      "The other columns do not land."),
  ROW_FILTER(
      INFO,
      PUBLICATION,
      "The publication has a row filter for a table.",
      "Rows that do not meet it do not land; one that ceases to meet it lands as a delete."),
  GENERATED_COLUMNS(
      INFO,
      PUBLICATION,
      "A table has generated columns that are not sent.",
      "They do not land. From 18 on stored ones can be sent; virtual ones never are."),
  TABLE_MISSING(
      CRITICAL, TABLE, "A configured table does not exist.", "There is nothing to capture."),
  TABLE_NOT_CAPTURABLE(
      CRITICAL,
      TABLE,
      "A configured table is a view, foreign, unlogged or temporary.",
      "PostgreSQL does not write its changes to the WAL."),
  COLUMN_COLLISION(
      CRITICAL,
      TABLE,
      "A column is named like a field that the record adds.",
      "One of the two would be lost."),
  RULED_COLUMN_UNKNOWN(
      CRITICAL,
      TABLE,
      "A column that is to be dropped, hashed or masked does not exist.",
      "Misspelt, the real one would land as it is."),
  RULED_KEY_COLUMN(
      CRITICAL,
      TABLE,
      "A column of the key is to be dropped or masked.",
      "Rows could not be told apart any more."),
  NO_IDENTITY(
      WARNING,
      TABLE,
      "A table has no replica identity: no primary key under DEFAULT, a missing index, or NOTHING.",
      "PostgreSQL refuses every UPDATE and DELETE of the applications on it, now that it is"
          + " published."),
  NO_KEY(
      INFO,
      TABLE,
      "A table has REPLICA IDENTITY FULL and no primary key.",
      "Changes land with the whole old row, but equal rows cannot be told apart, and whoever folds"
          + " the landing must compare whole rows. Each update and delete writes the old row to"
          + " the WAL."),
  PARTITION_IDENTITY(
      WARNING,
      TABLE,
      "A partition has another replica identity than its root; ALTER TABLE on the root does not"
          + " reach existing partitions.",
      "Deletes from that partition carry other columns than the rest, or are refused."),
  PARTITION_NOT_CAPTURABLE(
      CRITICAL,
      TABLE,
      "A partition of a configured table is a foreign or unlogged table.",
      "Its rows are in the snapshot, and its changes never come."),
  SIBLING_PARTITIONS(
      WARNING,
      TABLE,
      "Some partitions of a table are configured, and others not.",
      "What is written to the others, new ones among them, does not land."),
  WIDE_ROWS(
      WARNING,
      TABLE,
      "The average row is over a tenth of `postgres.max-row-bytes`, by default a share of this"
          + " program's heap.",
      "A row over the limit stops the job, and rows ten times the average are common."),
  LONG_TRANSACTION(
      WARNING,
      TRANSACTION,
      "A transaction that has written has been open for more than 5 minutes; or, where the role"
          + " may not see since when (it needs `pg_read_all_stats` for that), over 100,000 others"
          + " have begun after it.",
      "Making a slot waits for it, so the job's start and every snapshot do."),
  PREPARED_TRANSACTION(
      WARNING,
      TRANSACTION,
      "A transaction has been prepared for two-phase commit for more than 5 minutes.",
      "Making a slot waits for it, so the job's start and every snapshot do; a restart of the"
          + " server does not end it."),
  SLOT_TAKEN(
      CRITICAL,
      SLOT,
      "The slot is physical, temporary, of another plugin or of another database.",
      "It cannot be read by this pipeline."),
  SLOT_LOST(
      CRITICAL,
      SLOT,
      "The server has given up the slot (`wal_status` lost, or invalidated).",
      "It can never be read again; what was not read is gone from it. A job that starts decides by"
          + " its state and `postgres.on-lost-slot`."),
  SLOT_IN_USE(
      WARNING,
      SLOT,
      "Another program is reading the slot.",
      "Only one can. What the other confirms is lost to this pipeline."),
  SLOT_NEARLY_LOST(
      WARNING,
      SLOT,
      "`wal_status` of the slot is `unreserved`.",
      "The next checkpoint of the server removes WAL that was not read yet."),
  SLOT_LAG(
      WARNING,
      SLOT,
      "The server keeps over 10 GB of WAL for the slot, or over half of `max_slot_wal_keep_size`.",
      "The job is down or too slow; the disk fills, or the slot is lost."),
  SLOT_WITHOUT_FAILOVER(
      WARNING,
      SLOT,
      "The server (17 and later) has a standby, and the slot is not one that fails over.",
      "After a failover the slot is gone, and every table must be read anew."),
  STANDBYS_NOT_AWAITED(
      INFO,
      SLOT,
      "The server (17 and later) has a standby's slot that `synchronized_standby_slots` does not"
          + " name.",
      "The job may read what the standby lacks; if it is promoted then, the job stops."),
  TLS_NOT_VERIFIED(
      WARNING,
      JOB,
      "`postgres.ssl-mode` is weaker than `verify-ca`, and the host is not this machine.",
      "Whoever is between can read the data, or pretend to be the server."),
  CLOCK_SKEW(
      WARNING,
      JOB,
      "This machine's clock and the server's differ by more than 5 seconds.",
      "`ingestion_timestamp`, the lag in seconds, and signatures for object stores are wrong."),
  STORAGE_WRITE(
      CRITICAL, STORAGE, "A file cannot be written.", "The job could not deliver, or not resume."),
  STORAGE_READ(
      CRITICAL,
      STORAGE,
      "A file that was written cannot be read back as it was.",
      "The job could not resume, and nobody could read what lands."),
  STORAGE_LIST(
      CRITICAL,
      STORAGE,
      "The directory cannot be listed, or does not show a file that was written.",
      "The job finds its newest checkpoint by listing."),
  STORAGE_RENAME(
      CRITICAL,
      STORAGE,
      "A file cannot be renamed; not looked at on S3 and Google Cloud Storage, where nothing is.",
      "Files are delivered, and checkpoints completed, by renaming."),
  STORAGE_DELETE(
      CRITICAL,
      STORAGE,
      "A file cannot be deleted. The probe stays behind and is named.",
      "Old checkpoints would never be removed.");

  private final Severity severity;
  private final Area area;
  private final String when;
  private final String why;

  Kind(Severity severity, Area area, String when, String why) {
    this.severity = severity;
    this.area = area;
    this.when = when;
    this.why = why;
  }

  /** As it is printed, and called in JSON: {@code wal-level}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public Severity severity() {
    return severity;
  }

  Area area() {
    return area;
  }

  /** What must be the case, as a sentence. */
  public String when() {
    return when;
  }

  /** Why it matters, as sentences. */
  public String why() {
    return why;
  }

  /** Whether a job refuses to start. A lost slot it judges by its state, which tells the gap. */
  public boolean stopsStart() {
    return this != SLOT_LOST && (severity == CRITICAL || severity == UNCHECKED);
  }
}
