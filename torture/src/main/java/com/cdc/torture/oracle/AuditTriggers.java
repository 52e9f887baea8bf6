package com.cdc.torture.oracle;

import com.cdc.torture.oracle.AuditedTable.Trait;
import java.util.ArrayList;
import java.util.List;

/**
 * The triggers that write a table's changes down, in the transaction that makes them. The row's
 * lock is held while its number is drawn, so the numbers of one key are in the order of commits.
 */
final class AuditTriggers {

  private static final String INTO =
      "INSERT INTO torture.committed (xid, tbl, op, key, old_key, digest, note, changed) ";

  private AuditTriggers() {}

  static List<String> of(AuditedTable table) {
    List<String> sql = new ArrayList<>();
    if (table.is(Trait.BULK)) {
      byStatement(table, sql);
    } else {
      byRow(table, sql);
    }
    String function = "torture.truncated_" + table.name();
    sql.add(function(function, INTO + "VALUES (x, %d, 't', '', NULL, NULL, NULL, true);", table));
    sql.add(
        "CREATE TRIGGER audit_truncate AFTER TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION %s()"
            .formatted(table.qualified(), function));
    return sql;
  }

  private static void byRow(AuditedTable table, List<String> sql) {
    String deleted = deleted(table, "OLD");
    String moved =
        table.is(Trait.KEYLESS) ? "true" : table.keyOf("OLD") + "<>" + table.keyOf("NEW");
    String changed =
        table.is(Trait.TOASTED)
            ? "OLD.%1$s IS DISTINCT FROM NEW.%1$s".formatted(AuditedTable.TOASTED)
            : "true";
    String body =
        """
        IF TG_OP = 'INSERT' THEN
          %1$s VALUES %2$s;
        ELSIF TG_OP = 'DELETE' THEN
          %1$s VALUES %3$s;
        ELSIF %4$s THEN
          %1$s VALUES %3$s, %5$s;
        ELSE
          %1$s VALUES %6$s;
        END IF;
        """
            .formatted(
                INTO,
                stored(table, "c", "NEW", "NULL", "true"),
                deleted,
                moved,
                stored(
                    table,
                    "u",
                    "NEW",
                    table.is(Trait.KEYLESS) ? "NULL" : table.keyOf("OLD"),
                    changed),
                stored(table, "u", "NEW", "NULL", changed));
    String function = "torture.changed_" + table.name();
    sql.add(function(function, body.replace("%", "%%"), table));
    sql.add(
        "CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION %s()"
            .formatted(table.qualified(), function));
  }

  private static void byStatement(AuditedTable table, List<String> sql) {
    statement(table, "insert", "NEW TABLE AS n", stored(table, "c", "n", "NULL", "true"), sql);
    statement(table, "update", "NEW TABLE AS n", stored(table, "u", "n", "NULL", "true"), sql);
    statement(table, "delete", "OLD TABLE AS n", deleted(table, "n"), sql);
  }

  private static void statement(
      AuditedTable table, String event, String rows, String values, List<String> sql) {
    String function = "torture.%s_%s".formatted(event, table.name());
    String select = values.substring(1, values.length() - 1);
    sql.add(function(function, INTO + "SELECT " + select + " FROM n;", table));
    sql.add(
        "CREATE TRIGGER audit_%1$s AFTER %1$s ON %2$s REFERENCING %3$s FOR EACH STATEMENT EXECUTE FUNCTION %4$s()"
            .formatted(event, table.qualified(), rows, function));
  }

  private static String stored(
      AuditedTable table, String op, String row, String oldKey, String changed) {
    return "(x, %d, '%s', %s, %s, %s, %s, %s)"
        .formatted(
            table.id(),
            op,
            table.keyOf(row),
            oldKey,
            table.digestOf(row),
            table.toastedDigestOf(row),
            changed);
  }

  private static String deleted(AuditedTable table, String row) {
    return "(x, %d, 'd', %s, NULL, %s, NULL, true)"
        .formatted(table.id(), table.keyOf(row), table.deletedDigestOf(row));
  }

  private static String function(String name, String body, AuditedTable table) {
    return """
    CREATE FUNCTION %s() RETURNS trigger LANGUAGE plpgsql AS $audit$
    DECLARE x bigint := pg_current_xact_id()::text::bigint;
    BEGIN
    %s
    RETURN NULL;
    END $audit$"""
        .formatted(name, body.formatted(table.id()));
  }
}
