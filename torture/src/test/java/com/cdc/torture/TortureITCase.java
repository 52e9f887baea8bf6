package com.cdc.torture;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.torture.TortureOptions.Kind;
import com.cdc.torture.TortureOptions.Place;
import com.cdc.torture.workload.Load;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A short torture. {@code -Dcdc.torture.seed=N} repeats one. */
class TortureITCase {

  private static final long SEED =
      Long.getLong("cdc.torture.seed", ThreadLocalRandom.current().nextInt(1_000_000));

  private static final boolean FROM_THE_START = false; // not only once the snapshot is done

  @TempDir Path directory;

  @Test
  void aProcessUnderFaultsLosesNothingAndDoublesNothing() throws Exception {
    torture(Kind.STANDALONE, Place.S3, Duration.ofSeconds(35));
  }

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void aClusterUnderFaultsLosesNothingAndDoublesNothing() throws Exception {
    torture(Kind.CLUSTER, Place.LOCAL, Duration.ofMinutes(3));
  }

  private void torture(Kind kind, Place place, Duration length) throws Exception {
    TortureOptions options =
        new TortureOptions(
            SEED,
            length,
            kind,
            place,
            Duration.ofSeconds(6),
            300,
            Load.LIGHT,
            List.of(),
            FROM_THE_START,
            false,
            Path.of(System.getProperty("cdc.distribution", "../job/target/cdc")),
            Path.of(System.getProperty("cdc.job.jar", "../job/target/cdc-job.jar")),
            directory.resolve("run"));

    Outcome outcome = new TortureRun(options, System.out).run();

    assertThat(outcome.findings()).as("seed " + SEED).isEmpty();
    assertThat(outcome.faults()).isNotEmpty();
    assertThat(outcome.numbers().get("changes landed")).isPositive();
  }
}
