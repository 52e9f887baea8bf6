package com.cdc.demo;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One connection's share of the workload, on rows of its own: those whose id leaves a certain
 * remainder. So every statement changes exactly one row, and the same seed makes the same changes
 * whatever the other sessions do.
 */
final class WorkloadSession {

  private static final int LONGEST_TRANSACTION = 25;

  private final SplittableRandom random;
  private final Ids items;
  private final Ids movements;
  private final Deque<Runnable> undo = new ArrayDeque<>();

  WorkloadSession(long seed, int session, int sessions, int rows) {
    this.random = new SplittableRandom(seed * 31 + session);
    this.items = existing(session, sessions, rows);
    this.movements = existing(session, sessions, Warehouse.movements(rows));
  }

  private static Ids existing(int session, int sessions, int rows) {
    long id = session + 1L;
    Ids found = new Ids(id + (rows + sessions - 1L) / sessions * sessions, sessions);
    for (; id <= rows; id += sessions) {
      found.add(id);
    }
    return found;
  }

  /** Commits exactly so many changes of one row each, and adds them up as they commit. */
  void run(Connection connection, int changes, AtomicLong committed) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      for (int left = changes; left > 0; ) {
        int size = Math.min(left, transactionSize());
        for (int i = 0; i < size; i++) {
          statement.addBatch(change());
        }
        requireOneRowEach(statement.executeBatch());
        if (random.nextInt(100) < 3) {
          connection.rollback();
          undo.forEach(Runnable::run);
        } else {
          connection.commit();
          left -= size;
          committed.addAndGet(size);
        }
        undo.clear();
      }
    }
  }

  /** Half of the transactions are of one row, as applications' are. */
  private int transactionSize() {
    return random.nextBoolean() ? 1 : 1 + random.nextInt(LONGEST_TRANSACTION);
  }

  private String change() {
    int dice = random.nextInt(100);
    if (items.isEmpty() || dice < 10) {
      return insertItem();
    }
    if (dice < 40) {
      return updateItem();
    }
    if (dice < 48) {
      return deleteItem();
    }
    if (movements.isEmpty() || dice < 80) {
      return insertMovement();
    }
    return dice < 90 ? updateMovement() : deleteMovement();
  }

  private String insertItem() {
    long id = items.create();
    undo.push(() -> items.remove(id));
    return "INSERT INTO warehouse.stock_item (item_id, sku, name, location_id, initial_qty)"
        + " VALUES (%d, 'SKU-%08d', 'Item %d', %d, %s)"
            .formatted(id, id, id, 1 + random.nextInt(12), quantity());
  }

  private String updateItem() {
    return "UPDATE warehouse.stock_item SET location_id = %d, initial_qty = %s,"
            .formatted(1 + random.nextInt(12), quantity())
        + " updated_at = clock_timestamp() WHERE item_id = "
        + items.pick(random);
  }

  private String deleteItem() {
    long id = items.takeAny(random);
    undo.push(() -> items.add(id));
    return "DELETE FROM warehouse.stock_item WHERE item_id = " + id;
  }

  private String insertMovement() {
    long id = movements.create();
    undo.push(() -> movements.remove(id));
    return "INSERT INTO warehouse.stock_movement (movement_id, item_id, type, qty)"
        + " VALUES (%d, %d, '%s', %d)"
            .formatted(
                id,
                items.pick(random),
                random.nextBoolean() ? "IN" : "OUT",
                1 + random.nextInt(20));
  }

  private String updateMovement() {
    return "UPDATE warehouse.stock_movement SET qty = %d WHERE movement_id = %d"
        .formatted(1 + random.nextInt(20), movements.pick(random));
  }

  private String deleteMovement() {
    long id = movements.takeAny(random);
    undo.push(() -> movements.add(id));
    return "DELETE FROM warehouse.stock_movement WHERE movement_id = " + id;
  }

  private String quantity() {
    return random.nextInt(20) == 0 ? "NULL" : random.nextInt(500) + ".50";
  }

  private static void requireOneRowEach(int[] counts) {
    for (int count : counts) {
      if (count != 1) {
        throw new IllegalStateException("A change of one row changed " + count);
      }
    }
  }
}
