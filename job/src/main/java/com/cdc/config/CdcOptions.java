package com.cdc.config;

import static org.apache.flink.configuration.ConfigOptions.key;

import com.cdc.event.RecordFormat;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;

/**
 * Every key, declared once. The reference page, the names of the environment variables and the
 * messages about wrong values derive from these; what a value must satisfy stands in {@link Rules}.
 */
public final class CdcOptions {

  public static final ConfigOption<String> NAME =
      key("job.name")
          .stringType()
          .defaultValue("postgres-cdc")
          .withDescription(
              "Name of the job, as Flink's web interface and the metrics show it. Must be given where"
                  + " there are several sources: by it the pipeline finds its checkpoints again.");

  public static final ConfigOption<Integer> PARALLELISM =
      key("parallelism")
          .intType()
          .defaultValue(1)
          .withDescription(
              "How many snapshot chunks are read and how many tables are written side by side. The"
                  + " stream of changes is always one for each source.");

  public static final ConfigOption<Integer> REST_PORT =
      key("rest.port")
          .intType()
          .defaultValue(8081)
          .withDescription("Port of Flink's web interface; 0 takes any free one.");

  public static final ConfigOption<String> REST_BIND_ADDRESS =
      key("rest.bind-address")
          .stringType()
          .defaultValue("127.0.0.1")
          .withDescription(
              "Address on which the web interface listens. It asks nobody who they are, so beyond"
                  + " this machine put something before it that does: docs/guides/security.md.");

  public static final ConfigOption<Integer> HTTP_PORT =
      key("http.port")
          .intType()
          .defaultValue(8080)
          .withDescription(
              "Port on which `cdc run` says how it is: `/health/live`, `/health/ready`, `/metrics`."
                  + " 0 is off. Container platforms say which by `PORT`, which is read where"
                  + " `HTTP_PORT` is not set.");

  public static final ConfigOption<String> HTTP_BIND_ADDRESS =
      key("http.bind-address")
          .stringType()
          .defaultValue("0.0.0.0")
          .withDescription(
              "Address on which it says so. Names of tables and counts can be read there, no values,"
                  + " and nothing can be changed.");

  public static final ConfigOption<Duration> HTTP_UNREADY_AFTER =
      key("http.unready-after")
          .durationType()
          .defaultValue(Duration.ofMinutes(1))
          .withDescription(
              "For how long the database may be away, or a checkpoint overdue, before"
                  + " `/health/ready` says that the job does not get on.");

  public static final ConfigOption<String> POSTGRES_HOST =
      key("postgres.host")
          .stringType()
          .noDefaultValue()
          .withDescription("Host name or address of the PostgreSQL server.");

  public static final ConfigOption<Integer> POSTGRES_PORT =
      key("postgres.port")
          .intType()
          .defaultValue(5432)
          .withDescription("Port of the PostgreSQL server.");

  public static final ConfigOption<String> POSTGRES_DATABASE =
      key("postgres.database")
          .stringType()
          .noDefaultValue()
          .withDescription("The database to capture.");

  public static final ConfigOption<String> POSTGRES_USER =
      key("postgres.user")
          .stringType()
          .noDefaultValue()
          .withDescription("A user with REPLICATION and SELECT on the captured tables.");

