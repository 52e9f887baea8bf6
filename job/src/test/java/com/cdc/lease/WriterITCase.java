package com.cdc.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.cdc.config.CdcConfig;
import com.cdc.config.CheckpointConfig;
import com.cdc.config.ConfigException;
import com.cdc.config.LandingConfig;
import com.cdc.config.PostgresConfig;
import com.cdc.event.RecordFormat;
import com.cdc.event.TableId;
import com.cdc.postgres.PostgresConfigs;
import com.cdc.postgres.WriterLock;
import com.cdc.testing.TcpProxy;
import com.cdc.testing.TestPostgres;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.configuration.MemorySize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WriterITCase {

  private static final Duration SOON = Duration.ofMinutes(3);

  @RegisterExtension private static final TestPostgres postgres = TestPostgres.startNew();

  @Test
  void aNetworkGapIsNoReasonToGiveUp() throws Exception {
    PostgresConfig source = source("gap");
    try (TcpProxy network = TcpProxy.to(postgres.port());
        Writer writer =
            Writer.tryBecome(List.of(PostgresConfigs.at(source, "localhost", network.port())), "us")
                .orElseThrow()) {
      int before = holder(source);

      network.dropSilently(); // the server goes on taking our session for alive

      await().atMost(SOON).until(() -> holder(source) != before && holder(source) != 0);
      assertThat(writer.lost()).isNotDone();
    }
    assertThat(holder(source)).isZero();
  }

  @Test
  void whoeverTakesTheLockOfASilentHolderIsTheWriter() throws Exception {
    PostgresConfig source = source("taken");
    try (Writer first = Writer.tryBecome(List.of(source), "us").orElseThrow()) {
      assertThat(Writer.tryBecome(List.of(source), "us")).isEmpty();
      WriterLock.end(source, holder(source));
      try (Writer second =
          await().atMost(SOON).until(() -> become(source), Optional::isPresent).orElseThrow()) {
        assertThat(first.lost())
            .failsWithin(SOON)
            .withThrowableThat()
            .withCauseInstanceOf(NotTheWriterException.class);
        assertThat(second.lost()).isNotDone();
      }
    }
  }

  @Test
  void aTakeoverThatFailsHalfWayKeepsNoLock() {
    PostgresConfig source = source("halfway");
    postgres.execute(
        "CREATE ROLE halfway LOGIN REPLICATION PASSWORD 'x' CONNECTION LIMIT 1",
        "GRANT pg_read_all_data TO halfway");
    Takeover takeover = new Takeover(pipeline("p", PostgresConfigs.as(source, "halfway", "x")));
    AtomicBoolean givenUp = new AtomicBoolean();
    CompletableFuture<Optional<Writer>> writer =
        CompletableFuture.supplyAsync(() -> takeover.await(givenUp::get));
    // it has the lock, and no second connection to go on with
    await().atMost(SOON).until(() -> holder(source) != 0);

    postgres.execute("ALTER ROLE halfway CONNECTION LIMIT 9");

    try {
      assertThat(writer).succeedsWithin(SOON);
      writer.join().orElseThrow().close();
    } finally {
      givenUp.set(true);
    }
  }

  @Test
  void aSlotOfAnotherPipelineIsNotWaitedFor() throws Exception {
    PostgresConfig source = source("shared");
    CdcConfig first = pipeline("first", source);
    try (Writer held = new Takeover(first).await(() -> false).orElseThrow()) {
      assertThat(held.lost()).isNotDone();

      assertThatExceptionOfType(ConfigException.class)
          .isThrownBy(() -> new Takeover(pipeline("second", source)).await(() -> false))
          .withMessageContaining("Slot `shared` in database `warehouse` is another pipeline's (PID")
          .withMessageContaining("give this one a slot of its own");
    }
  }

  @Test
  void twoAddressesOfOneServerAreNoticed() {
    PostgresConfig source = source("twice");

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(
            () ->
                Writer.tryBecome(
                    List.of(source, PostgresConfigs.at(source, "127.0.0.1", source.port())), "us"))
        .withMessageContaining("reads slot `twice` of a server that another source reaches by");
  }

  private static Optional<Writer> become(PostgresConfig source) throws Exception {
    return Writer.tryBecome(List.of(source), "us");
  }

  /** The server's process of the session that has the lock; 0 if there is none. */
  private static int holder(PostgresConfig source) throws Exception {
    return WriterLock.holder(source).map(WriterLock.Holder::pid).orElse(0);
  }

  private static PostgresConfig source(String slot) {
    PostgresConfig source = postgres.config(List.of(new TableId("public", slot)), "cdc_pub", slot);
    return PostgresConfigs.at(source, source.host(), source.port());
  }

  private static CdcConfig pipeline(String name, PostgresConfig source) {
    return new CdcConfig(
        name,
        1,
        0,
        List.of(source),
        RecordFormat.DEFAULT,
        new LandingConfig("/landing", MemorySize.ofMebiBytes(1), Duration.ofMinutes(1)),
        new CheckpointConfig("/checkpoints", Duration.ofSeconds(1), Duration.ofMinutes(1), 1),
        Map.of());
  }
}
