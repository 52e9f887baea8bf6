package com.cdc.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LandedLinesTest {

  @TempDir private Path landing;

  @Test
  void visibleLinesAreCountedOnceByOperationAlsoWhenTheirFileGrows() throws IOException {
    Path part = landing.resolve("part-0.json");
    Files.writeString(part, "{\"aid\":7,\"__op\":\"c\"}\n");
    LandedLines lines = new LandedLines(landing, "aid");
    lines.count();
    Files.writeString(
        part, "{\"note\":\"op\\\":\\\"u\",\"__op\":\"d\"}\n", StandardOpenOption.APPEND);
    Files.writeString(landing.resolve(".part-1.inprogress"), "{\"aid\":9,\"__op\":\"c\"}\n");

    lines.count();

    assertThat(lines.rows()).isEqualTo(2);
    assertThat(lines.operations()).isEqualTo(Map.of('c', 1L, 'd', 1L));
    assertThat(lines.keySum()).isEqualTo(7);
  }
}
