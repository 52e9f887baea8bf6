package com.cdc.lakehouse;

import com.cdc.event.TableId;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;

/** The tables of a landing with the shapes that they have had; file systems must be initialised. */
final class LandedTables {

  private static final String SCHEMAS = "_schemas";
  private static final ObjectMapper JSON = mapper();

  private final Path landing;
  private final Set<TableId> tables = new TreeSet<>();

  /** Lists the landing; one that does not exist yet has no tables. */
  LandedTables(String uri) throws IOException {
    landing = new Path(uri);
    for (Path directory : List.of(landing, new Path(landing, SCHEMAS))) {
      for (FileStatus status : list(directory)) {
        if (status.isDir()) {
          table(status.getPath().getName()).ifPresent(tables::add);
        }
      }
    }
  }

  /** All of them, by name. */
  Set<TableId> tables() {
    return tables;
  }

  /** The shapes of a table, oldest first; none if it has not landed. */
  List<LandedShape> shapes(TableId table) throws IOException {
    List<LandedShape> shapes = new ArrayList<>();
    FileStatus[] files = list(new Path(new Path(landing, SCHEMAS), table.directory()));
    Arrays.sort(files, Comparator.comparing(file -> file.getPath().getName()));
    for (FileStatus file : files) {
      if (!file.getPath().getName().startsWith(".")) {
        shapes.add(shape(file.getPath()));
      }
    }
    return shapes;
  }

  private static LandedShape shape(Path file) throws IOException {
    try (FSDataInputStream in = file.getFileSystem().open(file)) {
      return LandedShape.of(JSON.readTree(in));
    } catch (JsonProcessingException e) {
      throw new IOException(
          file + " is not a version of a table's shape. Move it out of the landing.", e);
    }
  }

  /** The table of a directory {@code cdc.<schema>.<name>}; dots in names are encoded. */
  private static Optional<TableId> table(String directory) {
    String[] parts = directory.split("\\.", -1);
    return parts.length == 3 && parts[0].equals("cdc")
        ? Optional.of(new TableId(TableId.decode(parts[1]), TableId.decode(parts[2])))
        : Optional.empty();
  }

  private static FileStatus[] list(Path directory) throws IOException {
    try {
      // null where the local file system finds nothing; the others throw
      FileStatus[] found = directory.getFileSystem().listStatus(directory);
      return found == null ? new FileStatus[0] : found;
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }

  /** A value that older rows take may be long. */
  private static ObjectMapper mapper() {
    ObjectMapper mapper = JsonMapper.builder().build();
    mapper
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build());
    return mapper;
  }
}
