package com.cdc.stores;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.config.ConfigLoader;
import com.cdc.config.StorageConfig;
import com.cdc.orphans.Orphan;
import com.cdc.orphans.Orphans;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.RecoverableFsDataOutputStream;
import org.apache.flink.core.fs.RecoverableWriter;
import org.apache.flink.core.fs.RecoverableWriter.CommitRecoverable;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Orphans of an object store, as Flink's own writer for it leaves them and names them in state. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class OrphansOnStore {

  private TestStore store;
  private RecoverableWriter writer;

  /** Starts the store, which lives as long as the class. */
  abstract TestStore start();

  @BeforeAll
  void startStore() throws IOException {
    store = start();
    Plugins.initialize(store.settings());
    writer = new Path(store.uri("landing")).getFileSystem().createRecoverableWriter();
  }

  @AfterAll
  void endStore() throws Exception {
    FileSystem.initialize(new Configuration(), null);
    if (store != null) {
      store.close();
    }
  }

  @Test
  void whatNoCheckpointNamesIsAnOrphanAndTheOthersCanStillBeCommitted() throws Exception {
    write("orphan");
    CommitRecoverable needed = write("needed").closeForCommit().getRecoverable();
    FSDataOutputStream metadata = create("checkpoints/job/chk-1/_metadata");
    metadata.write("before".getBytes(US_ASCII));
    metadata.write(writer.getCommitRecoverableSerializer().serialize(needed));
    metadata.close();

    assertThat(find(Instant.now()).orphans()).isEmpty();
    Instant later = Instant.now().plus(Duration.ofDays(8));
    Orphans found = find(later);
    assertThat(found.notes()).isEmpty();
    assertThat(found.needed()).isEqualTo(1);
    assertThat(found.orphans())
        .extracting(Orphan::name)
        .filteredOn(name -> !name.contains("_tmp_")) // of persist, on S3: no state names it now
        .singleElement(InstanceOfAssertFactories.STRING)
        .contains("orphan");
    for (Orphan orphan : found.orphans()) {
      assertThat(orphan.age()).isBetween(Duration.ofDays(7), Duration.ofDays(9));
      orphan.delete();
    }

    assertThat(find(later).orphans()).isEmpty();
    writer.recoverForCommit(needed).commitAfterRecovery();
    assertThat(store.file("landing/cdc.public.t/needed")).exists();
    assertThat(find(later).needed()).isZero();
  }

  /** So much that a part of it is in the store before it is finished. */
  private RecoverableFsDataOutputStream write(String name) throws IOException {
    RecoverableFsDataOutputStream out =
        writer.open(new Path(store.uri("landing/cdc.public.t/" + name)));
    out.write("0123456789".repeat(1_000_000).getBytes(US_ASCII));
    out.persist();
    return out;
  }

  private FSDataOutputStream create(String name) throws IOException {
    Path path = new Path(store.uri(name));
    return path.getFileSystem().create(path, WriteMode.NO_OVERWRITE);
  }

  private Orphans find(Instant now) throws IOException {
    StorageConfig config =
        ConfigLoader.loadStorage(
            null,
            Map.of(
                "LANDING_URI", store.uri("landing"), "CHECKPOINT_URI", store.uri("checkpoints")));
    return Orphans.find(config, List.of(), Duration.ofDays(7), now);
  }
}
