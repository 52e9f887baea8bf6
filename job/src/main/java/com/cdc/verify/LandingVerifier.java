package com.cdc.verify;

import com.cdc.config.ColumnRules;
import com.cdc.event.ColumnRule;
import com.cdc.event.RecordFormat;
import com.cdc.event.TableId;
import com.cdc.postgres.CapturedTable;
import com.cdc.postgres.Catalogue;
import com.cdc.postgres.ColumnInfo;
import com.cdc.postgres.Quoting;
import com.cdc.postgres.TypeCatalogue;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Proves that the landing of a table, folded by position, is the table, and that nothing landed
 * twice. Table and landing must be at rest. Generated columns are left out, and those that land as
 * something else than they are.
 */
public final class LandingVerifier {

  /** Keys listed of each kind of difference. */
  private static final int LISTED = 20;

  private final Connection connection;
  private final String landingUri;
  private final LandingReader reader;
  private final ColumnRules rules;
  private final RecordFormat format;

  /** Verifies values that have landed in their default forms, and all of them. */
  public LandingVerifier(Connection connection, String landingUri) {
    this(connection, landingUri, ColumnRules.NONE, RecordFormat.DEFAULT);
  }

  /**
   * Verifies over a connection of {@code PostgresConnections}, with autocommit, of a role that may
   * read the tables and create temporary ones.
   *
   * @param rules which columns are dropped, hashed or masked; they are not compared
   * @param format the forms in which all of the landing is written
   */
  public LandingVerifier(
      Connection connection, String landingUri, ColumnRules rules, RecordFormat format) {
    this.connection = connection;
    this.landingUri = landingUri;
    this.format = format;
    this.reader = new LandingReader(landingUri);
    this.rules = rules;
  }

  /**
   * Compares one table.
   *
   * @throws LandingException if the landing cannot be read, or the table has no key or one that
   *     does not land as it is
   */
  public TableReport verify(TableId id) throws SQLException, IOException {
    CapturedTable table = table(id);
    List<ColumnInfo> columns =
        table.columns().stream()
            .filter(column -> !column.generated())
            .filter(column -> rules.of(id, column.name()) == ColumnRule.KEEP)
            .toList();
    TypeCatalogue types = Catalogue.types(connection);
    VerifyPrivileges.require(connection, id, columns, types);
    CastBack cast = new CastBack(types, format);
    Set<String> json =
        columns.stream()
            .filter(column -> cast.landsAsJson(column.typeOid()))
            .map(ColumnInfo::name)
            .collect(Collectors.toSet());
    Keys keys = new Keys(table.keyColumns());
    LandedCounts.Counter counter = new LandedCounts.Counter();
    DoubleFinder doubleFinder = new DoubleFinder(keys);
    TableFold first =
        new TableFold(
            keys,
            columns.stream().map(ColumnInfo::name).toList(),
            SchemaVersions.read(landingUri, id));
    int files =
        reader.read(
            id,
            json,
            record -> {
              counter.add(record);
              doubleFinder.add(record);
              first.add(record);
            });
    DoubleFinder.Recount recount = doubleFinder.recount();
    if (recount.isNeeded()) {
      reader.read(id, json, recount::add);
    }
    TableFold fold = first;
    while (fold.needsAnotherPass()) {
      fold = fold.nextPass();
      reader.read(id, json, fold::add);
    }
    return compare(table, columns, cast, fold, counter.counts(files), recount.doubles());
  }

  private TableReport compare(
      CapturedTable table,
      List<ColumnInfo> columns,
      CastBack cast,
      TableFold fold,
      LandedCounts landed,
      Map<String, Integer> doubles)
      throws SQLException {
    try (Comparison comparison = new Comparison(connection, table, columns, cast)) {
      comparison.load(fold::forEachRow);
      Comparison.Result result;
      try {
        result = comparison.run(LISTED);
      } catch (SQLException e) {
        // class 22: data exception
        if (e.getSQLState() == null || !e.getSQLState().startsWith("22")) {
          throw e;
        }
        throw new LandingException(
            "A landed value of %s cannot be cast back to its column's type".formatted(table.id()),
            e);
      }
      List<String> problems = new ArrayList<>(fold.problems());
      return new TableReport(
          table.id(),
          landed,
          result.rows(),
          result.differing(),
          result.differences(),
          doubles,
          problems);
    }
  }

  private CapturedTable table(TableId id) throws SQLException {
    CapturedTable table = Catalogue.tables(connection, List.of(id)).get(id);
    if (table == null) {
      throw new LandingException("There is no table " + id + ". Check the name's spelling.");
    }
    if (table.keyColumns().isEmpty()) {
      throw new LandingException(
          "%s has no key to fold by. Give it one: ALTER TABLE %s ADD PRIMARY KEY (…)"
              .formatted(id, Quoting.table(id)));
    }
    for (String column : table.keyColumns()) {
      if (rules.of(id, column) != ColumnRule.KEEP) {
        throw new LandingException(
            ("Key column %s of %s is %s in the landing, so its rows cannot be found in the table."
                    + " Compare the other tables.")
                .formatted(column, id, rules.of(id, column).participle()));
      }
    }
    return table;
  }
}
