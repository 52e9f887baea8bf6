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
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.core.fs.FileStatus;

/**
 * Proves that the landing of a table, folded by position, is the table, and that nothing landed
 * twice. Table and landing must be at rest. Generated columns are left out, and those that land as
 * something else than they are.
 */
public final class LandingVerifier {

  /** Keys listed of each kind of difference. */
  private static final int LISTED = 20;

  /** How many times larger compressed files are when unpacked: a cautious guess. */
  private static final double PACKED = 15;

  /** Bytes of heap for a byte of a record, if each had a key of its own. */
  private static final double HEAP_PER_BYTE = 3;

  /** The rows of a part may take a quarter of the heap. */
  private static final int HEAP_SHARE = 4;

  private static final int MOST_PARTS = 512;

  private final Connection connection;
  private final String landingUri;
  private final LandingReader reader;
  private final ColumnRules rules;
  private final RecordFormat format;
  private final long memory;

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
    this(connection, landingUri, rules, format, Runtime.getRuntime().maxMemory());
  }

  /**
   * The same with a bound of its own.
   *
   * @param memory bytes, of which a part is used
   */
  LandingVerifier(
      Connection connection,
      String landingUri,
      ColumnRules rules,
      RecordFormat format,
      long memory) {
    this.connection = connection;
    this.landingUri = landingUri;
    this.format = format;
    this.memory = memory;
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
    List<String> names = columns.stream().map(ColumnInfo::name).toList();
    SchemaVersions schemas = SchemaVersions.read(landingUri, id);
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    try (DoubleFinder doubleFinder = new DoubleFinder(keys, temporary);
        LandedRows rows = new LandedRows(keys, names, schemas, parts(id), temporary)) {
      int files =
          reader.read(
              id,
              json,
              record -> {
                counter.add(record);
                doubleFinder.add(record);
                rows.add(record);
              });
      DoubleFinder.Recount recount = doubleFinder.recount();
      if (recount.isNeeded()) {
        reader.read(id, json, recount::add);
      }
      return compare(table, columns, cast, rows, counter.counts(files), recount.doubles());
    }
  }

  /** So many that the rows of one fit well into the heap. */
  private int parts(TableId id) throws IOException {
    double bytes = 0;
    for (FileStatus file : reader.files(id)) {
      bytes += file.getLen() * (file.getPath().getName().endsWith(".json") ? 1.0 : PACKED);
    }
    double fitting = memory / (double) HEAP_SHARE;
    return (int) Math.min(MOST_PARTS, 1 + (long) (bytes * HEAP_PER_BYTE / fitting));
  }

  private TableReport compare(
      CapturedTable table,
      List<ColumnInfo> columns,
      CastBack cast,
      LandedRows rows,
      LandedCounts landed,
      Map<String, Integer> doubles)
      throws SQLException {
    try (Comparison comparison = new Comparison(connection, table, columns, cast)) {
      comparison.load(rows::forEachRow);
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
      List<String> problems = new ArrayList<>(rows.problems());
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
