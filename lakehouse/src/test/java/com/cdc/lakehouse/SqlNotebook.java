package com.cdc.lakehouse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/**
 * An SQL notebook: its cells are one statement each.
 *
 * @param statements without notes and comments before them
 */
record SqlNotebook(String name, List<String> statements) {

  private static final Pattern CELL = Pattern.compile("(?m)^-- COMMAND -+\\s*$");

  static SqlNotebook read(Path file) throws IOException {
    List<String> statements =
        CELL.splitAsStream(Files.readString(file))
            .map(SqlNotebook::withoutComments)
            .filter(statement -> !statement.isEmpty())
            .toList();
    return new SqlNotebook(file.getFileName().toString(), statements);
  }

  private static String withoutComments(String cell) {
    return cell.lines()
        .filter(line -> !line.startsWith("--"))
        .collect(Collectors.joining("\n"))
        .strip();
  }

  /** Runs it in a catalog. The parameter is put in here: Delta's parser does not take any. */
  void run(SparkSession spark, String catalog) {
    for (String statement : statements) {
      spark.sql(statement.replace("IDENTIFIER(:catalog)", "`" + catalog + "`"));
    }
  }
}
