package com.cdc.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class StoreDefaultsTest {

  @Test
  void addsOurSettings() {
    assertThat(StoreDefaults.under(Map.of("io.tmp.dirs", "/big", "s3.endpoint", "http://minio")))
        .containsEntry("s3.endpoint", "http://minio")
        .containsEntry("s3.upload.min.part.size", "16777216")
        .containsEntry("s3.buffer.dir", "/big");
  }

  @Test
  void aUsersSettingWinsByWhicheverPrefix() {
    assertThat(
            StoreDefaults.under(
                Map.of("fs.s3a.attempts.maximum", "2", "s3.connection.timeout", "1000")))
        .containsEntry("fs.s3a.attempts.maximum", "2")
        .containsEntry("s3.connection.timeout", "1000")
        .doesNotContainKey("s3.attempts.maximum");
  }
}
