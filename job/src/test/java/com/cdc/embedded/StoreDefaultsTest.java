package com.cdc.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoreDefaultsTest {

  @Test
  void addsOurSettings() {
    assertThat(StoreDefaults.under(Map.of("io.tmp.dirs", "/big", "s3.endpoint", "http://minio")))
        .containsEntry("s3.endpoint", "http://minio")
        .containsEntry("s3.upload.min.part.size", "16777216")
        .containsEntry("s3.buffer.dir", "/big")
        .containsEntry("gs.writer.chunk.size", "2 mb");
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

  @Test
  void azureIsAskedForTheIdentityOfTheContainerUnlessOtherCredentialsAreGiven() {
    assertThat(StoreDefaults.under(Map.of("fs.azure.account.hns.enabled", "true")))
        .containsEntry("fs.azure.account.auth.type", "Custom")
        .containsEntry("fs.azure.account.oauth.provider.type", "com.cdc.azure.EnvironmentIdentity");
    for (String given :
        List.of(
            "fs.azure.account.key.lake.dfs.core.windows.net",
            "azure.account.key.lake.dfs.core.windows.net",
            "fs.azure.account.keyprovider.lake.dfs.core.windows.net",
            "fs.azure.account.auth.type.lake.dfs.core.windows.net",
            "fs.azure.account.oauth2.client.id",
            "fs.azure.sas.fixed.token")) {
      assertThat(StoreDefaults.under(Map.of(given, "x")))
          .as(given)
          .doesNotContainKey("fs.azure.account.auth.type")
          .doesNotContainKey("fs.azure.account.oauth.provider.type");
    }
  }
}
