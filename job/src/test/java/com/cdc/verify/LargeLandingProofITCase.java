package com.cdc.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.config.Compression;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

class LargeLandingProofITCase {

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void aLandingThatNeedsTemporaryFilesIsVerified(@TempDir Path root, @TempDir Path temporary)
      throws Exception {
    long rows = LargeLanding.write(root, 500L << 20, Compression.ZSTD);

    LandingOnlyReport report = new LandingProof("file:" + root, temporary).prove();

    assertThat(report.lines()).endsWith("verified");
    assertThat(report.sources().get(0)).contains("%,d rows".formatted(rows));
    assertThat(temporary).isEmptyDirectory();
  }
}
