package com.cdc.lakehouse;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a query as sorted lines, the same from PostgreSQL and from Spark for the same values.
 */
final class Rows {

  private Rows() {}

  static List<String> of(Connection connection, String query) throws SQLException {
    List<String> lines = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> line = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          line.add(text(result.getObject(i)));
        }
        lines.add(String.join(" | ", line));
      }
    }
    lines.sort(null);
    return lines;
  }

  static List<String> of(SparkSession spark, String query) {
    List<String> lines = new ArrayList<>();
    for (Row row : datesAsText(spark.sql(query)).collectAsList()) {
      List<String> line = new ArrayList<>();
      for (int i = 0; i < row.length(); i++) {
        line.add(text(row.get(i)));
      }
      lines.add(String.join(" | ", line));
    }
    lines.sort(null);
    return lines;
  }

  /** Spark makes dates of Java by ways that the JVM has to be opened for. */
  private static Dataset<Row> datesAsText(Dataset<Row> rows) {
    return rows.selectExpr(
        Stream.of(rows.schema().fields())
            .map(
                field ->
                    field.dataType().equals(DataTypes.DateType)
                        ? "CAST(`%s` AS STRING)".formatted(field.name())
                        : "`%s`".formatted(field.name()))
            .toArray(String[]::new));
  }

  private static String text(@Nullable Object value) {
    if (value instanceof BigDecimal decimal) {
      return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
    } else if (value instanceof Timestamp time) {
      return time.toInstant().toString();
    }
    return String.valueOf(value);
  }
}
