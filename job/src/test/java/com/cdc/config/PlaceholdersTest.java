package com.cdc.config;

import static com.cdc.config.ConfigFixture.load;
import static com.cdc.config.ConfigFixture.loadYaml;
import static com.cdc.config.ConfigFixture.problems;
import static com.cdc.config.ConfigFixture.yamlProblems;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceholdersTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path directory;

  @Test
  void environmentVariablesAreResolvedInsideAText() {
    CdcConfig config =
        loadYaml(
            directory,
            "job.name: cdc-${env:STAGE}-${env:REGION}\nflink: {a: '${env:STAGE}'}\n",
            "STAGE",
            "test$1",
            "REGION",
            "${env:STAGE}");

    assertThat(config.name()).isEqualTo("cdc-test$1-${env:STAGE}");
    assertThat(config.flink()).containsEntry("a", "test$1");
  }

  @Test
  void filesAreResolvedWithoutTheirLastLineBreak() throws IOException {
    Path one = Files.writeString(directory.resolve("one"), "s3cr3t\n");
    Path two = Files.writeString(directory.resolve("two"), "s3cr3t\r\n\r\n");

    assertThat(load("PG_PASSWORD", "${file:" + one + "}").onlySource().password().reveal())
        .isEqualTo("s3cr3t");
    assertThat(load("PG_PASSWORD", "${file:" + two + "}").onlySource().password().reveal())
        .isEqualTo("s3cr3t\r\n");
  }

  @Test
  void anUnsetVariableIsNamed() {
    assertThat(yamlProblems(directory, "job.name: ${env:STAGE}"))
        .containsExactly(
            "`job.name` (line 1) refers to environment variable STAGE, which is not set.");
  }

  @Test
  void anUnreadableFileIsNamed() {
    assertThat(problems("PG_PASSWORD", "${file:/none/such}"))
        .containsExactly(
            "`postgres.password` (environment variable PG_PASSWORD) refers to file /none/such,"
                + " which cannot be read (NoSuchFileException).");
  }

  @ParameterizedTest
  @ValueSource(strings = {"${STAGE}", "${STAGE:-test}", "'${STAGE}'"})
  void theShellsFormIsPointedOut(String value) {
    assertThat(yamlProblems(directory, "job.name: " + value))
        .containsExactly(
            "`job.name` (line 1) looks like a variable; write ${env:NAME} or ${file:PATH} to refer"
                + " to one.");
  }

  @Test
  void messagesShowThePlaceholderAndNotWhatItStandsFor() {
    assertThat(yamlProblems(directory, "postgres.port: ${env:PG_PASSWORD}"))
        .containsExactly(
            "`postgres.port` (line 1) must be a whole number, not `${env:PG_PASSWORD}`.");
  }
}
