package com.cdc.lakehouse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.execution.SparkSqlParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every notebook and module of {@code databricks/} is Python or SQL by its language's parser. */
class NotebooksTest {

  private static final Path DATABRICKS = Path.of("../databricks");
  private static final String COMPILE =
      "import sys; [compile(open(f, encoding='utf-8').read(), f, 'exec') for f in sys.argv[1:]]";

  @Test
  void pythonCompiles() throws Exception {
    List<String> command = new ArrayList<>(List.of("python3", "-c", COMPILE));
    files(DATABRICKS, ".py").forEach(file -> command.add(file.toString()));
    assertThat(command).hasSizeGreaterThan(5);
    Process python = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(python.getInputStream().readAllBytes(), UTF_8);

    assertThat(python.waitFor()).as(output).isZero();
  }

  @ParameterizedTest
  @MethodSource("sqlNotebooks")
  void sqlIsSpark(Path file) throws IOException {
    List<String> statements = SqlNotebook.read(file).statements();

    assertThat(statements).isNotEmpty();
    assertThat(statements)
        .allSatisfy(statement -> assertThatCode(() -> parse(statement)).doesNotThrowAnyException());
  }

  @Test
  void theParserSeesAFault() {
    assertThatThrownBy(() -> parse("MERGE INTO a USING b ON a.x = b.x WHEN MATCHED DELETE"))
        .isInstanceOf(ParseException.class);
  }

  /** Not those of pipeline/, whose statements no open-source parser knows. */
  static Stream<Path> sqlNotebooks() throws IOException {
    return files(DATABRICKS, ".sql").filter(file -> DATABRICKS.equals(file.getParent()));
  }

  private static void parse(String statement) throws ParseException {
    new SparkSqlParser().parsePlan(statement);
  }

  private static Stream<Path> files(Path directory, String ending) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(ending)).toList().stream();
    }
  }
}
