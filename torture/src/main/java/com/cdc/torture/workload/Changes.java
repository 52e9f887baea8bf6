package com.cdc.torture.workload;

import com.cdc.torture.oracle.Oracle;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Single statements on the small tables, each of one to a few rows. */
final class Changes {

  /** Added to a key that moves away, and taken off when it moves back: always a free one. */
  private static final long AWAY = 1_000_000_000L;

  private static final int HELD = 1_000;

  private final Connection connection;
  private final Random random;

  Changes(Connection connection, Random random) {
    this.connection = connection;
    this.random = random;
  }

  /** Any change of any table but the hot one; how many rows it changed. */
  int any() throws SQLException {
    int dice = random.nextInt(100);
    if (dice < 64) {
      return account();
    } else if (dice < 71) {
      return note();
    } else if (dice < 80) {
      return event();
    } else if (dice < 90) {
      return region();
    } else if (dice < 96) {
      return cart();
    }
    return shape();
  }

  int account() throws SQLException {
    boolean inTheWay = random.nextInt(10_000) == 0;
    return account(1 + random.nextInt(Oracle.ACCOUNTS - (inTheWay ? 0 : HELD)));
  }

  /** The same, of the keys that are left to transactions which hold their locks for long. */
  int held() throws SQLException {
    return account(Oracle.ACCOUNTS - random.nextInt(HELD - 10));
  }

  /** Up to five rows from that key on: upsert, update, delete, move. */
  private int account(long id) throws SQLException {
    int dice = random.nextInt(100);
    if (dice < 30) {
      return run(
          """
          INSERT INTO audited.account
          SELECT i, ?, ?, ?, ? FROM generate_series(?::bigint, ?) i
          ON CONFLICT (id) DO UPDATE SET amount = excluded.amount, name = excluded.name""",
          new BigDecimal(random.nextInt(1_000_000)).movePointLeft(2),
          random.nextBoolean(),
          random.nextInt(97),
          text(20),
          id,
          id + random.nextInt(5));
    } else if (dice < 75) {
      String name = dice < 35 ? null : text(20);
      return run(
          "UPDATE audited.account SET grp = ?, name = ? WHERE id BETWEEN ? AND ?",
          random.nextInt(97),
          name,
          id,
          id + random.nextInt(5));
    } else if (dice < 92) {
      return run(
          "DELETE FROM audited.account WHERE id BETWEEN ? AND ?", id, id + random.nextInt(3));
    }
    return move("account", id);
  }

  /** First in a transaction, or they deadlock. */
  int hot() throws SQLException {
    int id = 1 + random.nextInt(Oracle.HOT_KEYS);
    if (random.nextInt(50) == 0) {
      return run("DELETE FROM audited.hot WHERE id = ?", id);
    }
    return run(
        """
        INSERT INTO audited.hot VALUES (?, 0, ?)
        ON CONFLICT (id) DO UPDATE SET n = hot.n + 1, label = excluded.label""",
        id,
        text(8));
  }

  /** Half of the updates do not touch the TOASTed value; some assign it to itself. */
  int note() throws SQLException {
    long id = 1 + random.nextInt(Oracle.NOTES);
    int dice = random.nextInt(100);
    if (dice < 40) {
      return run("UPDATE audited.note SET title = ? WHERE id = ?", text(10), id);
    } else if (dice < 50) {
      return run("UPDATE audited.note SET body = body WHERE id = ?", id);
    } else if (dice < 62) {
      return run("UPDATE audited.note SET body = ? WHERE id = ?", body(), id);
    } else if (dice < 65) {
      return run("UPDATE audited.note SET body = left(body, 100) WHERE id = ?", id);
    } else if (dice < 68) {
      return run("UPDATE audited.note SET body = NULL WHERE id = ?", id);
    } else if (dice < 75) {
      return run("DELETE FROM audited.note WHERE id = ?", id);
    } else if (dice < 85) {
      return move("note", id);
    }
    return run(
        "INSERT INTO audited.note VALUES (?, ?, ?) ON CONFLICT DO NOTHING", id, text(10), body());
  }

  /**
   * Some rows twice: nothing tells them apart. A lock stands for that of the key, as order needs.
   */
  int event() throws SQLException {
    long k = 1 + random.nextInt(2 * Oracle.OTHERS);
    int dice = random.nextInt(100);
    if (dice < 50) {
      return run(
          "UPDATE audited.event SET v = ? WHERE k = ? AND pg_try_advisory_xact_lock(k)",
          text(12),
          k);
    } else if (dice < 75) {
      return run("DELETE FROM audited.event WHERE k = ? AND pg_try_advisory_xact_lock(k)", k);
    }
    return run(
        """
        INSERT INTO audited.event SELECT ?, 'new', 1 FROM generate_series(1, ?)
        WHERE NOT EXISTS (SELECT FROM audited.event WHERE k = ?)
          AND pg_try_advisory_xact_lock(?)""",
        k,
        1 + random.nextInt(2),
        k,
        k);
  }

  int region() throws SQLException {
    long id = 1 + random.nextInt(Oracle.OTHERS);
    int area = random.nextInt(4);
    int dice = random.nextInt(100);
    if (dice < 40) {
      return run("UPDATE audited.region SET v = ? WHERE id = ?", text(12), id);
    } else if (dice < 60) {
      return run(
          """
          UPDATE audited.region r SET area = ? WHERE id = ?
            AND area = (SELECT min(m.area) FROM audited.region m WHERE m.id = r.id)
            AND NOT EXISTS (SELECT FROM audited.region o WHERE o.id = r.id AND o.area = ?)""",
          area,
          id,
          area);
    } else if (dice < 75) {
      return run("DELETE FROM audited.region WHERE id = ? AND area = ?", id, area);
    }
    return run(
        """
        INSERT INTO audited.region VALUES (?, ?, ?)
        ON CONFLICT (id, area) DO UPDATE SET v = excluded.v""",
        id,
        area,
        text(12));
  }

  int cart() throws SQLException {
    long id = 1 + random.nextInt(Oracle.OTHERS);
    if (random.nextInt(4) == 0) {
      return run("DELETE FROM audited.cart WHERE id = ?", id);
    }
    return run(
        "INSERT INTO audited.cart VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET v = excluded.v",
        id,
        text(12));
  }

  int shape() throws SQLException {
    long id = 1 + random.nextInt(Oracle.OTHERS);
    int dice = random.nextInt(100);
    if (dice < 60) {
      return run("UPDATE audited.shape SET v = ? WHERE id = ?", text(12), id);
    } else if (dice < 75) {
      return run("DELETE FROM audited.shape WHERE id = ?", id);
    }
    return run("INSERT INTO audited.shape (id, v) VALUES (?, 'new') ON CONFLICT DO NOTHING", id);
  }

  /** Runs any statement with its parameters; how many rows it changed. */
  int run(String sql, @Nullable Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      return statement.executeUpdate();
    }
  }

  private int move(String table, long id) throws SQLException {
    return run(
        """
        UPDATE audited.%s SET id = CASE WHEN id < ? THEN id + ? ELSE id - ? END
        WHERE id = (SELECT id FROM audited.%1$s WHERE id IN (?, ?) ORDER BY id LIMIT 1)
          AND 1 = (SELECT count(*) FROM audited.%1$s WHERE id IN (?, ?))"""
            .replace("%s", table)
            .replace("%1$s", table),
        AWAY,
        AWAY,
        AWAY,
        id,
        id + AWAY,
        id,
        id + AWAY);
  }

  private String body() {
    byte[] bytes = new byte[2_200 + random.nextInt(20_000)];
    random.nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  private String text(int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }
}
