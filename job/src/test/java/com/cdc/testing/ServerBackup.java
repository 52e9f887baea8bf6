package com.cdc.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * A copy of a server's files, from which other servers are started: with the same system
 * identifier, and with a log that is the same up to some point.
 */
public final class ServerBackup implements AutoCloseable {

  private final Path directory;

  private ServerBackup(Path directory) {
    this.directory = directory;
  }

  /** The server stops for it. */
  public static ServerBackup of(TestPostgres server) {
    try {
      Path directory = TestPostgres.newDirectory();
      server.stop();
      copy(server.data(), TestPostgres.data(directory));
      server.start();
      return new ServerBackup(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As a restored image of a disk or of a virtual machine is: with its slots, on its timeline. */
  public TestPostgres startAsItWas() {
    return start(List.of(), List.of());
  }

  /**
   * Point-in-time recovery, to where the log of that server is now: a new timeline begins there.
   */
  public TestPostgres startRecoveredToNow(TestPostgres archive) {
    String now = archive.query("SELECT pg_current_wal_flush_lsn()");
    // recovery ends before the next record; and the archive has whole files only
    archive.query("SELECT pg_logical_emit_message(false, 'next', '')");
    archive.query("SELECT pg_switch_wal()");
    return start(
        List.of("recovery.signal"),
        List.of(
            "restore_command = 'cp %s/pg_wal/%%f %%p'".formatted(archive.data()),
            "recovery_target_lsn = '" + now + "'",
            "recovery_target_inclusive = off",
            "recovery_target_action = 'promote'"));
  }

  /** A standby that follows the primary, by a physical slot of that name if it is not empty. */
  public TestPostgres startStandby(TestPostgres primary, String slot, String... settings) {
    List<String> all = new ArrayList<>(List.of(settings));
    all.add("hot_standby_feedback = on");
    all.add("primary_slot_name = '" + slot + "'");
    all.add(
        "primary_conninfo = 'host=%s port=%d user=%s dbname=%s application_name=%s'"
            .formatted(
                primary.host(), primary.port(), TestPostgres.ADMIN, TestPostgres.DATABASE, slot));
    return start(List.of("standby.signal"), all);
  }

  private TestPostgres start(List<String> signals, List<String> settings) {
    try {
      Path copy = TestPostgres.newDirectory();
      Path data = TestPostgres.data(copy);
      copy(TestPostgres.data(directory), data);
      for (String signal : signals) {
        Files.createFile(data.resolve(signal));
      }
      Files.write(data.resolve("postgresql.auto.conf"), settings, StandardOpenOption.APPEND);
      return TestPostgres.startOver(copy);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
              throws IOException {
            Path copy = to.resolve(from.relativize(directory));
            Files.createDirectories(copy);
            Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(directory));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(file, to.resolve(from.relativize(file)));
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @Override
  public void close() {
    TestPostgres.remove(directory);
  }
}