  public static final ConfigOption<String> POSTGRES_PASSWORD =
      key("postgres.password")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "The user's password. Keep it out of the file: `${env:NAME}` or `${file:PATH}`.");

  public static final ConfigOption<String> POSTGRES_PUBLICATION =
      key("postgres.publication")
          .stringType()
          .defaultValue("cdc_pub")
          .withDescription("The publication that names the captured tables on the server.");

  public static final ConfigOption<String> POSTGRES_SLOT =
      key("postgres.slot")
          .stringType()
          .defaultValue("cdc_slot")
          .withDescription(
              "The replication slot of this pipeline; created on the first start. Two pipelines"
                  + " never share one, nor do two sources.");

  public static final ConfigOption<List<String>> POSTGRES_TABLES =
      key("postgres.tables")
          .stringType()
          .asList()
          .noDefaultValue()
          .withDescription(
              "The tables to capture, each `schema.table`, as a list or separated by commas. Names"
                  + " are literal: no case folding, spaces allowed. Put double quotes around a name"
                  + " that contains a comma, a dot or a quote (doubled inside).");

  public static final ConfigOption<SslMode> POSTGRES_SSL_MODE =
      key("postgres.ssl-mode")
          .enumType(SslMode.class)
          .defaultValue(SslMode.PREFER)
          .withDescription("How the connection is encrypted, by libpq's names.");

  public static final ConfigOption<String> POSTGRES_SSL_ROOT_CERT =
      key("postgres.ssl-root-cert")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "PEM file of the authorities trusted by `verify-ca` and `verify-full`; without it those"
                  + " of the Java runtime.");

  public static final ConfigOption<String> POSTGRES_SSL_CERT =
      key("postgres.ssl-cert")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "PEM file of the certificate that is shown to the server, then of those that lead to"
                  + " its authority. Not needed where `postgres.ssl-key` is a PKCS #12 file.");

  public static final ConfigOption<String> POSTGRES_SSL_KEY =
      key("postgres.ssl-key")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "File of that certificate's key: PKCS #8 as PEM (`BEGIN PRIVATE KEY`, `BEGIN ENCRYPTED"
                  + " PRIVATE KEY`) or DER, or PKCS #12 (`.p12`, `.pfx`) with the certificate. With it"
                  + " `postgres.password` may be left out, if the server asks for none.");

  public static final ConfigOption<String> POSTGRES_SSL_KEY_PASSWORD =
      key("postgres.ssl-key-password")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "The password of `postgres.ssl-key`, if it has one. Keep it out of the file:"
                  + " `${env:NAME}` or `${file:PATH}`.");

  public static final ConfigOption<Duration> POSTGRES_CONNECT_TIMEOUT =
      key("postgres.connect-timeout")
          .durationType()
          .defaultValue(Duration.ofSeconds(10))
          .withDescription("How long one attempt to connect may take.");

  public static final ConfigOption<MemorySize> POSTGRES_CHUNK_SIZE =
      key("postgres.chunk-size")
          .memoryType()
          .defaultValue(MemorySize.ofMebiBytes(16))
          .withDescription(
              "How much one snapshot chunk is to hold, as it lands. What exceeds 4 MB waits in a"
                  + " temporary file.");

  public static final ConfigOption<OnLostSlot> POSTGRES_ON_LOST_SLOT =
      key("postgres.on-lost-slot")
          .enumType(OnLostSlot.class)
          .defaultValue(OnLostSlot.FAIL)
          .withDescription(
              "What to do when the slot was dropped, lost, or moved past this job's state, or when"
                  + " that state is lost and data has landed: end with an error that names the gap,"
                  + " or begin a new epoch with a truncate record and a new snapshot of every"
                  + " table.");

  public static final ConfigOption<OnRewrite> POSTGRES_ON_REWRITE =
      key("postgres.on-rewrite")
          .enumType(OnRewrite.class)
          .defaultValue(OnRewrite.RESNAPSHOT)
          .withDescription(
              "What to do when PostgreSQL changed rows of a table without sending them: a rewriting"
                  + " `ALTER TABLE`, a renamed column, a partition attached with rows. Read the table"
                  + " anew beside the stream, or only say so in the log.");

  public static final ConfigOption<Duration> POSTGRES_SCHEMA_CHECK_INTERVAL =
      key("postgres.schema-check-interval")
          .durationType()
          .defaultValue(Duration.ofSeconds(10))
          .withDescription(
              "How often the job looks in the catalogue for changes of the tables that PostgreSQL does"
                  + " not send.");

  public static final ConfigOption<MemorySize> POSTGRES_MAX_ROW_BYTES =
      key("postgres.max-row-bytes")
          .memoryType()
          .defaultValue(MemorySize.ZERO)
          .withDescription(
              "A row that PostgreSQL sends with more bytes stops the job with an error that names it;"
                  + " it is never cut. 0 takes an eighth of the JVM's heap less 48 MB: a row needs about"
                  + " that many times its bytes on its way.");

  public static final ConfigOption<WalGuard> POSTGRES_WAL_GUARD =
      key("postgres.wal-guard")
          .enumType(WalGuard.class)
          .defaultValue(WalGuard.WARN)
          .withDescription(
              "What to do when the slot makes the server keep more WAL than `postgres.wal-limit`: say"
                  + " so in the log, or drop the slot, so that the server lives and changes are lost;"
                  + " `postgres.on-lost-slot` says how the job goes on then.");

  public static final ConfigOption<MemorySize> POSTGRES_WAL_LIMIT =
      key("postgres.wal-limit")
          .memoryType()
          .defaultValue(MemorySize.ZERO)
          .withDescription(
              "How much WAL the slot may make the server keep before `postgres.wal-guard` acts; less"
                  + " than the disk has room for. 0 is no limit but the server's own"
                  + " `max_slot_wal_keep_size`.");

  public static final ConfigOption<List<String>> POSTGRES_DROP_COLUMNS =
      key("postgres.drop-columns")
          .stringType()
          .asList()
          .noDefaultValue()
          .withDescription(
              "Columns that do not land, each `schema.table.column`, as a list or separated by"
                  + " commas, with quotes as in `postgres.tables`. Not those of a key.");

  public static final ConfigOption<List<String>> POSTGRES_HASH_COLUMNS =
      key("postgres.hash-columns")
          .stringType()
          .asList()
          .noDefaultValue()
          .withDescription(
              "Columns of whose values the HMAC-SHA-256 under `postgres.hash-key` lands, as 64"
                  + " hexadecimal digits; equal values have equal hashes, NULL stays NULL.");

  public static final ConfigOption<List<String>> POSTGRES_MASK_COLUMNS =
      key("postgres.mask-columns")
          .stringType()
          .asList()
          .noDefaultValue()
          .withDescription(
              "Columns that land as `****` wherever they are not NULL. Not those of a key.");

  public static final ConfigOption<List<String>> POSTGRES_FORMER_COLUMNS =
      key("postgres.former-columns")
          .stringType()
          .asList()
          .noDefaultValue()
          .withDescription(
              "Those of the columns to drop, hash or mask that no longer exist in their tables, but"
                  + " may still stand in changes that are to be read. Any other that does not exist is"
                  + " an error at the start: a misspelt name would let its column land.");

  public static final ConfigOption<String> POSTGRES_HASH_KEY =
      key("postgres.hash-key")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "The secret key of `postgres.hash-columns`. Keep it out of the file: `${env:NAME}` or"
                  + " `${file:PATH}`. Another key gives other hashes.");

  public static final ConfigOption<RecordFormat.Numeric> RECORD_NUMERIC =
      key("record.numeric")
          .enumType(RecordFormat.Numeric.class)
          .defaultValue(RecordFormat.Numeric.STRING)
          .withDescription(
              "How `numeric` lands. As numbers they are exact in the file, but many readers turn them"
                  + " into doubles.");

  public static final ConfigOption<RecordFormat.Bytea> RECORD_BYTEA =
      key("record.bytea")
          .enumType(RecordFormat.Bytea.class)
          .defaultValue(RecordFormat.Bytea.BASE64)
          .withDescription("How `bytea` lands.");

  public static final ConfigOption<RecordFormat.Json> RECORD_JSON =
      key("record.json")
          .enumType(RecordFormat.Json.class)
          .defaultValue(RecordFormat.Json.STRING)
          .withDescription(
              "How `json` and `jsonb` land: a string that holds the text, or the value itself, where a"
                  + " JSON `null` cannot be told from NULL.");

  public static final ConfigOption<RecordFormat.Composite> RECORD_COMPOSITE =
      key("record.composite")
          .enumType(RecordFormat.Composite.class)
          .defaultValue(RecordFormat.Composite.TEXT)
          .withDescription(
              "How values of composite types land: as PostgreSQL's text, or as an object of their"
                  + " attributes.");

  public static final ConfigOption<Boolean> RECORD_BEFORE =
      key("record.before")
          .booleanType()
          .defaultValue(false)
          .withDescription(
              "Whether an update carries the row before it, as far as PostgreSQL sends it, as JSON"
                  + " text in `__before`: under REPLICA IDENTITY FULL the whole row, else the old key"
                  + " where it changed.");

  public static final ConfigOption<String> LANDING_URI =
      key("landing.uri")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "The directory that directly holds `cdc.<schema>.<table>`; nothing is appended.");

  public static final ConfigOption<MemorySize> LANDING_ROLL_SIZE =
      key("landing.roll-size")
          .memoryType()
          .defaultValue(MemorySize.ofMebiBytes(128))
          .withDescription("A file is closed once it holds this much.");

  public static final ConfigOption<Duration> LANDING_ROLL_AGE =
      key("landing.roll-age")
          .durationType()
          .defaultValue(Duration.ofMinutes(15))
          .withDescription("A file is closed once it is this old.");

  public static final ConfigOption<BucketTime> LANDING_BUCKET_TIME =
      key("landing.bucket-time")
          .enumType(BucketTime.class)
          .defaultValue(BucketTime.COMMIT)
          .withDescription(
              "Of which time `date=…/hour=…` are: of the commit, which is the same in a replay, or of"
                  + " the arrival, so that late rows do not go to past hours.");

  public static final ConfigOption<Compression> LANDING_COMPRESSION =
      key("landing.compression")
          .enumType(Compression.class)
          .defaultValue(Compression.NONE)
          .withDescription("How files are compressed: `.json`, `.json.gz` or `.json.zst`.");

  public static final ConfigOption<Integer> LANDING_COMPRESSION_LEVEL =
      key("landing.compression-level")
          .intType()
          .defaultValue(0)
          .withDescription(
              "1 is fast, 9 (gzip) or 22 (zstd) small; 0 is the default of the format, 6 or 3.");

  public static final ConfigOption<MemorySize> LANDING_MIN_SIZE =
      key("landing.min-size")
          .memoryType()
          .defaultValue(MemorySize.ZERO)
          .withDescription(
              "Rows of a table wait over checkpoints until they make a file of this size, so that"
                  + " there are fewer small files; the slot holds the WAL of waiting rows. They wait in"
                  + " memory and in the checkpoint, together in at most a sixteenth of the heap. 0 writes a"
                  + " file with every checkpoint.");

  public static final ConfigOption<Duration> LANDING_MAX_AGE =
      key("landing.max-age")
          .durationType()
          .defaultValue(Duration.ofMinutes(10))
          .withDescription(
              "With `landing.min-size`: rows wait no longer than this, and until the next checkpoint.");

  public static final ConfigOption<String> LANDING_TABLE_MIN_SIZE =
      key("landing.table-min-size")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Another `landing.min-size` for some tables, each `schema.table=size`; 0 for those that"
                  + " must be fresh.");

  public static final ConfigOption<String> LANDING_TABLE_MAX_AGE =
      key("landing.table-max-age")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Another `landing.max-age` for some tables, each `schema.table=duration`.");

  public static final ConfigOption<String> LANDING_SHARDS =
      key("landing.shards")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Over how many writers a very busy table is spread by its key, each"
                  + " `schema.table=number`; more than `parallelism` is of no use. The order of a"
                  + " key's changes is kept.");

  public static final ConfigOption<String> CHECKPOINT_URI =
      key("checkpoint.uri")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "The directory of the checkpoints; apart from the landing, on storage that outlives"
                  + " the job.");

  public static final ConfigOption<Duration> CHECKPOINT_INTERVAL =
      key("checkpoint.interval")
          .durationType()
          .defaultValue(Duration.ofSeconds(10))
          .withDescription(
              "Time between two checkpoints. Changes become visible in the landing on a"
                  + " checkpoint.");

  public static final ConfigOption<Duration> CHECKPOINT_TIMEOUT =
      key("checkpoint.timeout")
          .durationType()
          .defaultValue(Duration.ofMinutes(10))
          .withDescription("A checkpoint that takes longer is given up.");

  public static final ConfigOption<Integer> CHECKPOINT_RETAINED =
      key("checkpoint.retained")
          .intType()
          .defaultValue(2)
          .withDescription(
              "How many completed checkpoints are kept. The slot holds what each of them needs; to"
                  + " restore another than the newest lands again what the newer ones have"
                  + " landed.");

  public static final ConfigOption<Map<String, String>> FLINK =
      key("flink")
          .mapType()
          .defaultValue(Map.of())
          .withDescription(
              "Any setting of Flink, by Flink's own key, for example `s3.endpoint`. In the"
                  + " environment as lines of `key: value`; a line there wins over the same key in"
                  + " the file.");

  private static final List<ConfigOption<?>> ALL =
      List.of(
          NAME,
          PARALLELISM,
          REST_PORT,
          REST_BIND_ADDRESS,
          HTTP_PORT,
          HTTP_BIND_ADDRESS,
          HTTP_UNREADY_AFTER,
          POSTGRES_HOST,
          POSTGRES_PORT,
          POSTGRES_DATABASE,
          POSTGRES_USER,
          POSTGRES_PASSWORD,
          POSTGRES_PUBLICATION,
          POSTGRES_SLOT,
          POSTGRES_TABLES,
          POSTGRES_SSL_MODE,
          POSTGRES_SSL_ROOT_CERT,
          POSTGRES_SSL_CERT,
          POSTGRES_SSL_KEY,
          POSTGRES_SSL_KEY_PASSWORD,
          POSTGRES_CONNECT_TIMEOUT,
          POSTGRES_CHUNK_SIZE,
          POSTGRES_ON_LOST_SLOT,
          POSTGRES_ON_REWRITE,
          POSTGRES_SCHEMA_CHECK_INTERVAL,
          POSTGRES_MAX_ROW_BYTES,
          POSTGRES_WAL_GUARD,
          POSTGRES_WAL_LIMIT,
          POSTGRES_DROP_COLUMNS,
          POSTGRES_HASH_COLUMNS,
          POSTGRES_MASK_COLUMNS,
          POSTGRES_FORMER_COLUMNS,
          POSTGRES_HASH_KEY,
          RECORD_NUMERIC,
          RECORD_BYTEA,
          RECORD_JSON,
          RECORD_COMPOSITE,
          RECORD_BEFORE,
          LANDING_URI,
          LANDING_ROLL_SIZE,
          LANDING_ROLL_AGE,
          LANDING_BUCKET_TIME,
          LANDING_COMPRESSION,
          LANDING_COMPRESSION_LEVEL,
          LANDING_MIN_SIZE,
          LANDING_MAX_AGE,
          LANDING_TABLE_MIN_SIZE,
          LANDING_TABLE_MAX_AGE,
          LANDING_SHARDS,
          CHECKPOINT_URI,
          CHECKPOINT_INTERVAL,
          CHECKPOINT_TIMEOUT,
          CHECKPOINT_RETAINED,
          FLINK);

  private CdcOptions() {}

  /** All options in the order of the reference page; free settings of Flink come last. */
  public static List<ConfigOption<?>> all() {
    return ALL;
  }
}
