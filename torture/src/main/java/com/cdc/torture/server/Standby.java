package com.cdc.torture.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;

/**
 * Makes a hot standby of a running primary, with the slots for failover synchronised to it
 * (PostgreSQL 17).
 *
 * <p>Source: the manual, "Making a Base Backup Using the Low Level API" and "Replication Slot
 * Synchronization".
 */
final class Standby {

  static final String PHYSICAL_SLOT = "standby";

  private static final Set<String> NOT_COPIED = Set.of("postmaster.pid", "postmaster.opts");
  private static final List<String> EMPTIED =
      List.of("pg_wal", "pg_replslot", "pg_stat_tmp", "pg_dynshmem", "pg_notify");

  private Standby() {}

  /** Copies the primary; the copy is started and streams when this returns. */
  static PostgresServer of(PostgresServer primary, Path binaries, Path data, int port)
      throws SQLException, IOException {
    try (Connection connection = primary.connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "SELECT pg_create_physical_replication_slot('%s', true)".formatted(PHYSICAL_SLOT));
      statement.execute("SELECT pg_backup_start('torture', true)");
      copy(primary.data(), data);
      try (ResultSet row =
          statement.executeQuery(
              "SELECT labelfile FROM pg_backup_stop(wait_for_archive => false)")) {
        row.next();
        Files.writeString(data.resolve("backup_label"), row.getString(1));
      }
    }
    Files.createFile(data.resolve("standby.signal"));
    Files.writeString(
        data.resolve("postgresql.auto.conf"),
        """
        primary_conninfo = 'host=127.0.0.1 port=%d user=postgres dbname=%s'
        primary_slot_name = '%s'
        """
            .formatted(primary.port(), PostgresServer.DATABASE, PHYSICAL_SLOT));
    PostgresServer standby = new PostgresServer(binaries, data, port);
    standby.start();
    return standby;
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(to.resolve(from.relativize(directory)));
            return EMPTIED.contains(from.relativize(directory).toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!NOT_COPIED.contains(file.getFileName().toString())) {
              copyIfThere(file, to.resolve(from.relativize(file)));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            return gone(failure);
          }
        });
    // initdb makes it for its owner only, and the server insists
    Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(from));
  }

  /** The primary goes on working: files come and go, and the log that is replayed makes it good. */
  private static void copyIfThere(Path from, Path to) throws IOException {
    try {
      Files.copy(from, to);
    } catch (NoSuchFileException e) {
      gone(e);
    }
  }

  private static FileVisitResult gone(IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return FileVisitResult.CONTINUE;
    }
    throw new UncheckedIOException(failure);
  }
}
