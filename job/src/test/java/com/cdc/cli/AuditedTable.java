package com.cdc.cli;

import com.cdc.config.PostgresConfig;
import com.cdc.event.Operation;
import com.cdc.event.TableId;
import com.cdc.postgres.PostgresConnections;
import com.cdc.testing.TestPostgres;
import com.cdc.verify.LandedRecord;
import com.cdc.verify.LandingReader;
import com.cdc.verify.LandingVerifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.core.fs.FileStatus;

/**
 * A captured table whose triggers write down each committed change beside it, so that the landing
 * can be held against what the database itself says has happened.
 */
final class AuditedTable {

  private static final String TRIGGER =
      """
      CREATE FUNCTION %1$s.write_down() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP = 'TRUNCATE' THEN
          INSERT INTO %1$s.audit VALUES ('t');
          RETURN NULL;
        END IF;
        IF TG_OP = 'DELETE' OR TG_OP = 'UPDATE' AND %2$s THEN
          INSERT INTO %1$s.audit VALUES (concat_ws(' ', 'd', OLD.item_id));
        END IF;
        IF TG_OP <> 'DELETE' THEN
          INSERT INTO %1$s.audit VALUES (
            concat_ws(' ', CASE TG_OP WHEN 'INSERT' THEN 'c' ELSE 'u' END,
                      NEW.item_id, NEW.quantity, NEW.note));
        END IF;
        RETURN NULL;
      END $$
      """;

  private final TestPostgres postgres;
  private final String database;
  private final String schema;
  private final int rows;
  private final Optional<String> key;

  // visible files never change: each is read once
  private final Map<String, List<LandedRecord>> readFiles = new TreeMap<>();

  private AuditedTable(
      TestPostgres postgres, String database, String schema, int rows, Optional<String> key) {
    this.postgres = postgres;
    this.database = database;
    this.schema = schema;
    this.rows = rows;
    this.key = key;
  }

  /** Makes the table with rows 1…n, which are not written down, and its publication. */
  static AuditedTable create(TestPostgres postgres, String schema, int rows) {
    return createIn(TestPostgres.DATABASE, postgres, schema, rows);
  }

  /** The same in any database of the server. */
  static AuditedTable createIn(String database, TestPostgres postgres, String schema, int rows) {
    return create(database, postgres, schema, rows, Optional.of("item_id"));
  }

  /** The same without a primary key; updates and deletes are published by the whole row. */
  static AuditedTable createWithoutKey(TestPostgres postgres, String schema, int rows) {
    return create(TestPostgres.DATABASE, postgres, schema, rows, Optional.empty());
  }

  private static AuditedTable create(
      String database, TestPostgres postgres, String schema, int rows, Optional<String> key) {
    String table = schema + ".stock_item";
    postgres.executeIn(
        database,
        "CREATE SCHEMA " + schema,
        "CREATE TABLE %s (item_id bigint, quantity int NOT NULL, note text NOT NULL)"
            .formatted(table),
        key.map(column -> "ALTER TABLE %s ADD PRIMARY KEY (%s)".formatted(table, column))
            .orElse("ALTER TABLE %s REPLICA IDENTITY FULL".formatted(table)),
        "INSERT INTO %s SELECT n, n, 'at first' FROM generate_series(1, %d) n"
            .formatted(table, rows),
        "ANALYZE " + table,
        "CREATE TABLE %s.audit (entry text NOT NULL)".formatted(schema),
        // without a key, any change takes a row away and puts another in its place
        TRIGGER.formatted(schema, key.isPresent() ? "OLD.item_id <> NEW.item_id" : "true"),
        ("CREATE TRIGGER write_down AFTER INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW"
                + " EXECUTE FUNCTION %s.write_down()")
            .formatted(table, schema),
        ("CREATE TRIGGER write_down_truncate AFTER TRUNCATE ON %s FOR EACH STATEMENT"
                + " EXECUTE FUNCTION %s.write_down()")
            .formatted(table, schema),
        "CREATE PUBLICATION %s_pub FOR TABLE %s".formatted(schema, table));
    return new AuditedTable(postgres, database, schema, rows, key);
  }

  /** The same table in a copy of its server. */
  AuditedTable on(TestPostgres copy) {
    return new AuditedTable(copy, database, schema, rows, key);
  }

