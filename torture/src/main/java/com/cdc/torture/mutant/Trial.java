package com.cdc.torture.mutant;

import com.cdc.torture.server.Directories;
import com.cdc.torture.subject.Distribution;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs of the torture, in a JVM of their own. */
final class Trial {

  private static final String FINDING = "FINDING ";

  private final Path out;

  /** Runs below this directory. */
  Trial(Path out) {
    this.out = out;
  }

  /**
   * What the judge said.
   *
   * @param findings each one's first line
   * @param seconds how long it took from the start of the run
   * @param log what the torture printed
   */
  record Judgement(List<String> findings, long seconds, Path log) {}

  /**
   * Tortures a distribution.
   *
   * @param name of the log
   * @throws IllegalStateException if the torture came to no verdict
   */
  Judgement run(String name, Distribution distribution, List<String> arguments, long seed)
      throws IOException, InterruptedException {
    Path log = Files.createDirectories(out).resolve(name + "-seed-" + seed + ".log");
    Path directory = out.resolve("seed-" + seed);
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dcdc.s3proxy=torture/target/s3proxy/s3proxy.jar",
                "-cp",
                System.getProperty("java.class.path"),
                "com.cdc.torture.Torture",
                "--subject=standalone"));
    command.addAll(arguments);
    if (!arguments.contains("--store")) {
      command.add("--store=local");
    }
    if (arguments.stream().noneMatch(argument -> argument.contains("failover"))) {
      command.add("--no-failover"); // a standby is work for nothing
    }
    command.addAll(
        List.of(
            "--seed=" + seed,
            "--distribution=" + distribution.home(),
            "--jar=" + distribution.jobJar(),
            "--out=" + out));
    long begin = System.nanoTime();
    new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(new File(log.toString()))
        .start()
        .waitFor();
    long seconds = (System.nanoTime() - begin) / 1_000_000_000;
    if (!Files.exists(directory.resolve("verdict"))) {
      throw new IllegalStateException("The torture came to no verdict, see " + log);
    }
    Directories.delete(directory);
    return new Judgement(findings(log), seconds, log);
  }

  private static List<String> findings(Path log) throws IOException {
    return Files.readAllLines(log).stream()
        .filter(line -> line.contains(FINDING))
        .map(line -> line.substring(line.indexOf(FINDING) + FINDING.length()))
        .toList();
  }
}
