package com.cdc.config;

import com.cdc.event.TableId;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;
import org.jspecify.annotations.Nullable;

/**
 * One source, the tables of a database: keys {@code postgres.*}, or {@code sources.<name>.*}.
 *
 * @param name {@link #UNNAMED}, or what it is called under {@code sources}
 * @param tables at least one, no two of which share a landing directory
 * @param sslRootCert file of the trusted authorities, or null for the JVM's own
 * @param chunkSize how many bytes one snapshot chunk is to hold as it lands
 * @param onLostSlot what to do when changes between state and slot are gone
 * @param onRewrite what to do when rows changed without messages
 * @param schemaCheckInterval how often the catalogue is looked at
 * @param maxRowBytes a row that is sent with more stops the job; zero for what the heap allows
 * @param columns which columns do not land as they are
 * @param clientCertificate what is shown to the server; null for none
 * @param walLimit how much WAL the slot may hold back
 */
public record PostgresConfig(
    String name,
    String host,
    int port,
    String database,
    String user,
    Secret password,
    String publication,
    String slot,
    List<TableId> tables,
    SslMode sslMode,
    @Nullable String sslRootCert,
    Duration connectTimeout,
    MemorySize chunkSize,
    OnLostSlot onLostSlot,
    OnRewrite onRewrite,
    Duration schemaCheckInterval,
    MemorySize maxRowBytes,
    ColumnRules columns,
    @Nullable ClientCertificate clientCertificate,
    WalLimit walLimit)
    implements Serializable {

  /** The name of the only source, which the section {@code postgres} describes. */
  public static final String UNNAMED = "postgres";

  public PostgresConfig {
    tables = List.copyOf(tables);
    Problems problems = new Problems();
    check(problems, name, PostgresOptions.HOST, host);
    check(problems, name, PostgresOptions.PORT, port);
    check(problems, name, PostgresOptions.DATABASE, database);
    check(problems, name, PostgresOptions.USER, user);
    check(problems, name, PostgresOptions.PUBLICATION, publication);
    check(problems, name, PostgresOptions.SLOT, slot);
    check(problems, name, PostgresOptions.CONNECT_TIMEOUT, connectTimeout);
    check(problems, name, PostgresOptions.CHUNK_SIZE, chunkSize);
    check(problems, name, PostgresOptions.SCHEMA_CHECK_INTERVAL, schemaCheckInterval);
    problems.addAll(ColumnList.complaints(columns, tables, name));
    problems.addAll(WalLimit.complaints(name, walLimit.guard(), walLimit.size()));
    String tablesKey = SourceKeys.key(name, PostgresOptions.TABLES);
    problems.addAll(TableList.complaints(tables, "`" + tablesKey + "`"));
    if (!name.equals(UNNAMED)) {
      String complaint = SourceKeys.complaint(name);
      if (complaint != null) {
        problems.add("The name of source `" + name + "` " + complaint);
      }
    }
    problems.throwIfAny();
  }

  private static <T> void check(Problems problems, String name, ConfigOption<T> option, T value) {
    problems.check(option, SourceKeys.key(name, option), value);
  }

  /** Whether it is one of those under {@code sources}. */
  public boolean isNamed() {
    return !name.equals(UNNAMED);
  }

  /** A source with the defaults of what is seldom set. */
  public PostgresConfig(
      String name,
      String host,
      int port,
      String database,
      String user,
      Secret password,
      String publication,
      String slot,
      List<TableId> tables,
      SslMode sslMode,
      @Nullable String sslRootCert,
      Duration connectTimeout,
      MemorySize chunkSize,
      OnLostSlot onLostSlot) {
    this(
        name,
        host,
        port,
        database,
        user,
        password,
        publication,
        slot,
        tables,
        sslMode,
        sslRootCert,
        connectTimeout,
        chunkSize,
        onLostSlot,
        PostgresOptions.ON_REWRITE.defaultValue(),
        PostgresOptions.SCHEMA_CHECK_INTERVAL.defaultValue(),
        PostgresOptions.MAX_ROW_BYTES.defaultValue(),
        ColumnRules.NONE,
        null,
        WalLimit.NONE);
  }

  /** {@link #maxRowBytes} as a number. */
  public long maxRowByteCount() {
    return maxRowBytes.getBytes();
  }

  /** This configuration with another answer to a lost slot. */
  public PostgresConfig withOnLostSlot(OnLostSlot answer) {
    return with(chunkSize, answer, onRewrite, schemaCheckInterval, maxRowBytes, columns, walLimit);
  }

  /** This configuration with chunks of another size. */
  public PostgresConfig withChunkSize(MemorySize size) {
    return with(size, onLostSlot, onRewrite, schemaCheckInterval, maxRowBytes, columns, walLimit);
  }

  /** This configuration with another answer to rows that changed without messages. */
  public PostgresConfig withOnRewrite(OnRewrite answer) {
    return with(chunkSize, onLostSlot, answer, schemaCheckInterval, maxRowBytes, columns, walLimit);
  }

  /** This configuration with another pause between looks at the catalogue. */
  public PostgresConfig withSchemaCheckInterval(Duration interval) {
    return with(chunkSize, onLostSlot, onRewrite, interval, maxRowBytes, columns, walLimit);
  }

  /** This configuration with another limit of a row. */
  public PostgresConfig withMaxRowBytes(MemorySize size) {
    return with(chunkSize, onLostSlot, onRewrite, schemaCheckInterval, size, columns, walLimit);
  }

  /** This configuration with other rules of columns. */
  public PostgresConfig withColumns(ColumnRules rules) {
    return with(
        chunkSize, onLostSlot, onRewrite, schemaCheckInterval, maxRowBytes, rules, walLimit);
  }

  private PostgresConfig with(
      MemorySize chunks,
      OnLostSlot lost,
      OnRewrite rewrite,
      Duration check,
      MemorySize row,
      ColumnRules rules,
      WalLimit limit) {
    return new PostgresConfig(
        name,
        host,
        port,
        database,
        user,
        password,
        publication,
        slot,
        tables,
        sslMode,
        sslRootCert,
        connectTimeout,
        chunks,
        lost,
        rewrite,
        check,
        row,
        rules,
        clientCertificate,
        limit);
  }

  /** This configuration with another limit of the WAL that its slot holds back. */
  public PostgresConfig withWalLimit(WalLimit limit) {
    return with(chunkSize, onLostSlot, onRewrite, schemaCheckInterval, maxRowBytes, columns, limit);
  }

  /**
   * This configuration over TLS.
   *
   * @param rootCert as {@link #sslRootCert}
   * @param shown as {@link #clientCertificate}
   */
  public PostgresConfig withTls(
      SslMode mode, @Nullable String rootCert, @Nullable ClientCertificate shown) {
    return new PostgresConfig(
        name,
        host,
        port,
        database,
        user,
        password,
        publication,
        slot,
        tables,
        mode,
        rootCert,
        connectTimeout,
        chunkSize,
        onLostSlot,
        onRewrite,
        schemaCheckInterval,
        maxRowBytes,
        columns,
        shown,
        walLimit);
  }
}
