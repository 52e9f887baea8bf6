package com.cdc.torture.judge;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** A landing as the job would write it, from triggers of its own; to be damaged before it is. */
final class WrittenLanding {

  /** Where the snapshot stands; the transactions follow. */
  static final long SNAPSHOT = 500;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
          .build();

  /** Writes rows down as they land, but for position and transaction. */
  static final String LOG =
      """
      CREATE SCHEMA test;
      CREATE TABLE test.log (
        seq bigint GENERATED ALWAYS AS IDENTITY, xid bigint, tbl text, line jsonb);
      CREATE FUNCTION test.log() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        x bigint := pg_current_xact_id()::text::bigint;
        named text := 'audited.' || split_part(TG_TABLE_NAME, '_', 1);
        o jsonb; n jsonb; k text[]; ok jsonb; keyless boolean;
      BEGIN
        IF TG_OP = 'TRUNCATE' THEN
          INSERT INTO test.log (xid, tbl, line) VALUES (x, named, '{"__op":"t"}');
          RETURN NULL;
        END IF;
        SELECT t.key, t.keyless INTO k, keyless FROM torture.tables t WHERE t.name = named;
        IF TG_OP <> 'INSERT' THEN
          o := to_jsonb(OLD);
          SELECT jsonb_object_agg(key, value) INTO ok FROM jsonb_each(o) WHERE key = ANY (k);
        END IF;
        IF TG_OP = 'DELETE' OR TG_OP = 'UPDATE' AND (keyless OR NOT to_jsonb(NEW) @> ok) THEN
          INSERT INTO test.log (xid, tbl, line)
          VALUES (x, named, CASE WHEN keyless THEN o ELSE ok END || '{"__op":"d"}');
        END IF;
        IF TG_OP = 'INSERT' THEN
          INSERT INTO test.log (xid, tbl, line) VALUES (x, named, to_jsonb(NEW) || '{"__op":"c"}');
        ELSIF TG_OP = 'UPDATE' THEN
          n := to_jsonb(NEW) || '{"__op":"u"}';
          IF NOT keyless AND NOT n @> ok THEN
            n := n || jsonb_build_object('__old_key', ok::text);
          END IF;
          IF length(n ->> 'body') > 2100 AND n -> 'body' = o -> 'body' THEN
            n := n - 'body' || '{"__unchanged":["body"]}';
          END IF;
          INSERT INTO test.log (xid, tbl, line) VALUES (x, named, n);
        END IF;
        RETURN NULL;
      END $$""";

  /** One line of one file. */
  record Line(String table, ObjectNode json) {

    boolean is(String table, String op) {
      return this.table.equals(table) && json.get("__op").asText().equals(op);
    }

    Line copy() {
      return new Line(table, json.deepCopy());
    }
  }

  private WrittenLanding() {}

  /** The snapshot rows as they are now. */
  static List<Line> snapshot(Connection connection, List<String> tables) throws SQLException {
    List<Line> lines = new ArrayList<>();
    for (String table : tables) {
      String sql = "SELECT '%s', to_jsonb(t) || '{\"__op\":\"r\"}' FROM %s t ORDER BY t";
      lines.addAll(lines(connection, sql.formatted(table, table)));
    }
    for (int i = 0; i < lines.size(); i++) {
      ObjectNode json = lines.get(i).json();
      json.put("__epoch", 1).put("__lsn", SNAPSHOT).put("__seq", 0);
      if (lines.get(i).table().equals("audited.event")) {
        json.put("__row", "1/" + i);
      }
    }
    return lines;
  }

  /** All changes that were logged, as they were committed one after the other. */
  static List<Line> changes(Connection connection) throws SQLException {
    return lines(
        connection,
        """
        SELECT tbl, line || jsonb_build_object('__epoch', 1, '__tx_id', xid,
          '__lsn', 1000 + 100 * dense_rank() OVER (ORDER BY xid),
          '__seq', row_number() OVER (PARTITION BY xid ORDER BY seq))
        FROM test.log ORDER BY seq""");
  }

  /** Writes them, each table with its compression, snapshots apart. */
  static void write(Path landing, List<Line> lines) throws IOException {
    Map<Path, StringBuilder> files = new LinkedHashMap<>();
    for (Line line : lines) {
      files
          .computeIfAbsent(landing.resolve(file(line)), file -> new StringBuilder())
          .append(JSON.writeValueAsString(line.json()))
          .append('\n');
    }
    for (Map.Entry<Path, StringBuilder> file : files.entrySet()) {
      Files.createDirectories(file.getKey().getParent());
      try (OutputStream out = open(file.getKey())) {
        out.write(file.getValue().toString().getBytes(UTF_8));
      }
    }
  }

  static String file(Line line) {
    String part = line.is(line.table(), "r") ? "part-0" : "part-1";
    String ending =
        switch (line.table()) {
          case "audited.note" -> ".json.gz";
          case "audited.event" -> ".json.zst";
          default -> ".json";
        };
    return "cdc." + line.table() + "/date=2026-11-24/hour=06/" + part + ending;
  }

  private static OutputStream open(Path file) throws IOException {
    OutputStream out = Files.newOutputStream(file);
    if (file.toString().endsWith(".gz")) {
      return new GZIPOutputStream(out);
    }
    return file.toString().endsWith(".zst") ? new ZstdOutputStream(out) : out;
  }

  private static List<Line> lines(Connection connection, String sql) throws SQLException {
    List<Line> lines = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        lines.add(new Line(rows.getString(1), (ObjectNode) JSON.readTree(rows.getString(2))));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return lines;
  }
}
