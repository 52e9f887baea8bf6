package com.cdc.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.cdc.config.ColumnRules;
import com.cdc.config.PostgresConfig;
import com.cdc.event.RecordFormat;
import com.cdc.event.TableId;
import com.cdc.postgres.Lsn;
import com.cdc.testing.TestPostgres;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tables of a schema of their own, and what the stream makes of the changes to them. */
final class StreamedTables {

  private static final Pattern POSITION = Pattern.compile("\"__lsn\":(\\d+),\"__seq\":(\\d+)");

  private final TestPostgres postgres;
  private final String schema;
  private final TableId last;
  private PostgresConfig config;
  private RecordFormat format = RecordFormat.DEFAULT;

  /** Names are the schema's own; a statement may leave the schema out. */
  StreamedTables(TestPostgres postgres, String schema, String... statements) {
    this.postgres = postgres;
    this.schema = schema;
    last = new TableId(schema, "last");
    postgres.execute("CREATE SCHEMA " + schema);
    execute(statements);
    execute("CREATE TABLE last (at int PRIMARY KEY)");
    String tables =
        postgres.query(
            "SELECT string_agg(tablename, ',') FROM pg_tables WHERE schemaname = '" + schema + "'");
    List<TableId> ids =
        Arrays.stream(tables.split(",")).map(name -> new TableId(schema, name)).toList();
    postgres.execute("CREATE PUBLICATION " + schema + " FOR TABLES IN SCHEMA " + schema);
    config = postgres.config(ids, schema, schema);
  }

  StreamedTables withRules(ColumnRules rules) {
    config = config.withColumns(rules);
    return this;
  }

  StreamedTables withBefore() {
    format = format.withBefore(true);
    return this;
  }

  PostgresConfig config() {
    return config;
  }

  /** Runs each statement in a transaction of its own. */
  void execute(String... statements) {
    postgres.executeIn(
        TestPostgres.DATABASE,
        Arrays.stream(statements)
            .map(sql -> "SET search_path = " + schema + "; " + sql)
            .toArray(String[]::new));
  }

  /**
   * The records of these statements in their order, each after its table's name, without what
   * differs from run to run, with {@code '} for {@code "}.
   */
  List<String> records(String... statements) throws Exception {
    long from =
        Lsn.parse(
            postgres.query(
                "SELECT lsn FROM pg_create_logical_replication_slot('"
                    + schema
                    + "', 'pgoutput')"));
    try (RunningStream stream = RunningStream.start(config, from, format)) {
      execute(statements);
      execute("INSERT INTO last VALUES (1)");
      List<String> lines = new ArrayList<>();
      stream
          .takeUntil(last)
          .forEach(
              batch ->
                  new String(batch.lines, UTF_8)
                      .lines()
                      .filter(line -> !batch.tableId().equals(last))
                      .forEach(line -> lines.add(batch.table + " " + line)));
      lines.sort(
          Comparator.comparingLong((String line) -> position(line, 1))
              .thenComparingLong(line -> position(line, 2)));
      return lines.stream().map(StreamedTables::readable).toList();
    } finally {
      postgres.execute(
          "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '"
              + schema
              + "'");
    }
  }

  private static long position(String line, int part) {
    Matcher matcher = POSITION.matcher(line);
    if (!matcher.find()) {
      throw new IllegalStateException("No position: " + line);
    }
    return Long.parseLong(matcher.group(part));
  }

  private static String readable(String line) {
    return line.replaceAll(
            "\"__(lsn|ts_ms|tx_id|epoch)\":\\d+,?|\"ingestion_timestamp\":\"[^\"]*\",?"
                + "|\"__deleted\":\"\\w+\",?",
            "")
        .replace(",}", "}")
        .replace('"', '\'')
        .replace("\\'", "'");
  }
}
