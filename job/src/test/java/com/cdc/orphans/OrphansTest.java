package com.cdc.orphans;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cdc.config.ConfigLoader;
import com.cdc.config.StorageConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrphansTest {

  private static final Instant NOW = Instant.parse("2025-06-10T00:00:00Z");
  private static final String TABLE = "cdc.public.t/date=2025-06-01/hour=07/";

  @TempDir private Path directory;

  @Test
  void onlyWhatIsUnfinishedAndOldAndNotNeededIsAnOrphan() throws Exception {
    String part = ".part-a-0.json.inprogress." + UUID.randomUUID();
    String needed = ".part-b-0.json.inprogress." + UUID.randomUUID();
    String side = "_part-c-0.json_tmp_" + UUID.randomUUID();
    leave(TABLE + part, 8);
    leave(TABLE + needed, 8);
    leave(TABLE + ".part-d-0.json.inprogress." + UUID.randomUUID(), 6);
    leave(TABLE + "part-e-0.json", 8);
    leave(TABLE + side, 9);
    leave("_schemas/cdc.public.t/.1.json." + UUID.randomUUID(), 30);
    leave("_schemas/cdc.public.t/1.json", 30);
    leave("_probe-" + UUID.randomUUID(), 8);
    leave(".DS_Store", 30);
    state("job/chk-7/_metadata", "…" + needed + "…");

    Orphans found = find(config());

    assertThat(found.orphans().stream().map(Orphan::reason))
        .containsExactlyInAnyOrder(
            "part that was never finished",
            "end of a part that was carried over checkpoints",
            "file that never got its name",
            "file of a check whether the landing can be written");
    assertThat(found.needed()).isEqualTo(1);
    assertThat(found.younger()).isEqualTo(1);
    assertThat(found.states()).isEqualTo(1);
    assertThat(found.bytes()).isEqualTo(4 * 4);

    for (Orphan orphan : found.orphans()) {
      orphan.delete();
    }
    assertThat(landing(TABLE + part)).doesNotExist();
    assertThat(landing(TABLE + needed)).exists();
    assertThat(landing(TABLE + "part-e-0.json")).exists();
    assertThat(find(config()).orphans()).isEmpty();
  }

  @Test
  void savepointsElsewhereAreRespectedToo() throws Exception {
    String part = ".part-a-0.json.inprogress." + UUID.randomUUID();
    leave(TABLE + part, 8);
    Path given = directory.resolve("given");
    write(given.resolve("savepoint-1/_metadata"), "no name");
    write(given.resolve("savepoint-1/0a1b"), part);
    Path set = directory.resolve("set");
    write(set.resolve("savepoint-2/_metadata"), part);

    assertThat(find(config()).orphans()).hasSize(1);
    assertThat(Orphans.find(config(), List.of("file:" + given), Duration.ofDays(7), NOW).orphans())
        .isEmpty();
    assertThat(find(config("execution.checkpointing.savepoint-dir: file:" + set)).orphans())
        .isEmpty();
  }

  @Test
  void withoutAnyCheckpointNothingMayGo() throws Exception {
    leave(TABLE + ".part-a-0.json.inprogress." + UUID.randomUUID(), 8);

    Orphans found = find(config());

    assertThat(found.orphans()).hasSize(1);
    assertThatThrownBy(found::requireStates)
        .isInstanceOf(OrphansException.class)
        .hasMessageContaining(directory.resolve("checkpoints").toString())
        .hasMessageContaining("--checkpoint URI");
  }

  @Test
  void compressedCheckpointsAreRefused() {
    assertThatThrownBy(() -> find(config("execution.checkpointing.snapshot-compression: true")))
        .isInstanceOf(OrphansException.class)
        .hasMessageContaining("`flink.execution.checkpointing.snapshot-compression`");
  }

  @Test
  void theSafeAgeCoversTheCheckpointsThatMayFail() {
    assertThat(Orphans.safeAge(config())).isEqualTo(Duration.ofMinutes(11 * 12));
    assertThat(Orphans.safeAge(config("execution.checkpointing.tolerable-failed-checkpoints: 0")))
        .isEqualTo(Duration.ofHours(1));
  }

  private Orphans find(StorageConfig config) throws IOException {
    return Orphans.find(config, List.of(), Duration.ofDays(7), NOW);
  }

  private StorageConfig config(String... flink) {
    Map<String, String> environment = new HashMap<>();
    environment.put("LANDING_URI", directory.resolve("landing").toString());
    environment.put("CHECKPOINT_URI", directory.resolve("checkpoints").toString());
    environment.put("CHECKPOINT_INTERVAL", "1 min");
    environment.put("CHECKPOINT_TIMEOUT", "10 min");
    if (flink.length > 0) {
      environment.put("FLINK_PROPERTIES", flink[0]);
    }
    return ConfigLoader.loadStorage(null, environment);
  }

  private Path landing(String name) {
    return directory.resolve("landing").resolve(name);
  }

  private void leave(String name, int days) throws IOException {
    write(landing(name), "rows");
    Files.setLastModifiedTime(landing(name), FileTime.from(NOW.minus(Duration.ofDays(days))));
  }

  private void state(String name, String content) throws IOException {
    write(directory.resolve("checkpoints").resolve(name), content);
  }

  private static void write(Path file, String content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, content.getBytes(UTF_8));
  }
}