  /** A connection of the administrator to the table's database. */
  Connection connect() {
    return postgres.connectTo(database);
  }

  TableId id() {
    return new TableId(schema, "stock_item");
  }

  String publication() {
    return schema + "_pub";
  }

  String slot() {
    return schema + "_slot";
  }

  /** How many rows it was made with. */
  int rows() {
    return rows;
  }

  /** Inserts a row and returns how that is written down. */
  String insert(int key) {
    postgres.execute("INSERT INTO %s.stock_item VALUES (%d, 1, 'one')".formatted(schema, key));
    return "c " + key + " 1 one";
  }

  /** How many snapshot rows are visible. */
  long landedReads(String landing) {
    return read(landing).filter(r -> r.operation() == Operation.READ).count();
  }

  /** How many changes are visible. */
  long landedChanges(String landing) {
    return read(landing).filter(r -> r.operation() != Operation.READ).count();
  }

  /** Whether a change is visible, by what was written down of it. Leaves the database alone. */
  boolean hasLanded(String landing, String entry) {
    return read(landing).anyMatch(record -> entry(record).equals(entry));
  }

  /** How many files are visible. */
  int landedFiles(String landing) {
    try {
      return new LandingReader(landing).files(id()).size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** From how many snapshots the visible rows come. */
  long landedSnapshots(String landing) {
    return read(landing)
        .filter(r -> r.operation() == Operation.READ)
        .map(LandedRecord::position)
        .distinct()
        .count();
  }

  /**
   * What is wrong with the visible landing, each with how often it is there too much (or, below
   * zero, too little): changes against those written down, snapshot rows against one per key, and
   * the folded landing against the table if it has a key. Empty if nothing is.
   */
  Map<String, Integer> faults(String landing) {
    Map<String, Integer> faults = new TreeMap<>();
    Map<String, Integer> reads = new TreeMap<>();
    for (LandedRecord record : read(landing).toList()) {
      if (record.operation() == Operation.READ) {
        reads.merge("r " + record.columns().get("item_id"), 1, Integer::sum);
      } else {
        faults.merge(entry(record), 1, Integer::sum);
      }
    }
    query("SELECT entry FROM " + schema + ".audit")
        .forEach(entry -> faults.merge(entry, -1, Integer::sum));
    faults.values().removeIf(count -> count == 0);
    // one that never changed was there for every snapshot
    query("SELECT 'r ' || item_id FROM %s.stock_item WHERE note = 'at first'".formatted(schema))
        .forEach(key -> reads.merge(key, 0, Integer::sum));
    reads.forEach((key, count) -> mergeIfNotOne(faults, key, count));
    if (faults.isEmpty() && key.isPresent()) {
      findings(landing).forEach(finding -> faults.put(finding, 1));
    }
    return faults;
  }

  /** Whether the folded landing is the table, and nothing landed twice. */
  boolean isEqual(String landing) {
    return findings(landing).isEmpty();
  }

  private static void mergeIfNotOne(Map<String, Integer> faults, String key, int count) {
    if (count != 1) {
      faults.put(key, count - 1);
    }
  }

  private static String entry(LandedRecord record) {
    if (record.operation() == Operation.TRUNCATE) {
      return "t";
    }
    String key = record.operation().code() + " " + record.columns().get("item_id");
    return record.operation() == Operation.DELETE
        ? key
        : key + " " + record.columns().get("quantity") + " " + record.columns().get("note");
  }

  private List<String> findings(String landing) {
    PostgresConfig config = postgres.config(database, List.of(id()), publication(), slot());
    try (Connection connection = PostgresConnections.open(config)) {
      return new LandingVerifier(connection, landing).verify(id()).findings(5);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Stream<LandedRecord> read(String landing) {
    LandingReader reader = new LandingReader(landing);
    try {
      Set<String> files = new HashSet<>();
      for (FileStatus file : reader.files(id())) {
        String path = file.getPath().toString();
        files.add(path);
        if (!readFiles.containsKey(path)) {
          List<LandedRecord> records = new ArrayList<>();
          reader.read(file, records::add);
          readFiles.put(path, records);
        }
      }
      readFiles.keySet().retainAll(files);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return readFiles.values().stream().flatMap(List::stream);
  }

  private List<String> query(String query) {
    List<String> values = new ArrayList<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      while (result.next()) {
        values.add(result.getString(1));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return values;
  }
}
