package com.cdc.testing;

import java.util.LinkedHashMap;
import java.util.Map;

/** One server for each major version that a test class asks for. Not for several threads. */
public final class PostgresServers implements AutoCloseable {

  private final Map<Integer, TestPostgres> servers = new LinkedHashMap<>();

  /** The server of that version, started when first asked for. */
  public TestPostgres of(int major) {
    return servers.computeIfAbsent(major, TestPostgres::startNew);
  }

  @Override
  public void close() {
    servers.values().forEach(TestPostgres::close);
  }
}
