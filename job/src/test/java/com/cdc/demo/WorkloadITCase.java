package com.cdc.demo;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkloadITCase {

  private static final String AUDIT =
      """
      CREATE TABLE public.audit (n bigserial, "table" text, op text, id text);
      CREATE FUNCTION public.audit() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          INSERT INTO public.audit ("table", op, id)
            SELECT tg_table_name, tg_op, v FROM
              (SELECT value AS v FROM json_each_text(to_json(coalesce(new, old))) LIMIT 1) AS first;
          RETURN NULL;
        END $$;
      CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON warehouse.stock_item
        FOR EACH ROW EXECUTE FUNCTION public.audit();
      CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON warehouse.stock_movement
        FOR EACH ROW EXECUTE FUNCTION public.audit();
      """;

  private static DemoDatabase database;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    database = DemoDatabase.start(directory);
  }

  @AfterAll
  static void stop() throws Exception {
    database.close();
  }

  @BeforeEach
  void emptyDatabase() throws SQLException {
    execute(
        "DROP SCHEMA IF EXISTS warehouse CASCADE",
        "DROP TABLE IF EXISTS public.audit",
        "DROP FUNCTION IF EXISTS public.audit");
  }

  @Test
  void theWarehouseHoldsTheItemsAndHalfAsManyMovements() throws Exception {
    try (Connection connection = database.connect()) {
      assertThat(Warehouse.create(connection, 7)).isEqualTo(10);
    }
    assertThat(query("SELECT count(*) FROM warehouse.stock_item")).isEqualTo("7");
    assertThat(query("SELECT count(*) FROM warehouse.stock_movement")).isEqualTo("3");
  }

  @Test
  void exactlyTheChangesAskedForAreCommitted() throws Exception {
    create(200);

    long committed = run(200, 2_000, 1);

    assertThat(committed).isEqualTo(2_000);
    assertThat(query("SELECT count(*) FROM public.audit")).isEqualTo("2000");
    assertThat(query("SELECT count(DISTINCT (\"table\", op)) FROM public.audit")).isEqualTo("6");
  }

  @Test
  void anEmptyWarehouseIsFilledByTheWorkload() throws Exception {
    create(0);

    assertThat(run(0, 100, 1)).isEqualTo(100);
    assertThat(query("SELECT count(*) FROM public.audit")).isEqualTo("100");
  }

  @Test
  void noChangesIsDoneAtOnce() throws Exception {
    create(1);

    assertThat(run(1, 0, 1)).isZero();
  }

  @Test
  void someTransactionsAreRolledBackAndSomeAreLong() throws Exception {
    create(100);
    long before = Long.parseLong(query("SELECT xact_rollback FROM pg_stat_database" + HERE));

    run(100, 3_000, 1);

    assertThat(query("SELECT max(c) >= 20 FROM (SELECT count(*) c FROM audit GROUP BY xmin) t"))
        .isEqualTo("t");
    await()
        .atMost(20, SECONDS)
        .until(
            () ->
                Long.parseLong(query("SELECT xact_rollback FROM pg_stat_database" + HERE))
                    > before);
  }

  @Test
  void theSameSeedMakesTheSameRows() throws Exception {
    create(50);
    run(50, 500, 7);
    String first = query(FINGERPRINT);

    emptyDatabase();
    create(50);
    run(50, 500, 7);
    assertThat(query(FINGERPRINT)).isEqualTo(first);

    emptyDatabase();
    create(50);
    run(50, 500, 8);
    assertThat(query(FINGERPRINT)).isNotEqualTo(first);
  }

  private static final String HERE = " WHERE datname = current_database()";

  private static final String FINGERPRINT =
      """
      SELECT md5((SELECT string_agg((item_id, sku, location_id, initial_qty)::text, ','
                                    ORDER BY item_id) FROM warehouse.stock_item)
              || (SELECT string_agg((movement_id, item_id, type, qty)::text, ','
                                    ORDER BY movement_id) FROM warehouse.stock_movement))
      """;

  private static void create(int items) throws SQLException {
    try (Connection connection = database.connect()) {
      Warehouse.create(connection, items);
    }
    execute(AUDIT);
  }

  private static long run(int rows, int changes, long seed) {
    try (Workload workload = new Workload(rows, changes, seed)) {
      workload.start(database::connect);
      await().atMost(60, SECONDS).until(workload::isDone);
      return workload.committed();
    }
  }

  private static void execute(String... statements) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static String query(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }
}
