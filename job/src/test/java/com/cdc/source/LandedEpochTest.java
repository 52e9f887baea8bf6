package com.cdc.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.cdc.config.LandingConfig;
import com.cdc.event.TableId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.MemorySize;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LandedEpochTest {

  private static final TableId ITEMS = new TableId("s", "items");
  private static final TableId OTHERS = new TableId("s", "others");

  @TempDir private Path directory;

  private LandingConfig landing;

  @BeforeEach
  void configure() {
    landing =
        new LandingConfig(directory.toString(), MemorySize.ofMebiBytes(1), Duration.ofMinutes(1));
  }

  @Test
  void anEmptyLandingHasNone() {
    assertThat(LandedEpoch.greatest(landing, List.of(ITEMS, OTHERS))).isZero();
  }

  @Test
  void itIsTheGreatestOfAllTablesOnTheirNewestDays() throws Exception {
    write(
        ITEMS, "date=2026-11-23/hour=23/part-a.json", "{\"id\":1,\"__op\":\"c\",\"__epoch\":1}\n");
    write(
        ITEMS, "date=2026-11-24/hour=00/part-b.json", "{\"id\":1,\"__op\":\"t\",\"__epoch\":2}\n");
    write(
        ITEMS, "date=2026-11-24/hour=01/part-c.json", "{\"id\":1,\"__op\":\"c\",\"__epoch\":1}\n");
    write(OTHERS, "date=2026-11-20/hour=01/part-d.json", "{\"__op\":\"t\",\"__epoch\":3}\n");
    write(OTHERS, "date=2026-11-20/hour=01/.part-e.inprogress", "{\"__epoch\":9}\n");

    assertThat(LandedEpoch.greatest(landing, List.of(ITEMS))).isEqualTo(2);
    assertThat(LandedEpoch.greatest(landing, List.of(ITEMS, OTHERS))).isEqualTo(3);
  }

  @Test
  void whatAColumnHoldsIsNotTakenForIt() throws Exception {
    String spoof =
        "{\"note\":\"{\\\"__epoch\\\":7}\",\"__epoch\":1,\"__old_key\":\"{\\\"__epoch\\\":8}\"}\n";
    write(ITEMS, "date=2026-11-24/hour=00/part-a.json", "x".repeat(100_000) + spoof);

    assertThat(LandedEpoch.greatest(landing, List.of(ITEMS))).isEqualTo(1);
  }

  @Test
  void aFileOfSomebodyElseIsNamed() throws Exception {
    write(ITEMS, "date=2026-11-24/hour=00/part-a.json", "{\"id\":1}\n");

    assertThatExceptionOfType(StopException.class)
        .isThrownBy(() -> LandedEpoch.greatest(landing, List.of(ITEMS)))
        .withMessageContaining("hour=00/part-a.json in the landing does not say of which epoch");
  }

  private void write(TableId table, String file, String content) throws IOException {
    Path path = directory.resolve(table.directory()).resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
  }
}
