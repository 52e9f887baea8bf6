package com.cdc.torture;

import com.cdc.torture.judge.Sightings;
import com.cdc.torture.server.Database;
import com.cdc.torture.subject.Settings;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Looks at slot and landing all along: where the one is confirmed, what the other shows. */
final class SlotWatch implements AutoCloseable {

  private static final long EVERY_MILLIS = 300;

  private final Database database;
  private final Path landing;
  private final List<Long> confirmed = new ArrayList<>();
  private final Map<String, Integer> firstSeen = new HashMap<>();
  private final Thread thread = new Thread(this::look, "slot-watch");
  private volatile boolean closed;
  private @Nullable Connection connection;

  SlotWatch(Database database, Path landing) {
    this.database = database;
    this.landing = landing;
    thread.setDaemon(true);
    thread.start();
  }

  /** All looks until now. */
  synchronized Sightings sightings() {
    return new Sightings(List.copyOf(confirmed), Map.copyOf(firstSeen));
  }

  /** Where the slot was confirmed when it was looked at last; -1 if it could not be. */
  synchronized long confirmed() {
    return confirmed.isEmpty() ? -1 : confirmed.get(confirmed.size() - 1);
  }

  /** Waits until the job reads the slot, for the first time or again. */
  void awaitReader(Duration longest) {
    Awaitility.await()
        .atMost(longest)
        .ignoreExceptions()
        .until(
            () -> {
              try (Connection own = database.connect();
                  Statement statement = own.createStatement();
                  ResultSet row =
                      statement.executeQuery(
                          "SELECT active FROM pg_replication_slots WHERE slot_name = '%s'"
                              .formatted(Settings.SLOT))) {
                return row.next() && row.getBoolean(1);
              }
            });
  }

  private void look() {
    while (!closed) {
      long position = readSlot();
      synchronized (this) {
        confirmed.add(position);
        list(confirmed.size() - 1);
      }
      try {
        Thread.sleep(EVERY_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private long readSlot() {
    try {
      if (connection == null) {
        connection = database.connect();
      }
      try (Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery(
                  """
                  SELECT confirmed_flush_lsn - '0/0' FROM pg_replication_slots
                    WHERE slot_name = '%s' AND NOT pg_is_in_recovery()
                  """
                      .formatted(Settings.SLOT))) {
        return row.next() ? row.getLong(1) : -1;
      }
    } catch (SQLException e) {
      close(connection);
      connection = null;
      return -1;
    }
  }

  private void list(int look) {
    try {
      Files.walkFileTree(
          landing,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes ignored) {
              return isHidden(directory) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes ignored) {
              if (!isHidden(file)) {
                firstSeen.putIfAbsent(landing.relativize(file).toString(), look);
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure)
                throws IOException {
              if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE; // not there yet, or renamed
              }
              throw failure;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isHidden(Path path) {
    String name = path.getFileName().toString();
    return name.startsWith("_") || name.startsWith(".");
  }

  private static void close(@Nullable Connection connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      // it was broken
    }
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.join();
    close(connection);
  }
}
