package com.cdc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.config.PostgresConfig;
import com.cdc.event.TableId;
import com.cdc.testing.CdcProcess;
import com.cdc.testing.Landing;
import com.cdc.testing.LiveFiles;
import com.cdc.testing.LocalPipeline;
import com.cdc.testing.TestPostgres;
import com.cdc.verify.LandingProof;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class VerifyITCase {

  private static final TableId ITEM = new TableId("proof", "item");
  private static final TableId MOVE = new TableId("proof", "move");

  @RegisterExtension private static final TestPostgres postgres = TestPostgres.startNew();

  @TempDir private Path directory;

  @Test
  void whatAKilledAndRestartedJobLandedIsVerifiedUntilItIsDamaged() throws Exception {
    postgres.execute(
        "CREATE SCHEMA proof",
        "CREATE TABLE proof.item (id int PRIMARY KEY, name text)",
        "CREATE TABLE proof.move (id int PRIMARY KEY, item int)",
        "INSERT INTO proof.item SELECT i, 'item ' || i FROM generate_series(1, 2000) i",
        "GRANT USAGE ON SCHEMA proof TO cdc",
        "GRANT SELECT ON ALL TABLES IN SCHEMA proof TO cdc",
        "CREATE PUBLICATION proof FOR TABLE proof.item, proof.move");
    PostgresConfig config = postgres.config(List.of(ITEM, MOVE), "proof", "proof");

    try (LocalPipeline pipeline = LocalPipeline.start(config, directory)) {
      pipeline.awaitRecords(ITEM, 2000, record -> true);
      change(1);
      pipeline.awaitRecords(MOVE, 200, record -> true);
      change(2);
    }
    change(3);
    try (LocalPipeline pipeline = LocalPipeline.start(config, directory)) {
      pipeline.awaitRecords(MOVE, 600, record -> true);
      change(4);
      pipeline.awaitRecords(MOVE, 800, record -> true);
      pipeline.stop();
    }

    CdcProcess proof = verify("--landing-only");
    assertThat(proof.stdout()).contains(" 4,400 rows, ").endsWith("\nverified\n");
    assertThat(proof.stderr()).isEmpty();
    assertThat(proof.awaitExit(Duration.ZERO)).isZero();

    CdcProcess comparison = verify("--table", "proof.item", "--table", "proof.move");
    assertThat(comparison.stdout())
        .isEqualTo(
            """
            proof.item: 2,000 rows, equal; 3,600 records landed, none twice
            proof.move: 800 rows, equal; 800 records landed, none twice
            """);
    assertThat(comparison.awaitExit(Duration.ZERO)).isZero();

    Path part = new Landing(directory.resolve("landing")).parts(MOVE).get(0);
    byte[] whole = Files.readAllBytes(part);
    Files.write(part, Arrays.copyOf(whole, whole.length - 1));

    CdcProcess damaged = verify("--landing-only");
    assertThat(damaged.awaitExit(Duration.ZERO)).isEqualTo(1);
    assertThat(damaged.stdout())
        .contains("\nfault: cdc.proof.move/")
        .contains("is cut: no line break ends it")
        .contains("cdc resnapshot --table 'proof.move'")
        .contains("a change is missing from (1, ")
        .endsWith("\nnot verified: 2 faults\n");

    Files.write(part, whole);
    List<Path> manifests = manifests();
    Files.delete(manifests.get(1));
    LandingProof proofWithout = new LandingProof("file:" + directory.resolve("landing"), directory);
    assertThat(proofWithout.prove().faults().get(0))
        .contains(manifests.get(1).getFileName() + " is missing, which ")
        .contains(manifests.get(2).getFileName() + " follows");
  }

  @Test
  void aLandingThatIsNotThereIsAnError() {
    CdcProcess proof = verify("--landing-only");

    assertThat(proof.awaitExit(Duration.ZERO)).isEqualTo(1);
    assertThat(proof.stderr()).contains("no file and no manifest. Is it the right one?");
  }

  /** Transactions of one change, and one of changes of both tables in turn. */
  private static void change(int round) {
    postgres.execute(
        "UPDATE proof.item SET name = 'round %d' WHERE id <= 200".formatted(round),
        """
        DO $$ BEGIN
          FOR i IN 1..200 LOOP
            INSERT INTO proof.move VALUES (%d + i, i);
            UPDATE proof.item SET name = name || '!' WHERE id = i;
          END LOOP;
        END $$\
        """
            .formatted(1000 * round));
  }

  private List<Path> manifests() {
    return LiveFiles.below(directory.resolve("landing/_manifests")).stream()
        .filter(file -> file.toString().endsWith(".json"))
        .toList();
  }

  private CdcProcess verify(String... arguments) {
    Map<String, String> environment = new HashMap<>();
    environment.put("LANDING_URI", directory.resolve("landing").toString());
    String[] all = new String[arguments.length + 1];
    all[0] = "verify";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    if (!arguments[0].equals("--landing-only")) {
      environment.putAll(
          Map.of(
              "CHECKPOINT_URI",
              directory.resolve("checkpoints").toString(),
              "PG_HOST",
              postgres.host(),
              "PG_PORT",
              String.valueOf(postgres.port()),
              "PG_DATABASE",
              TestPostgres.DATABASE,
              "PG_USER",
              TestPostgres.USER,
              "PG_PASSWORD",
              TestPostgres.PASSWORD,
              "PG_PUBLICATION",
              "proof",
              "PG_SLOT",
              "proof",
              "TABLE_INCLUDE",
              "proof.item,proof.move"));
    }
    return CdcProcess.run(directory, environment, all);
  }
}
