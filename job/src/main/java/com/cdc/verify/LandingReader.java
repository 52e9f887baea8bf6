package com.cdc.verify;

import com.cdc.compress.Decompression;
import com.cdc.event.TableId;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * Reads the visible files of a table in the landing, wherever Flink's file systems reach.
 *
 * <p>Like every reader of the landing it passes over what is hidden: names that begin with {@code
 * .} or {@code _}, and parts in progress. Nothing else is passed over: a file it cannot read, a
 * line that is not a record, and a last line that is cut are errors that name file and line.
 */
public final class LandingReader {

  /** Takes the records of a table, in no particular order. */
  public interface Sink {
    void accept(LandedRecord record);
  }

  private static final Pattern NAME = Pattern.compile(".*\\.json(\\.gz|\\.zst)?");

  private final Path landing;

  public LandingReader(String landingUri) {
    this.landing = new Path(landingUri);
  }

  /** The visible files of the table, by path; empty if it has no directory. */
  public List<FileStatus> files(TableId table) throws IOException {
    List<FileStatus> files = new ArrayList<>();
    Path directory = new Path(landing, table.directory());
    collect(directory.getFileSystem(), directory, files);
    files.sort(Comparator.comparing(file -> file.getPath().toString()));
    return files;
  }

  /** Passes every record of the table to the sink and returns the number of files. */
  public int read(TableId table, Sink sink) throws IOException {
    return read(table, Set.of(), sink);
  }

  /** Passes every record of one of its files to the sink. */
  public void read(FileStatus file, Sink sink) throws IOException {
    read(file.getPath(), Set.of(), sink);
  }

  /** As for a table, with the values of some columns as JSON text although they may be strings. */
  int read(TableId table, Set<String> jsonColumns, Sink sink) throws IOException {
    List<FileStatus> files = files(table);
    for (FileStatus file : files) {
      read(file.getPath(), jsonColumns, sink);
    }
    return files.size();
  }

  private static void collect(FileSystem fileSystem, Path directory, List<FileStatus> files)
      throws IOException {
    for (FileStatus status : list(fileSystem, directory)) {
      String name = status.getPath().getName();
      if (name.startsWith(".") || name.startsWith("_") || name.contains("inprogress")) {
        continue;
      }
      if (status.isDir()) {
        collect(fileSystem, status.getPath(), files);
      } else {
        files.add(status);
      }
    }
  }

  /** What stands in a directory; nothing if it does not exist. */
  static FileStatus[] list(FileSystem fileSystem, Path directory) throws IOException {
    try {
      // null where the local file system finds nothing; the others throw
      FileStatus[] found = fileSystem.listStatus(directory);
      return found == null ? new FileStatus[0] : found;
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }

  private static void read(Path file, Set<String> jsonColumns, Sink sink) throws IOException {
    long number = 0;
    try (InputStream in = open(file)) {
      ByteArrayOutputStream line = new ByteArrayOutputStream(512);
      for (int b = in.read(); b >= 0; b = in.read()) {
        if (b != '\n') {
          line.write(b);
          continue;
        }
        number++;
        sink.accept(parse(file, number, line.toByteArray(), jsonColumns));
        line.reset();
      }
      if (line.size() > 0) {
        throw new LandingException(
            "%s, line %d: cut, the file does not end with a line break"
                .formatted(file, number + 1));
      }
    } catch (IOException e) {
      throw new IOException("Cannot read " + file + " after line " + number, e);
    }
  }

  private static LandedRecord parse(Path file, long number, byte[] line, Set<String> jsonColumns) {
    try {
      return RecordParser.parse(line, jsonColumns);
    } catch (IOException | IllegalArgumentException e) {
      // only the kind of fault: Jackson's message may quote the row's values
      String why = e instanceof IllegalArgumentException ? e.getMessage() : "not valid JSON";
      throw new LandingException(
          "%s, line %d: not a record of this format: %s".formatted(file, number, why), e);
    }
  }

  private static InputStream open(Path file) throws IOException {
    if (!NAME.matcher(file.getName()).matches()) {
      throw new LandingException(
          file + ": none of .json, .json.gz and .json.zst. Move the file out of the landing.");
    }
    return Decompression.open(file.getName(), file.getFileSystem().open(file));
  }
}
