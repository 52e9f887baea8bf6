package com.cdc.status;

import com.cdc.config.CdcConfig;
import com.cdc.config.PostgresConfig;
import com.cdc.embedded.EmbeddedFlink;
import com.cdc.metrics.MetricName;
import com.cdc.postgres.PostgresConnections;
import com.cdc.postgres.PostgresException;
import com.cdc.postgres.SlotWal;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a pipeline is, seen from outside: by its database, its checkpoints, its landing, and by the
 * job itself where it can be asked.
 *
 * @param url where the job answers; null if it does not, and then the rest decides
 * @param checkpoint null if there is none
 * @param problems why it is not healthy; none if it is
 */
public record PipelineStatus(
    @Nullable String url,
    List<SlotStatus> slots,
    @Nullable CheckpointStatus checkpoint,
    LandedRows landed,
    List<String> problems) {

  public PipelineStatus {
    slots = List.copyOf(slots);
    problems = List.copyOf(problems);
  }

  /** Whether nothing is wrong. */
  public boolean isHealthy() {
    return problems.isEmpty();
  }

  /**
   * Looks at all of it.
   *
   * @param url where the job may answer; null if nowhere
   */
  public static PipelineStatus of(CdcConfig config, @Nullable String url)
      throws IOException, InterruptedException {
    Optional<RunningJob> job = url == null ? Optional.empty() : RunningJob.ask(url);
    List<SlotStatus> slots = new ArrayList<>();
    for (PostgresConfig source : config.sources()) {
      slots.add(slot(source, job));
    }
    CheckpointStatus checkpoint = checkpoint(config);
    return new PipelineStatus(
        job.map(RunningJob::url).orElse(null),
        slots,
        checkpoint,
        LandedRows.of(config.landing().uri()),
        problems(config, job, slots, checkpoint));
  }

  private static List<String> problems(
      CdcConfig config,
      Optional<RunningJob> job,
      List<SlotStatus> slots,
      @Nullable CheckpointStatus checkpoint) {
    List<String> problems = new ArrayList<>();
    if (job.isPresent() && !job.get().ready()) {
      problems.addAll(job.get().reasons());
    }
    for (SlotStatus slot : slots) {
      // a job that answers says by itself whether it gets on; its first snapshot reads no slot
      if (!slot.isUsable() || (job.isEmpty() && !slot.active())) {
        problems.add(complaint(slot));
      }
    }
    Duration longest =
        config.checkpoint().interval().multipliedBy(2).plus(config.http().unreadyAfter());
    if (checkpoint == null) {
      problems.add("There is no complete checkpoint under " + config.checkpoint().uri() + ".");
    } else if (job.isEmpty() && checkpoint.ageSeconds() > longest.toSeconds()) {
      problems.add("The newest checkpoint is " + checkpoint.ageSeconds() + " s old.");
    }
    return problems;
  }

  private static String complaint(SlotStatus slot) {
    String what =
        slot.problem() != null
            ? "cannot be looked at: " + slot.problem()
            : !slot.exists()
                ? "does not exist."
                : "lost".equals(slot.walStatus())
                    ? "is lost: the server removed WAL that was not read."
                    : "is read by nobody: the job does not run, or reads its first snapshot.";
    return "Slot `" + slot.slot() + "` " + what;
  }

  private static SlotStatus slot(PostgresConfig source, Optional<RunningJob> job) {
    OptionalDouble lag =
        job.isPresent()
            ? job.get().metric(MetricName.RECEIVE_LAG.id(), source.name())
            : OptionalDouble.empty();
    Double seconds = lag.isPresent() ? lag.getAsDouble() : null;
    try (Connection connection = PostgresConnections.openForQuestions(source)) {
      SlotWal wal = SlotWal.of(connection, source.slot());
      return new SlotStatus(
          source.name(),
          source.slot(),
          null,
          wal.exists(),
          wal.active(),
          wal.status(),
          wal.lag(),
          wal.retained(),
          seconds);
    } catch (SQLException | PostgresException e) {
      return new SlotStatus(
          source.name(),
          source.slot(),
          String.valueOf(e.getMessage()),
          false,
          false,
          null,
          0,
          0,
          seconds);
    }
  }

  private static @Nullable CheckpointStatus checkpoint(CdcConfig config) throws IOException {
    Optional<String> newest = EmbeddedFlink.newestCheckpoint(config);
    if (newest.isEmpty()) {
      return null;
    }
    Path location = new Path(newest.get());
    long written =
        location
            .getFileSystem()
            .getFileStatus(new Path(location, "_metadata"))
            .getModificationTime();
    return new CheckpointStatus(
        Long.parseLong(location.getName().substring("chk-".length())),
        Math.max(0, System.currentTimeMillis() - written) / 1000,
        newest.get());
  }
}
