package com.cdc.orphans;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.audit.AuditedSchema;
import com.cdc.config.CdcConfig;
import com.cdc.config.StorageConfig;
import com.cdc.event.RecordFormat;
import com.cdc.event.TableId;
import com.cdc.lease.PipelineIdentity;
import com.cdc.testing.LocalPipeline;
import com.cdc.testing.Storage;
import com.cdc.testing.TestPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A part whose checkpoint is complete and which is not committed yet is no orphan. */
class NeededPartsITCase {

  private static final Duration CHECKPOINTS = Duration.ofMillis(300);

  @RegisterExtension private static final TestPostgres postgres = TestPostgres.startNew();

  @TempDir private Path directory;

  @Test
  void whatACheckpointNeedsIsKeptHoweverOldItIs() throws Exception {
    AuditedSchema schema = AuditedSchema.create(postgres, "needed");
    TableId table = schema.create("t", 100);
    Storage storage = Storage.local(directory);
    CdcConfig config = storage.config(schema.config(), RecordFormat.DEFAULT, 2, CHECKPOINTS);
    Map<Path, byte[]> taken;
    try (LocalPipeline pipeline = LocalPipeline.start(schema.config(), storage, CHECKPOINTS)) {
      pipeline.awaitRecords(table, 100, r -> true);
      // from now on its checkpoints complete, and it commits nothing
      taken = takeAway(config);
      postgres.execute("INSERT INTO needed.t VALUES (101, 'in a checkpoint, not committed')");
      assertThat(pipeline.flink().terminated()).failsWithin(Duration.ofSeconds(30));
    }

    putBack(taken);

    StorageConfig files = new StorageConfig(config.landing(), config.checkpoint(), config.flink());
    Instant later = Instant.now().plus(Duration.ofDays(400));
    Orphans found = Orphans.find(files, List.of(), Duration.ofDays(7), later);
    assertThat(found.needed()).isEqualTo(1);
    for (Orphan orphan : found.orphans()) { // of the checkpoint after, which did not complete
      orphan.delete();
    }

    try (LocalPipeline next = LocalPipeline.start(schema.config(), storage, CHECKPOINTS)) {
      next.awaitRecords(table, 1, r -> r.contains("\"in a checkpoint, not committed\""));
      postgres.execute("INSERT INTO needed.t VALUES (102, 'once all tasks run')");
      next.awaitRecords(table, 1, r -> r.contains("\"once all tasks run\""));
      next.stop();
    }
    assertThat(schema.faults(storage.landing())).isEmpty();
  }

  /** Takes the file away that says who may write. */
  private static Map<Path, byte[]> takeAway(CdcConfig config) throws IOException {
    Path claim = Path.of(URI.create(PipelineIdentity.of(config).file()));
    Map<Path, byte[]> taken = new HashMap<>();
    for (int turn = 0; turn < 2; turn++) {
      Path file = claim.resolveSibling(claim.getFileName() + "-" + turn);
      if (Files.exists(file)) {
        taken.put(file, Files.readAllBytes(file));
        Files.delete(file);
      }
    }
    return taken;
  }

  private static void putBack(Map<Path, byte[]> taken) throws IOException {
    for (Map.Entry<Path, byte[]> file : taken.entrySet()) {
      Files.write(file.getKey(), file.getValue());
    }
  }
}
