package com.cdc.demo;

import com.cdc.event.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The example tables: items, and how many of them came in and went out. */
final class Warehouse {

  static final TableId STOCK_ITEM = new TableId("warehouse", "stock_item");
  static final TableId STOCK_MOVEMENT = new TableId("warehouse", "stock_movement");
  static final List<TableId> TABLES = List.of(STOCK_ITEM, STOCK_MOVEMENT);

  // no foreign key with ON DELETE CASCADE: it would change rows that the workload does not count
  private static final List<String> SCHEMA =
      List.of(
          "CREATE SCHEMA warehouse",
          """
          CREATE TABLE warehouse.stock_item (
            item_id     bigint PRIMARY KEY,
            sku         text NOT NULL,
            name        text NOT NULL,
            location_id integer NOT NULL,
            initial_qty numeric(12,2),
            updated_at  timestamptz NOT NULL DEFAULT now())
          """,
          """
          CREATE TABLE warehouse.stock_movement (
            movement_id bigint PRIMARY KEY,
            item_id     bigint NOT NULL,
            type        text NOT NULL CHECK (type IN ('IN', 'OUT')),
            qty         integer NOT NULL CHECK (qty > 0),
            created_at  timestamptz NOT NULL DEFAULT now())
          """,
          // so that a delete carries the whole row, not only its key
          "ALTER TABLE warehouse.stock_item REPLICA IDENTITY FULL",
          "ALTER TABLE warehouse.stock_movement REPLICA IDENTITY FULL");

  private static final String ITEMS =
      """
      INSERT INTO warehouse.stock_item (item_id, sku, name, location_id, initial_qty)
      SELECT i, 'SKU-' || lpad(i::text, 8, '0'), 'Item ' || i, 1 + i % 12, 10 * (1 + i % 50)
        FROM generate_series(1, ?) AS i
      """;

  private static final String MOVEMENTS =
      """
      INSERT INTO warehouse.stock_movement (movement_id, item_id, type, qty)
      SELECT i, 2 * i, CASE i % 3 WHEN 0 THEN 'OUT' ELSE 'IN' END, 1 + i % 20
        FROM generate_series(1, ?) AS i
      """;

  private Warehouse() {}

  /** How many movements come with so many items. */
  static int movements(int items) {
    return items / 2;
  }

  /** Creates the tables with rows 1 to n and returns how many rows there are in both. */
  static long create(Connection connection, int items) throws SQLException {
    execute(connection, SCHEMA);
    long rows = insert(connection, ITEMS, items) + insert(connection, MOVEMENTS, movements(items));
    execute(connection, List.of("ANALYZE"));
    return rows;
  }

  /** What a role needs to capture the tables: nothing more. */
  static List<String> captureGrants(String role, String password, String publication) {
    return List.of(
        "CREATE ROLE %s LOGIN REPLICATION PASSWORD '%s'".formatted(role, password),
        "GRANT USAGE ON SCHEMA warehouse TO " + role,
        "GRANT SELECT ON ALL TABLES IN SCHEMA warehouse TO " + role,
        "CREATE PUBLICATION %s FOR TABLE warehouse.stock_item, warehouse.stock_movement"
            .formatted(publication));
  }

  private static void execute(Connection connection, List<String> statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static long insert(Connection connection, String sql, int rows) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, rows);
      return statement.executeLargeUpdate();
    }
  }
}
