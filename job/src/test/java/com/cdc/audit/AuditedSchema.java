package com.cdc.audit;

import com.cdc.config.PostgresConfig;
import com.cdc.event.Position;
import com.cdc.event.TableId;
import com.cdc.postgres.PostgresConnections;
import com.cdc.testing.Landing;
import com.cdc.testing.TestPostgres;
import com.cdc.verify.LandingVerifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A schema whose captured tables' triggers write each change beside them, in the transaction that
 * makes it, so that a landing can be held against what the database itself says was committed. Its
 * publication and, by {@link #config}, its slot are named like the schema.
 */
public final class AuditedSchema {

  private static final String WRITE_DOWN =
      """
      CREATE FUNCTION %1$s.write_down() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO %1$s.audit (xid, tab, op, before, after) VALUES (
          pg_current_xact_id()::text::bigint, TG_ARGV[0], TG_OP,
          CASE WHEN TG_OP IN ('UPDATE', 'DELETE') THEN row_to_json(OLD) END,
          CASE WHEN TG_OP IN ('UPDATE', 'INSERT') THEN row_to_json(NEW) END);
        RETURN NULL;
      END $$
      """;

  private final TestPostgres postgres;
  private final String name;
  private final Map<TableId, WatchedTable> tables = new LinkedHashMap<>();
  private final Map<TableId, List<Map<String, String>>> atFirst = new HashMap<>();

  private AuditedSchema(TestPostgres postgres, String name) {
    this.postgres = postgres;
    this.name = name;
  }

  /** Makes the schema, its audit and an empty publication. */
  public static AuditedSchema create(TestPostgres postgres, String name) {
    postgres.execute(
        "CREATE SCHEMA " + name,
        "CREATE TABLE %s.audit (id bigserial, xid bigint, tab text, op text, before json, after json)"
            .formatted(name),
        WRITE_DOWN.formatted(name),
        "CREATE PUBLICATION %s WITH (publish_via_partition_root = true)".formatted(name));
    return new AuditedSchema(postgres, name);
  }

  /** Makes a table {@code (id int PRIMARY KEY, note text)} of rows 1…n and watches it. */
  public TableId create(String table, int rows) {
    String full = name + "." + table;
    postgres.execute(
        "CREATE TABLE " + full + " (id int PRIMARY KEY, note text)",
        "INSERT INTO " + full + " SELECT n, 'at first' FROM generate_series(1, " + rows + ") n");
    return watch(WatchedTable.byId(name, table));
  }

  /** Publishes a table of this schema and writes down what happens to it from now on. */
  public TableId watch(WatchedTable table) {
    String full = table.id().toString();
    atFirst.put(table.id(), rows("SELECT row_to_json(t) FROM " + full + " t"));
    String call = " EXECUTE FUNCTION %s.write_down('%s')".formatted(name, table.id().name());
    postgres.execute(
        "CREATE TRIGGER row_changed AFTER INSERT OR UPDATE OR DELETE ON "
            + full
            + " FOR EACH ROW"
            + call,
        "CREATE TRIGGER truncated AFTER TRUNCATE ON " + full + " FOR EACH STATEMENT" + call,
        "ALTER PUBLICATION " + name + " ADD TABLE " + full);
    tables.put(table.id(), table);
    return table.id();
  }

  /** A pipeline of all tables watched. */
  public PostgresConfig config() {
    return config(List.copyOf(tables.keySet()));
  }

  /** A pipeline of some of the tables. */
  public PostgresConfig config(List<TableId> captured) {
    return postgres.config(captured, name, name);
  }

  /** All that committed, in the order of the statements within a transaction. */
  public List<AuditedChange> changes() {
    List<AuditedChange> changes = new ArrayList<>();
    String query = "SELECT xid, tab, op, before, after FROM " + name + ".audit ORDER BY id";
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      while (row.next()) {
        changes.add(
            new AuditedChange(
                row.getLong(1),
                new TableId(name, row.getString(2)),
                row.getString(3),
                columns(row.getString(4)),
                columns(row.getString(5))));
      }
      return changes;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * What is wrong with the landing of all tables, whatever is still under way: changes against
   * those committed, snapshot rows against the tables of their moment. Empty if nothing is.
   */
  public List<String> faults(Landing landing) {
    List<LandedRow> landed = landed(landing, tables.keySet());
    List<AuditedChange> changes = changes();
    List<String> faults = ChangeAudit.faults(expected(changes), landed);
    if (faults.isEmpty()) { // else the tables of that moment are not known
      Map<Long, Position> positions = new HashMap<>();
      landed.forEach(row -> positions.merge(row.xid(), row.position(), AuditedSchema::earlier));
      TreeMap<Position, List<AuditedChange>> ordered = new TreeMap<>();
      changes.forEach(
          change ->
              ordered
                  .computeIfAbsent(positions.get(change.xid()), at -> new ArrayList<>())
                  .add(change));
      SnapshotAudit snapshots = new SnapshotAudit(atFirst, ordered);
      faults.addAll(snapshots.faults(landed));
      faults.addAll(differences(snapshots.atLast()));
    }
    return faults;
  }

  /**
   * The same without the snapshot rows, for some of the tables, of which changes since are asked.
   */
  public List<String> changeFaults(Landing landing, List<AuditedChange> committed) {
    return ChangeAudit.faults(expected(committed), landed(landing, tables.keySet()));
  }

  /** Where the folded landing differs from the tables with a key, as they are now. */
  public List<String> foldFaults(Landing landing) {
    List<String> faults = new ArrayList<>();
    try (Connection connection = PostgresConnections.open(config())) {
      LandingVerifier verifier = new LandingVerifier(connection, "file:" + landing.directory());
      for (WatchedTable table : tables.values()) {
        if (!table.key().isEmpty()) {
          verifier.verify(table.id()).findings(5).forEach(f -> faults.add(table.id() + ": " + f));
        }
      }
      return faults;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The visible rows of these tables. */
  public static List<LandedRow> landed(Landing landing, Collection<TableId> tables) {
    List<LandedRow> landed = new ArrayList<>();
    tables.forEach(table -> landed.addAll(LandedRow.read(landing, table)));
    return landed;
  }

  private Map<Long, List<ExpectedRow>> expected(List<AuditedChange> changes) {
    Map<Long, List<ExpectedRow>> expected = new LinkedHashMap<>();
    changes.forEach(
        change ->
            expected
                .computeIfAbsent(change.xid(), xid -> new ArrayList<>())
                .addAll(ExpectedRow.of(tables.get(change.table()), change)));
    return expected;
  }

  /** The audit itself is only as good as this: what it says must have made the tables. */
  private List<String> differences(Map<TableId, Map<Map<String, String>, Integer>> atLast) {
    List<String> differences = new ArrayList<>();
    tables
        .keySet()
        .forEach(
            table -> {
              Map<Map<String, String>, Integer> now = new HashMap<>();
              rows("SELECT row_to_json(t) FROM " + table + " t")
                  .forEach(row -> now.merge(row, 1, Integer::sum));
              if (!now.equals(atLast.getOrDefault(table, Map.of()))) {
                differences.add("the audit does not make table " + table);
              }
            });
    return differences;
  }

  private List<Map<String, String>> rows(String query) {
    List<Map<String, String>> rows = new ArrayList<>();
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      while (row.next()) {
        rows.add(columns(row.getString(1)));
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, String> columns(String json) {
    return json == null ? Map.of() : LandedRow.columns(json);
  }

  private static Position earlier(Position a, Position b) {
    return a.compareTo(b) <= 0 ? a : b;
  }
}
