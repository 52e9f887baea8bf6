package com.cdc.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class ConfiguredSasTest {

  private static final String ACCOUNT = "lake.dfs.core.windows.net";

  @Test
  void theTokenOfTheAccountComesBeforeTheGeneralOne() throws IOException {
    Configuration configuration = new Configuration(false);
    configuration.set("fs.azure.sas.fixed.token", "general");
    assertThat(token(configuration)).isEqualTo("general");
    configuration.set("fs.azure.sas.fixed.token." + ACCOUNT, "?sv=1&sig=2");
    assertThat(token(configuration)).isEqualTo("sv=1&sig=2");
  }

  @Test
  void aMissingTokenIsNamedByItsKey() {
    assertThatThrownBy(() -> token(new Configuration(false)))
        .hasMessage(
            "No SAS token for account lake.dfs.core.windows.net. Configure it:"
                + " `flink: fs.azure.sas.fixed.token.lake.dfs.core.windows.net`");
  }

  private static String token(Configuration configuration) throws IOException {
    ConfiguredSas sas = new ConfiguredSas();
    sas.initialize(configuration, ACCOUNT);
    return sas.getSASToken(ACCOUNT, "container", "/path", "read");
  }
}
