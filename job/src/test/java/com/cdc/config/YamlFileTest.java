package com.cdc.config;

import static com.cdc.config.ConfigFixture.load;
import static com.cdc.config.ConfigFixture.loadYaml;
import static com.cdc.config.ConfigFixture.problems;
import static com.cdc.config.ConfigFixture.yamlProblems;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlFileTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path directory;

  @Test
  void unknownKeysAreRefusedWithTheNearestKnownOne() {
    assertThat(
            yamlProblems(
                directory, "landing:\n  rol-age: 1 min\npostgress: {host: x}\nzzzzzzzz: 1\n"))
        .containsExactly(
            "Unknown key `landing.rol-age` (line 2); did you mean `landing.roll-age`?",
            "Unknown key `postgress.host` (line 3); did you mean `postgres.host`?",
            "Unknown key `zzzzzzzz` (line 4); Flink's own settings belong under `flink`.");
  }

  @Test
  void doubledKeysNameBothLines() {
    assertThat(yamlProblems(directory, "job.name: a\nlanding: {roll-age: 1 h}\njob.name: b\n"))
        .containsExactly("`job.name` is given twice (lines 1 and 3); keep one.");
    assertThat(yamlProblems(directory, "landing: {roll-age: 1 h}\n\nlanding.roll-age: 2 h\n"))
        .containsExactly("`landing.roll-age` is given twice (lines 1 and 3); keep one.");
    assertThat(problems("FLINK_PROPERTIES", "a: 1\na: 2"))
        .containsExactly("`a` is given twice (FLINK_PROPERTIES lines 1 and 2); keep one.");
  }

  @Test
  void valuesOfTheWrongShapeAreRefused() {
    assertThat(
            yamlProblems(
                directory,
                """
                job.name:
                rest.port: {a: 1}
                postgres.slot: !tag x
                postgres.publication: [a]
                ? [a]
                : b
                flink: {x: , y: [{z: 1}]}
                """))
        .containsExactly(
            "`postgres.slot` (line 3) begins with `!`; put the value in quotes.",
            "A key (line 5) must be text.",
            "`flink.y` (line 7) must be a list of texts.",
            "`job.name` (line 1) has no value; give one or remove the line.",
            "`rest.port` (line 2) must be a single value, not a map.",
            "`postgres.publication` (line 4) must be a single value, not a list.",
            "`flink.x` (line 7) has no value; give one or remove the line.");
  }

  @Test
  void aMapThatContainsItselfIsRefused() {
    assertThat(yamlProblems(directory, "flink: &a\n  b: *a\n"))
        .containsExactly("`flink` (line 1) contains itself.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# only a comment\n", "{}", "---\n"})
  void anEmptyFileIsSaidToBeEmpty(String yaml) {
    assertThat(yamlProblems(directory, yaml))
        .containsExactly(
            "Configuration file "
                + directory.resolve("pipeline.yaml")
                + " is empty; it must hold keys such as `landing.uri`.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"- a\n", "text", "42"})
  void aFileThatIsNoMapIsRefused(String yaml) {
    assertThat(yamlProblems(directory, yaml))
        .containsExactly(
            "Configuration file "
                + directory.resolve("pipeline.yaml")
                + " must be a map of keys to values, such as `name: x` (line 1).");
  }

  @Test
  void aSyntaxErrorIsOneMessageWithLineAndColumn() {
    assertThat(yamlProblems(directory, "job.name: a\nlanding: uri: x\n"))
        .containsExactly(
            "Configuration file "
                + directory.resolve("pipeline.yaml")
                + " is not valid YAML (line 2, column 13): mapping values are not allowed here."
                + " Indent with spaces, and put quotes around a value with special characters.");
    assertThat(yamlProblems(directory, "landing:\n\turi: x\n"))
        .singleElement()
        .asString()
        .contains("(line 2, column 1)");
    assertThat(yamlProblems(directory, "job.name: a\n---\njob.name: b\n"))
        .singleElement()
        .asString()
        .contains("is not valid YAML (line 2, column 1)");
    assertThat(problems("FLINK_PROPERTIES", "a: b: c"))
        .singleElement()
        .asString()
        .startsWith("FLINK_PROPERTIES is not valid YAML (line 1, column 5)");
  }

  @Test
  void valuesStayAsTheyAreWritten() {
    CdcConfig config =
        loadYaml(
            directory, "\uFEFFjob.name: 0123\npostgres.publication: 1e3\nflink: {a: '', b: No}\n");

    assertThat(config.name()).isEqualTo("0123");
    assertThat(config.onlySource().publication()).isEqualTo("1e3");
    assertThat(config.flink()).containsEntry("a", "").containsEntry("b", "No");
  }

  @Test
  void flinkPropertiesOfOnlyCommentsAreFine() {
    assertThat(load("FLINK_PROPERTIES", "# nothing\n").flink()).isEmpty();
  }
}
