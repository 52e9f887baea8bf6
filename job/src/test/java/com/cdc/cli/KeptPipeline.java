package com.cdc.cli;

import com.cdc.stores.Plugins;
import com.cdc.stores.S3Server;
import com.cdc.testing.LiveFiles;
import com.cdc.testing.TestPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.jspecify.annotations.Nullable;

/**
 * What a pipeline has left, a directory of {@code src/test/resources/kept}: its bucket with landing
 * and state, and in {@code pipeline.properties} of which server it is.
 *
 * @param systemIdentifier of the server whose changes landed
 * @param position in the server's log, up to which there was something
 * @param confirmed where the slot stood, behind the last transaction
 * @param savepoint the URI of the one to restore; null where its checkpoints are gone on with
 */
record KeptPipeline(
    Path directory,
    long systemIdentifier,
    long position,
    long confirmed,
    @Nullable String savepoint) {

  private static final Path ALL = Path.of("src/test/resources/kept").toAbsolutePath();
  private static final String PROPERTIES = "pipeline.properties";

  static List<String> names() throws IOException {
    try (Stream<Path> pipelines = Files.list(ALL)) {
      return pipelines.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  static KeptPipeline read(String name) throws IOException {
    Path directory = ALL.resolve(name);
    Properties said = new Properties();
    try (InputStream in = Files.newInputStream(directory.resolve(PROPERTIES))) {
      said.load(in);
    }
    return new KeptPipeline(
        directory,
        Long.parseLong(said.getProperty("system.identifier")),
        Long.parseLong(said.getProperty("position")),
        Long.parseLong(said.getProperty("confirmed")),
        said.getProperty("savepoint"));
  }

  /** Keeps what a pipeline that has ended has left in the store. */
  static void write(String name, TestPostgres postgres, S3Server store, @Nullable String savepoint)
      throws IOException {
    Path directory = Files.createDirectory(ALL.resolve(name));
    Path bucket = store.file("");
    for (Path file : LiveFiles.below(bucket)) {
      if (!file.toString().contains(".s3proxy")) {
        Path copy = directory.resolve("bucket").resolve(bucket.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    Files.writeString(
        directory.resolve(PROPERTIES),
        "system.identifier=%s\nposition=%s\nconfirmed=%s\n"
                .formatted(
                    postgres.query("SELECT system_identifier FROM pg_control_system()"),
                    postgres.query("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn"),
                    postgres.query(
                        "SELECT confirmed_flush_lsn - '0/0'::pg_lsn FROM pg_replication_slots"))
            + (savepoint == null ? "" : "savepoint=" + savepoint + "\n"));
  }

  /** Through the store's interface: it does not know files that are put into its directory. */
  void upload(S3Server store) throws IOException {
    Plugins.initialize(store.settings());
    Path bucket = directory.resolve("bucket");
    for (Path file : LiveFiles.below(bucket)) {
      var object = new org.apache.flink.core.fs.Path(store.uri(bucket.relativize(file).toString()));
      try (OutputStream out = object.getFileSystem().create(object, WriteMode.NO_OVERWRITE)) {
        Files.copy(file, out);
      }
    }
  }
}
