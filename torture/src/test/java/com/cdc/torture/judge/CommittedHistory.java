package com.cdc.torture.judge;

import com.cdc.torture.judge.WrittenLanding.Line;
import com.cdc.torture.oracle.Oracle;
import com.cdc.torture.server.Database;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Transactions of every kind, committed under the eyes of the oracle, and what lands of them. */
final class CommittedHistory {

  private static final String[] TRANSACTIONS = {
    "UPDATE audited.account SET name = 'x' WHERE id = 1",
    "UPDATE audited.account SET name = NULL WHERE id BETWEEN 1 AND 3",
    "UPDATE audited.account SET id = 1000000004 WHERE id = 4",
    "UPDATE audited.account SET id = 4, amount = 0.0001 WHERE id = 1000000004",
    "DELETE FROM audited.account WHERE id = 5; INSERT INTO audited.account VALUES (5, 1, true)",
    "SAVEPOINT s; DELETE FROM audited.account; ROLLBACK TO s; UPDATE audited.hot SET n = 1 WHERE id = 1",
    "UPDATE audited.hot SET n = 2 WHERE id = 1",
    "UPDATE audited.hot SET n = 3 WHERE id = 1",
    "UPDATE audited.note SET title = 'same body' WHERE id = 1",
    "UPDATE audited.note SET body = repeat('abc', 1000) WHERE id = 2",
    "UPDATE audited.note SET id = 1000000003 WHERE id = 3; UPDATE audited.note SET body = NULL WHERE id = 4",
    "INSERT INTO audited.event SELECT 77, 'twice', 1 FROM generate_series(1, 2)",
    "UPDATE audited.event SET v = 'both' WHERE k = 77",
    "DELETE FROM audited.event WHERE k IN (1, 77)",
    "UPDATE audited.region SET area = 0 WHERE id = 1; UPDATE audited.region SET area = 3 WHERE id = 2",
    "UPDATE audited.cart SET v = 'before' WHERE id = 1; TRUNCATE audited.cart; INSERT INTO audited.cart VALUES (1, 'after')",
    "TRUNCATE audited.cart",
    "INSERT INTO audited.cart VALUES (2, 'later')",
    "ALTER TABLE audited.shape ADD COLUMN added text DEFAULT 'a'; UPDATE audited.shape SET v = 'b' WHERE id = 1; ALTER TABLE audited.shape DROP COLUMN num; DELETE FROM audited.shape WHERE id = 2; INSERT INTO audited.shape (id) VALUES (2)",
    "INSERT INTO audited.bulk SELECT i, 1, 'new' FROM generate_series(1001, 1010) i",
    "UPDATE audited.bulk SET v = v || '!' WHERE load = 1; DELETE FROM audited.bulk WHERE id < 1005"
  };

  private static @Nullable CommittedHistory shared;

  private final Database database;
  private final List<Line> landed;

  private CommittedHistory(Database database) throws SQLException, IOException {
    this.database = database;
    Oracle.create(database, 20);
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(WrittenLanding.LOG);
      for (String table : Oracle.tables()) {
        statement.execute(
            "CREATE TRIGGER log AFTER INSERT OR UPDATE OR DELETE ON %1$s FOR EACH ROW EXECUTE FUNCTION test.log(); CREATE TRIGGER log_truncate AFTER TRUNCATE ON %1$s EXECUTE FUNCTION test.log()"
                .formatted(table));
      }
      landed = new ArrayList<>(WrittenLanding.snapshot(connection, Oracle.tables()));
      for (String transaction : TRANSACTIONS) {
        statement.execute("BEGIN; " + transaction + "; COMMIT");
      }
      landed.addAll(WrittenLanding.changes(connection));
    }
  }

  /**
   * The one of all tests of this JVM: the judge makes its tables anew and changes nothing else. The
   * server's own hook ends it with the JVM.
   */
  static synchronized CommittedHistory shared() throws SQLException, IOException {
    if (shared == null) {
      EmbeddedPostgres postgres =
          EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
      shared = new CommittedHistory(() -> postgres.getPostgresDatabase().getConnection());
    }
    return shared;
  }

  Database database() {
    return database;
  }

  /** Snapshot and changes, to be altered at will. */
  List<Line> landed() {
    return new ArrayList<>(landed.stream().map(Line::copy).toList());
  }
}
