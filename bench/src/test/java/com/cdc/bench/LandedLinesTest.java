package com.cdc.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.compress.Compressor;
import com.cdc.config.Compression;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

  @ParameterizedTest
  @EnumSource(Compression.class)
  void compressedLinesAreCountedAlsoInSeveralPieces(Compression format) throws IOException {
    byte[] line = "{\"aid\":7,\"__op\":\"c\"}\n".getBytes(UTF_8);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (Compressor compressor = Compressor.of(format, 0)) {
      file.write(compressor.compress(line, 0, line.length));
      file.write(compressor.compress(line, 0, line.length));
    }
    Files.write(landing.resolve("part-0.json" + format.suffix()), file.toByteArray());
    LandedLines lines = new LandedLines(landing, "aid");

    lines.count();

    assertThat(lines.operations()).isEqualTo(Map.of('c', 2L));
    assertThat(lines.keySum()).isEqualTo(14);
  }
}
