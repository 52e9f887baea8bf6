package com.cdc.lakehouse;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * What applications do to the tables, by a seed: transactions of a few statements, some rolled
 * back.
 */
final class WarehouseWorkload {

  private static final int ITEMS = 400;
  private static final int MOVEMENTS = 1200;

  /** Longer than a page, so that an update that leaves it alone does not send it. */
  private static final int TOASTED = 9000;

  private final Connection connection;
  private final Random random;
  private int nextItem = ITEMS + 1;
  private int nextMovement = MOVEMENTS + 1;

  WarehouseWorkload(Connection connection, long seed) {
    this.connection = connection;
    this.random = new Random(seed);
  }

  /** Rows for the snapshot. Some movements are too old to count for what runs out. */
  void fill() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          """
          INSERT INTO warehouse.stock_item (item_id, sku, name, location_id, initial_qty)
          SELECT i, 'SKU-' || i, 'Item "' || i || '" é', 1 + i %% 12, 10 * (1 + i %% 50)
            FROM generate_series(1, %d) AS i"""
              .formatted(ITEMS));
      statement.execute(
          """
          INSERT INTO warehouse.stock_movement (movement_id, item_id, type, qty, created_at)
          SELECT i, 1 + i %% %d, CASE i %% 3 WHEN 0 THEN 'OUT' ELSE 'IN' END, 1 + i %% 20,
                 now() - interval '6 days' * (i %% 5)
            FROM generate_series(1, %d) AS i"""
              .formatted(ITEMS, MOVEMENTS));
      statement.execute(
          """
          INSERT INTO warehouse."price list"
          SELECT i, DATE '2026-01-01' + i %% 3, i / 7.0, DATE '1999-12-31', repeat(md5(i::text), %d)
            FROM generate_series(1, 100) AS i"""
              .formatted(TOASTED / 32));
    }
  }

  /** So many transactions. */
  void run(int transactions) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      for (int i = 0; i < transactions; i++) {
        int size = 1 + random.nextInt(8);
        for (int j = 0; j < size; j++) {
          statement.execute(change());
        }
        if (random.nextInt(20) == 0) {
          connection.rollback();
        } else {
          connection.commit();
        }
      }
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private String change() {
    return switch (random.nextInt(14)) {
      case 0, 1 ->
          "INSERT INTO warehouse.stock_item VALUES (%d, 'NEW-%d', 'new', %d, %s)"
              .formatted(nextItem, nextItem++, random.nextInt(12), quantity());
      case 2, 3, 4 ->
          "UPDATE warehouse.stock_item SET initial_qty = %s, location_id = %d WHERE item_id = %d"
              .formatted(quantity(), random.nextInt(12), item());
      case 5 -> "DELETE FROM warehouse.stock_item WHERE item_id = " + item();
      case 6, 7 ->
          "INSERT INTO warehouse.stock_movement VALUES (%d, %d, '%s', %d, now() - interval '%d days')"
              .formatted(
                  nextMovement++,
                  item(),
                  random.nextBoolean() ? "IN" : "OUT",
                  1 + random.nextInt(30),
                  random.nextInt(3) * 10);
      // goes over to another item: both have to be computed anew
      case 8 ->
          "UPDATE warehouse.stock_movement SET item_id = %d, qty = %d WHERE movement_id = %d"
              .formatted(item(), 1 + random.nextInt(30), movement());
      case 9 -> "DELETE FROM warehouse.stock_movement WHERE movement_id = " + movement();
      // leaves the note alone, which is therefore not sent
      case 10 ->
          "UPDATE warehouse.\"price list\" SET \"unit price\" = %d.25 WHERE item_id = %d"
              .formatted(random.nextInt(100), price());
      // the key changes, with or without a note that is not sent
      case 11 ->
          "UPDATE warehouse.\"price list\" SET item_id = %d WHERE item_id = %d"
              .formatted(nextItem++ + 1_000_000, price());
      case 12 ->
          "UPDATE warehouse.\"price list\" SET note = %s WHERE item_id = %d"
              .formatted(random.nextInt(4) == 0 ? "NULL" : note(), price());
      default -> "DELETE FROM warehouse.\"price list\" WHERE item_id = %d".formatted(price());
    };
  }

  /** Empties the table of prices and fills it again. */
  void truncate() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("TRUNCATE warehouse.\"price list\"");
      statement.execute(
          """
          INSERT INTO warehouse."price list"
          SELECT i, DATE '2027-01-01', i, NULL, repeat('n', %d) FROM generate_series(50, 120) AS i"""
              .formatted(TOASTED));
    }
  }

  private String quantity() {
    return random.nextInt(20) == 0 ? "NULL" : random.nextInt(500) + ".50";
  }

  private int item() {
    return 1 + random.nextInt(nextItem);
  }

  private int movement() {
    return 1 + random.nextInt(nextMovement);
  }

  private int price() {
    return 1 + random.nextInt(120);
  }

  private String note() {
    String text =
        random
            .ints(TOASTED, 'a', 'z' + 1)
            .mapToObj(Character::toString)
            .collect(Collectors.joining());
    return "'" + text + "'";
  }
}
