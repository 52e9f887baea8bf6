package com.cdc.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.event.ChangeBatch;
import com.cdc.event.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaWriterTest {

  @TempDir private Path landing;

  @Test
  void aReplayWritesTheSameFileOnce() throws Exception {
    write(version(7, 2, "{\"first\":1}\n"));
    write(version(7, 2, "{\"again\":1}\n"));
    write(version(-1, 0, "{\"last\":1}\n"));

    assertThat(files())
        .containsExactly(
            "0000000001-00000000000000000007-0000000002.json",
            "0000000001-18446744073709551615-0000000000.json");
    assertThat(landing.resolve("_schemas/cdc.s.t/0000000001-00000000000000000007-0000000002.json"))
        .hasContent("{\"first\":1}\n");
  }

  @Test
  void namesSortAsPositionsDo() {
    assertThat(
            Stream.of(
                    new Position(1, 9, 10),
                    new Position(1, 10, 9),
                    new Position(1, -1, 1),
                    new Position(2, 1, 0))
                .map(SchemaWriter::name))
        .isSorted();
  }

  private void write(ChangeBatch version) throws Exception {
    new SchemaWriter(landing.toString()).write(version);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(landing.resolve("_schemas/cdc.s.t"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static ChangeBatch version(long lsn, long seq, String json) {
    ChangeBatch version = new ChangeBatch();
    version.schema = "s";
    version.table = "t";
    version.schemaVersion = true;
    version.firstEpoch = 1;
    version.firstLsn = lsn;
    version.firstSeq = seq;
    version.lines = json.getBytes(UTF_8);
    return version;
  }
}
