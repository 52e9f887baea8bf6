package com.cdc.config;

import com.cdc.event.TableId;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.MemorySize;
import org.jspecify.annotations.Nullable;

/**
 * The database to read: keys {@code postgres.*}.
 *
 * @param tables at least one, no two of which share a landing directory
 * @param sslRootCert file of the trusted authorities, or null for the JVM's own
 * @param chunkSize how many bytes one snapshot chunk is to hold as it lands
 * @param onLostSlot what to do when changes between state and slot are gone
 */
public record PostgresConfig(
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
    OnLostSlot onLostSlot)
    implements Serializable {

  public PostgresConfig {
    tables = List.copyOf(tables);
    Problems problems =
        new Problems()
            .check(CdcOptions.POSTGRES_HOST, host)
            .check(CdcOptions.POSTGRES_PORT, port)
            .check(CdcOptions.POSTGRES_DATABASE, database)
            .check(CdcOptions.POSTGRES_USER, user)
            .check(CdcOptions.POSTGRES_PUBLICATION, publication)
            .check(CdcOptions.POSTGRES_SLOT, slot)
            .check(CdcOptions.POSTGRES_CONNECT_TIMEOUT, connectTimeout)
            .check(CdcOptions.POSTGRES_CHUNK_SIZE, chunkSize);
    problems.addAll(TableList.complaints(tables, "`" + CdcOptions.POSTGRES_TABLES.key() + "`"));
    problems.throwIfAny();
  }

  /** This configuration with another answer to a lost slot. */
  public PostgresConfig withOnLostSlot(OnLostSlot answer) {
    return new PostgresConfig(
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
        answer);
  }

  /** This configuration with chunks of another size. */
  public PostgresConfig withChunkSize(MemorySize size) {
    return new PostgresConfig(
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
        size,
        onLostSlot);
  }
}
