package com.cdc.torture;

import com.cdc.torture.Commands.Result;
import com.cdc.torture.oracle.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What the job's own commands say after the clean stop: the judge is not to be alone. */
final class Aftermath {

  private final Commands commands;
  private final Stage stage;

  Aftermath(Stage stage, Path home) {
    this.stage = stage;
    this.commands = new Commands(home.toAbsolutePath());
  }

  /** Adds what is wrong. */
  void examine(List<String> findings) throws IOException, InterruptedException {
    String config = stage.config().toString();
    List<String> verify = new ArrayList<>(List.of("verify", "--config", config));
    Oracle.tablesWithKey().forEach(table -> verify.addAll(List.of("--table", table)));
    require(findings, "cdc verify", commands.run(verify.toArray(String[]::new)));
    require(
        findings,
        "cdc verify --landing-only",
        commands.run("verify", "--landing-only", "--config", config));
    Result orphans = commands.run("landing", "orphans", "--older-than", "0s", "--config", config);
    require(findings, "cdc landing orphans", orphans);
    unnamedLeftovers(orphans.output())
        .forEach(
            file -> findings.add("left behind, and no orphan to `cdc landing orphans`: " + file));
  }

  private static void require(List<String> findings, String command, Result result) {
    if (result.exitCode() != 0) {
      findings.add("%s: exit code %d%n%s".formatted(command, result.exitCode(), result.output()));
    }
  }

  private List<String> unnamedLeftovers(String orphans) throws IOException {
    try (Stream<Path> files = Files.walk(stage.landing())) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.getFileName().toString().startsWith("."))
          .map(file -> stage.landing().relativize(file).toString())
          .filter(file -> !orphans.contains(Path.of(file).getFileName().toString()))
          .toList();
    }
  }
}
