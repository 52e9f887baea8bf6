package com.cdc.config;

import static org.apache.flink.configuration.ConfigOptions.key;

import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;

/**
 * The source: where it is, what of it is captured, and what is done where it is not as expected.
 */
public final class PostgresOptions {

  public static final ConfigOption<String> HOST =
      key("postgres.host")
          .stringType()
          .noDefaultValue()
          .withDescription("Host name or address of the PostgreSQL server.");

  public static final ConfigOption<Integer> PORT =
      key("postgres.port")
          .intType()
          .defaultValue(5432)
          .withDescription("Port of the PostgreSQL server.");

  public static final ConfigOption<String> DATABASE =
      key("postgres.database")
          .stringType()
          .noDefaultValue()
          .withDescription("The database to capture.");

  public static final ConfigOption<String> USER =
      key("postgres.user")
          .stringType()
          .noDefaultValue()
          .withDescription("A user with REPLICATION and SELECT on the captured tables.");

  public static final ConfigOption<String> PASSWORD =
      key("postgres.password")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "The user's password. Keep it out of the file: `${env:NAME}` or `${file:PATH}`.");

  public static final ConfigOption<String> PUBLICATION =
      key("postgres.publication")
          .stringType()
          .defaultValue("cdc_pub")
          .withDescription("The publication that names the captured tables on the server.");

  public static final ConfigOption<String> SLOT =
      key("postgres.slot")
          .stringType()
          .defaultValue("cdc_slot")
          .withDescription(
              "The replication slot of this pipeline; created on the first start. Two pipelines"
                  + " never share one, nor do two sources.");

  public static final ConfigOption<List<String>> TABLES =
      key("postgres.tables")
          .stringType()
          .asList()
          .noDefaultValue()
          .withDescription(
              "The tables to capture, each `schema.table`, as a list or separated by commas. Names"
                  + " are literal: no case folding, spaces allowed. Put double quotes around a name"
                  + " that contains a comma, a dot or a quote (doubled inside).");

  public static final ConfigOption<SslMode> SSL_MODE =
      key("postgres.ssl-mode")
          .enumType(SslMode.class)
          .defaultValue(SslMode.PREFER)
          .withDescription("How the connection is encrypted, by libpq's names.");

  public static final ConfigOption<String> SSL_ROOT_CERT =
      key("postgres.ssl-root-cert")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "PEM file of the authorities trusted by `verify-ca` and `verify-full`; without it those"
                  + " of the Java runtime.");

  public static final ConfigOption<String> SSL_CERT =
      key("postgres.ssl-cert")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "PEM file of the certificate that is shown to the server, then of those that lead to"
                  + " its authority. Not needed where `postgres.ssl-key` is a PKCS #12 file.");

  public static final ConfigOption<String> SSL_KEY =
      key("postgres.ssl-key")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "File of that certificate's key: PKCS #8 as PEM (`BEGIN PRIVATE KEY`, `BEGIN ENCRYPTED"
                  + " PRIVATE KEY`) or DER, or PKCS #12 (`.p12`, `.pfx`) with the certificate. With it"
                  + " `postgres.password` may be left out, if the server asks for none.");

  public static final ConfigOption<String> SSL_KEY_PASSWORD =
      key("postgres.ssl-key-password")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "The password of `postgres.ssl-key`, if it has one. Keep it out of the file:"
                  + " `${env:NAME}` or `${file:PATH}`.");

  public static final ConfigOption<Duration> CONNECT_TIMEOUT =
      key("postgres.connect-timeout")
          .durationType()
          .defaultValue(Duration.ofSeconds(10))
          .withDescription("How long one attempt to connect may take.");

  public static final ConfigOption<MemorySize> CHUNK_SIZE =
      key("postgres.chunk-size")
          .memoryType()
          .defaultValue(MemorySize.ofMebiBytes(16))
          .withDescription(
              "How much one snapshot chunk is to hold, as it lands. What exceeds 4 MB waits in a"
                  + " temporary file.");

  public static final ConfigOption<OnLostSlot> ON_LOST_SLOT =
      key("postgres.on-lost-slot")
          .enumType(OnLostSlot.class)
          .defaultValue(OnLostSlot.FAIL)
          .withDescription(
              "What to do when the slot was dropped, lost, or moved past this job's state, or when"
                  + " that state is lost and data has landed: end with an error that names the gap,"
                  + " or begin a new epoch with a truncate record and a new snapshot of every"
                  + " table.");

  public static final ConfigOption<OnRewrite> ON_REWRITE =
      key("postgres.on-rewrite")
          .enumType(OnRewrite.class)
          .defaultValue(OnRewrite.RESNAPSHOT)
          .withDescription(
              "What to do when PostgreSQL changed rows of a table without sending them: a rewriting"
                  + " `ALTER TABLE`, a renamed column, a partition attached with rows. Read the table"
                  + " anew beside the stream, or only say so in the log.");

  public static final ConfigOption<Duration> SCHEMA_CHECK_INTERVAL =
      key("postgres.schema-check-interval")
          .durationType()
          .defaultValue(Duration.ofSeconds(10))
          .withDescription(
              "How often the job looks in the catalogue for changes of the tables that PostgreSQL does"
                  + " not send.");

  public static final ConfigOption<MemorySize> MAX_ROW_BYTES =
      key("postgres.max-row-bytes")
          .memoryType()
          .defaultValue(MemorySize.ZERO)
          .withDescription(
              "A row that PostgreSQL sends with more bytes stops the job with an error that names it;"
                  + " it is never cut. 0 takes an eighth of the JVM's heap less 48 MB: a row needs about"
                  + " that many times its bytes on its way.");

  public static final ConfigOption<WalGuard> WAL_GUARD =
      key("postgres.wal-guard")
          .enumType(WalGuard.class)
          .defaultValue(WalGuard.WARN)
          .withDescription(
              "What to do when the slot makes the server keep more WAL than `postgres.wal-limit`: say"
                  + " so in the log, or drop the slot, so that the server lives and changes are lost;"
                  + " `postgres.on-lost-slot` says how the job goes on then.");

  public static final ConfigOption<MemorySize> WAL_LIMIT =
      key("postgres.wal-limit")
          .memoryType()
          .defaultValue(MemorySize.ZERO)
          .withDescription(
              "How much WAL the slot may make the server keep before `postgres.wal-guard` acts; less"
                  + " than the disk has room for. 0 is no limit but the server's own"
                  + " `max_slot_wal_keep_size`.");

  public static final ConfigOption<List<String>> DROP_COLUMNS =
      key("postgres.drop-columns")
          .stringType()
          .asList()
          .noDefaultValue()
          .withDescription(
              "Columns that do not land, each `schema.table.column`, as a list or separated by"
                  + " commas, with quotes as in `postgres.tables`. Not those of a key.");

  public static final ConfigOption<List<String>> HASH_COLUMNS =
      key("postgres.hash-columns")
          .stringType()
          .asList()
          .noDefaultValue()
          .withDescription(
              "Columns of whose values the HMAC-SHA-256 under `postgres.hash-key` lands, as 64"
                  + " hexadecimal digits; equal values have equal hashes, NULL stays NULL.");

  public static final ConfigOption<List<String>> MASK_COLUMNS =
      key("postgres.mask-columns")
          .stringType()
          .asList()
          .noDefaultValue()
          .withDescription(
              "Columns that land as `****` wherever they are not NULL. Not those of a key.");

  public static final ConfigOption<List<String>> FORMER_COLUMNS =
      key("postgres.former-columns")
          .stringType()
          .asList()
          .noDefaultValue()
          .withDescription(
              "Those of the columns to drop, hash or mask that no longer exist in their tables, but"
                  + " may still stand in changes that are to be read. Any other that does not exist is"
                  + " an error at the start: a misspelt name would let its column land.");

  public static final ConfigOption<String> HASH_KEY =
      key("postgres.hash-key")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "The secret key of `postgres.hash-columns`. Keep it out of the file: `${env:NAME}` or"
                  + " `${file:PATH}`. Another key gives other hashes.");

  static final List<ConfigOption<?>> ALL =
      List.of(
          HOST,
          PORT,
          DATABASE,
          USER,
          PASSWORD,
          PUBLICATION,
          SLOT,
          TABLES,
          SSL_MODE,
          SSL_ROOT_CERT,
          SSL_CERT,
          SSL_KEY,
          SSL_KEY_PASSWORD,
          CONNECT_TIMEOUT,
          CHUNK_SIZE,
          ON_LOST_SLOT,
          ON_REWRITE,
          SCHEMA_CHECK_INTERVAL,
          MAX_ROW_BYTES,
          WAL_GUARD,
          WAL_LIMIT,
          DROP_COLUMNS,
          HASH_COLUMNS,
          MASK_COLUMNS,
          FORMER_COLUMNS,
          HASH_KEY);

  private PostgresOptions() {}
}
