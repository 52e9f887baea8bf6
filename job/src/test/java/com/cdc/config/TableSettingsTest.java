package com.cdc.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cdc.event.TableId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.MemorySize;
import org.junit.jupiter.api.Test;

class TableSettingsTest {

  private static final TableId ITEMS = new TableId("s", "items");
  private static final TableId ODD = new TableId("s", "a=b");

  @Test
  void singleTablesHaveTheirOwn() {
    LandingConfig landing =
        load(
            "LANDING_SHARDS", "s.items=4, \"s\".\"a=b\"=2",
            "LANDING_MIN_SIZE", "8 mb",
            "LANDING_TABLE_MIN_SIZE", "s.items=0",
            "LANDING_TABLE_MAX_AGE", "\"s\".\"a=b\"=1 h");

    assertThat(landing.shards()).isEqualTo(Map.of(ITEMS, 4, ODD, 2));
    assertThat(landing.openParts().minBytes(ITEMS)).isZero();
    assertThat(landing.openParts().minBytes(ODD)).isEqualTo(MemorySize.parse("8 mb").getBytes());
    assertThat(landing.openParts().longest(List.of(ITEMS))).isEqualTo(Duration.ZERO);
    assertThat(landing.openParts().longest(List.of(ITEMS, ODD))).isEqualTo(Duration.ofHours(1));
    assertThat(TableSettings.format(landing.shards())).isEqualTo("\"s\".\"a=b\"=2,s.items=4");
  }

  @Test
  void whatIsWrongIsTold() {
    assertThatThrownBy(
            () ->
                load(
                    "LANDING_SHARDS", "s.items=0, s.items, s.other=2",
                    "LANDING_TABLE_MAX_AGE", "s.items=soon",
                    "LANDING_COMPRESSION", "gzip",
                    "LANDING_COMPRESSION_LEVEL", "12"))
        .hasMessageContaining(
            "Entry 1 of `landing.shards` (environment variable LANDING_SHARDS), `s.items=0`, must"
                + " give a number from 1 to 128 after the equals sign.")
        .hasMessageContaining("`s.items`, must be `schema.table=value`")
        .hasMessageContaining("`landing.shards` names table s.other, which is not captured.")
        .hasMessageContaining("must give a duration such as `5 min`")
        .hasMessageContaining("`landing.compression-level` must be at most 9 for gzip, not `12`.");
  }

  private static LandingConfig load(String... more) {
    Map<String, String> env = new HashMap<>(ConfigFixture.COMPLETE);
    env.put("TABLE_INCLUDE", "s.items,\"s\".\"a=b\"");
    for (int i = 0; i < more.length; i += 2) {
      env.put(more[i], more[i + 1]);
    }
    return ConfigLoader.load(null, env).landing();
  }
}
