package com.cdc.compress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cdc.config.Compression;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CompressorTest {

  private static final String LINE = "{\"item_id\":1,\"sku\":\"A\"}\n";

  @ParameterizedTest
  @EnumSource(Compression.class)
  void piecesThatFollowEachOtherAreOneFile(Compression format) throws IOException {
    byte[] file = file(format, 1000);

    try (InputStream in = Decompression.open("part.json" + format.suffix(), slow(file))) {
      assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo(LINE.repeat(2000));
    }
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void membersMayBeLargerThanAnyBuffer(Compression format) throws IOException {
    byte[] noise = new byte[300_000];
    new Random(7).nextBytes(noise);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (Compressor compressor = Compressor.of(format, 1)) {
      for (int i = 0; i < 5; i++) {
        file.writeBytes(compressor.compress(noise, 0, noise.length));
        text.writeBytes(noise);
      }
    }

    try (InputStream in = Decompression.open("x" + format.suffix(), slow(file.toByteArray()))) {
      assertThat(in.readAllBytes()).isEqualTo(text.toByteArray());
    }
  }

  @ParameterizedTest
  @EnumSource(value = Compression.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void aFileThatIsCutIsAnError(Compression format) {
    byte[] file = file(format, 1000);
    byte[] cut = Arrays.copyOf(file, file.length - 10);

    assertThatThrownBy(
            () -> {
              try (InputStream in = Decompression.open("x" + format.suffix(), slow(cut))) {
                in.readAllBytes();
              }
            })
        .isInstanceOf(IOException.class);
  }

  private static byte[] file(Compression format, int lines) {
    byte[] text = ("x" + LINE.repeat(lines)).getBytes(UTF_8);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (Compressor compressor = Compressor.of(format, 1)) {
      file.writeBytes(compressor.compress(text, 1, text.length - 1));
      file.writeBytes(compressor.compress(text, 1, text.length - 1));
    }
    return file.toByteArray();
  }

  /** As Flink's streams: never says what is available. */
  private static InputStream slow(byte[] bytes) {
    return new FilterInputStream(new ByteArrayInputStream(bytes)) {
      @Override
      public int available() {
        return 0;
      }
    };
  }
}
