package com.cdc.scenario;

import java.util.ArrayList;
import java.util.List;

/** A part of a transaction. */
sealed interface Statement permits Change, Statement.Savepoint {

  /** What to send, in order. */
  List<String> sql(String schema, int lane);

  /** Changes in a transaction of their own within the other. */
  record Savepoint(List<Change> changes, End end) implements Statement {

    enum End {
      RELEASE,
      ROLLBACK_TO
    }

    @Override
    public List<String> sql(String schema, int lane) {
      List<String> sql = new ArrayList<>(List.of("SAVEPOINT s"));
      changes.forEach(change -> sql.addAll(change.sql(schema, lane)));
      sql.add(end.name().replace('_', ' ') + " SAVEPOINT s");
      return sql;
    }

    /** For humans. */
    @Override
    public String toString() {
      return "SAVEPOINT " + changes + " " + end;
    }
  }
}
