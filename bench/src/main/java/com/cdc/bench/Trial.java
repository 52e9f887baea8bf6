package com.cdc.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Lets one subject do one task, alone, and measures it. The result is verified. */
record Trial(SubjectCommands commands, Task task, Expected expected, String key) {

  private static final Duration LONGEST = Duration.ofMinutes(20);

  /** Files that stay as they are for so long are counted. */
  private static final Duration QUIET = Duration.ofMillis(2500);

  private static final long POLL_NANOS = 10_000_000;
  private static final int LOG_LINES = 30;

  /**
   * Measures.
   *
   * @throws IllegalStateException if something else than expected was read, or in twenty minutes
   *     not all of it
   */
  Measurement measure() throws IOException, InterruptedException, SQLException {
    Files.createDirectories(task.landing());
    double loadAverage = Machine.loadAverage();
    long launched = System.nanoTime();
    Process process = commands.command(task).start();
    try (ProcessSampler sampler = new ProcessSampler(process.pid())) {
      long seen = StartDetector.await(task, () -> !process.isAlive());
      if (seen < 0 && !task.subject().endsByItself()) {
        throw failure("ended");
      }
      long started = seen < 0 ? launched : seen;
      long ended = task.subject().endsByItself() ? exited(process) : landed(process);
      ProcessSampler.Sample from = sampler.at(started);
      ProcessSampler.Sample to = sampler.at(ended);
      return new Measurement(
          expected.rows(),
          (ended - started) / 1e9,
          to.cpuSeconds() - from.cpuSeconds(),
          to.peakRssMb(),
          task.subject().endsByItself() ? 0 : VisibleFiles.bytes(task.landing()),
          loadAverage);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private long exited(Process process) throws IOException, InterruptedException {
    boolean inTime = process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS);
    long ended = System.nanoTime();
    if (!inTime || process.exitValue() != 0) {
      throw failure("failed");
    }
    String counted = "COPY " + expected.rows();
    if (task.subject() == Subject.COPY && !Files.readString(task.log()).strip().equals(counted)) {
      throw failure("did not print `" + counted + "`");
    }
    return ended;
  }

  /** Returns when the last row became visible. */
  private long landed(Process process) throws IOException {
    LandedLines lines = new LandedLines(task.landing(), key);
    long deadline = System.nanoTime() + LONGEST.toNanos();
    long visible = 0;
    long counted = 0;
    long changedAt = System.nanoTime();
    while (System.nanoTime() < deadline) {
      if (!process.isAlive()) {
        throw failure("ended");
      }
      long now = System.nanoTime();
      long bytes = lines.visibleBytes();
      if (bytes != visible) {
        visible = bytes;
        changedAt = now;
      } else if (visible != counted && now - changedAt > QUIET.toNanos()) {
        counted = visible;
        lines.count();
        if (expected.isMetBy(lines)) {
          return changedAt;
        }
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    throw failure("landed %d of %d rows in time".formatted(lines.rows(), expected.rows()));
  }

  private IllegalStateException failure(String what) throws IOException {
    Path log = task.log();
    List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
    List<String> last = lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size());
    return new IllegalStateException(
        "%s %s. The end of its log:%n%s"
            .formatted(task.subject().label(), what, String.join("\n", last)));
  }
}
