package com.cdc.fuzz;

import com.cdc.testing.TestPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** Writes the files of {@link RecordedMessages} from what a real server sends. */
final class MessageRecorder {

  private static final String VALUES =
      """
      (%d, true, -7, 9223372036854775807, 0.1, '-1e-300', 12345.67, 'a "q" \\ \t é 日 😀', 'x',
       '2026-11-22', '2026-11-22 06:00:00.5', '0044-03-15 12:00+00 BC', '12:00+01', '1 day',
       '\\x00ff10', '{"a": [1.5, null]}', '{"b": "c"}', '{1,NULL,3}', '{"a b",NULL,"NULL",""}',
       '{(1,1),(0,0);(3,3),(2,2)}', '{"2026-11-22 06:00:00+00",infinity}', '[1,5)',
       ROW(1, 'a,b', '{x,"y z"}', '\\x01'), ARRAY[ROW(2, NULL, '{}', '\\x')::part, NULL])""";

  private static final String[] SCHEMA = {
    "CREATE TYPE part AS (id int, label text, tags text[], raw bytea)",
    """
    CREATE TABLE every (
      id int PRIMARY KEY, b boolean, i2 smallint, i8 bigint, f4 real, f8 float8, n numeric, t text,
      c "char", d date, ts timestamp, tz timestamptz, tt timetz, iv interval, bin bytea, js json,
      jb jsonb, ints int[], texts text[], boxes box[], times timestamptz[], r int4range, part part,
      parts part[])""",
    "CREATE TABLE fat (id int PRIMARY KEY, small text, big text)",
    "ALTER TABLE fat ALTER big SET STORAGE EXTERNAL",
    "CREATE TABLE whole (a int, b text)",
    "ALTER TABLE whole REPLICA IDENTITY FULL",
    "CREATE TABLE nothing ()",
    "CREATE PUBLICATION everything FOR ALL TABLES",
    "SELECT pg_create_logical_replication_slot('recorded', 'pgoutput')"
  };

  private static final String[] CHANGES = {
    "INSERT INTO every VALUES " + VALUES.formatted(1),
    "INSERT INTO every (id) VALUES (2)",
    "UPDATE every SET t = '', n = 'NaN', f8 = 'Infinity', tz = 'infinity' WHERE id = 1",
    "UPDATE every SET id = 3 WHERE id = 2",
    "DELETE FROM every WHERE id = 3",
    "INSERT INTO fat VALUES (1, 'a', repeat('x', 2100))",
    "UPDATE fat SET small = 'b'",
    "UPDATE fat SET id = 2",
    "INSERT INTO whole VALUES (1, 'one'), (NULL, NULL)",
    "UPDATE whole SET b = 'two' WHERE a = 1",
    "ALTER TABLE whole ADD c numeric(10,2) DEFAULT 1.5",
    "DELETE FROM whole",
    "TRUNCATE fat, whole",
    "INSERT INTO nothing DEFAULT VALUES",
    "SELECT pg_logical_emit_message(true, 'prefix', 'content')",
    "SELECT pg_logical_emit_message(false, '', '')",
    "SELECT pg_replication_origin_create('elsewhere')",
    "SELECT pg_replication_origin_session_setup('elsewhere');"
        + "BEGIN; SELECT pg_replication_origin_xact_setup('0/1', now());"
        + "INSERT INTO whole VALUES (9); COMMIT; SELECT pg_replication_origin_session_reset()"
  };

  private MessageRecorder() {}

  static void record(Path directory) throws SQLException, IOException {
    try (TestPostgres postgres = TestPostgres.startNew();
        Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : SCHEMA) {
        statement.execute(sql);
      }
      for (String sql : CHANGES) {
        statement.execute(sql);
      }
      write(directory.resolve(RecordedMessages.STREAM), stream(statement));
      statement.execute("INSERT INTO every VALUES " + VALUES.formatted(4));
      statement.execute("INSERT INTO every (id, t) VALUES (5, E'\\\\N\\b\\f\\n\\r\\t\\v')");
      write(directory.resolve(RecordedMessages.COPY), copy(connection));
    }
  }

  private static List<byte[]> stream(Statement statement) throws SQLException {
    List<byte[]> messages = new ArrayList<>();
    try (ResultSet row =
        statement.executeQuery(
            "SELECT data FROM pg_logical_slot_get_binary_changes('recorded', NULL, NULL,"
                + " 'proto_version', '1', 'publication_names', 'everything', 'messages', 'true')")) {
      while (row.next()) {
        messages.add(row.getBytes(1));
      }
    }
    return messages;
  }

  private static List<byte[]> copy(Connection connection) throws SQLException {
    List<byte[]> rows = new ArrayList<>();
    CopyOut copy =
        connection.unwrap(PGConnection.class).getCopyAPI().copyOut("COPY every TO STDOUT");
    for (byte[] row = copy.readFromCopy(); row != null; row = copy.readFromCopy()) {
      rows.add(row);
    }
    return rows;
  }

  private static void write(Path file, List<byte[]> messages) throws IOException {
    StringBuilder text =
        new StringBuilder("# Recorded from a real server by MessageRecorder; do not edit.\n");
    messages.forEach(message -> text.append(HexFormat.of().formatHex(message)).append('\n'));
    Files.createDirectories(file.getParent());
    Files.writeString(file, text, StandardCharsets.UTF_8);
  }
}
