package com.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.audit.AuditedChange;
import com.cdc.audit.AuditedSchema;
import com.cdc.config.OnLostSlot;
import com.cdc.config.PostgresConfig;
import com.cdc.event.TableId;
import com.cdc.testing.Landing;
import com.cdc.testing.LocalPipeline;
import com.cdc.testing.TestPostgres;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A gap that {@code postgres.on-lost-slot: resnapshot} closes. */
class NewEpochITCase {

  @RegisterExtension private static final TestPostgres postgres = TestPostgres.startNew();

  @TempDir Path directory;

  @Test
  void whatCommitsAroundAGapLandsOnceAndWhatWasDeletedInItIsForgotten() throws Exception {
    AuditedSchema schema = AuditedSchema.create(postgres, "gap");
    TableId first = schema.create("first", 5);
    TableId second = schema.create("second", 5);
    PostgresConfig config = schema.config().withOnLostSlot(OnLostSlot.RESNAPSHOT);
    Landing landing = new Landing(directory.resolve("landing"));
    try (LocalPipeline pipeline = LocalPipeline.start(config, directory)) {
      pipeline.awaitRecords(first, 5, record -> true);
      changes("before");
      pipeline.awaitRecords(second, 1, record -> record.contains("\"id\":1000"));
      pipeline.stop();
    }
    List<AuditedChange> seen = new ArrayList<>(schema.changes());

    postgres.query("SELECT pg_drop_replication_slot('gap')");
    postgres.execute(
        "DELETE FROM gap.first WHERE id <= 3",
        "TRUNCATE gap.second",
        "INSERT INTO gap.second VALUES (7, 'in the gap')");
    int unseen = schema.changes().size();

    try (LocalPipeline pipeline = LocalPipeline.start(config, directory)) {
      pipeline.awaitRecords(second, 1, r -> r.contains("\"__op\":\"r\"") && r.contains("gap"));
      changes("after");
      pipeline.awaitRecords(
          second, 1, r -> r.contains("\"id\":1000") && r.contains("\"__epoch\":2"));
      pipeline.stop();
    }
    List<AuditedChange> all = schema.changes();
    seen.addAll(all.subList(unseen, all.size()));
    assertThat(schema.changeFaults(landing, seen)).isEmpty();
    assertThat(schema.foldFaults(landing)).isEmpty();
  }

  /** The last one is told by its id. */
  private static void changes(String note) {
    postgres.execute(
        "INSERT INTO gap.first VALUES (10, '%1$s'), (11, '%1$s') ON CONFLICT DO NOTHING"
            .formatted(note),
        "UPDATE gap.first SET id = id + 20, note = '%s' WHERE id IN (4, 5, 24, 25)".formatted(note),
        "DELETE FROM gap.first WHERE id = 11",
        "DELETE FROM gap.second WHERE id = 1000",
        "INSERT INTO gap.second VALUES (1000, '%s')".formatted(note));
  }
}
